/** One common cause: its cases, what is done against it, and closing it with a conclusion. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Form, Input } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { LongText } from "../../parts/LongText";
import { PageHead } from "../../parts/PageHead";
import { CasePicker, UnitPicker } from "../../parts/pickers";
import { Fetched } from "../../parts/states";
import { StateTone, Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import { useSession } from "../../session/session";
import { NotFoundPage } from "../NotFoundPage";
import { ActionTable } from "./ActionTable";
import { CauseForm } from "./CauseForm";

type Cause = AnswerOf<"/api/v1/common-causes/{id}">;

export default function CommonCausePage() {
  const { id: text = "" } = useParams();
  const id = Number(text);
  const isId = Number.isInteger(id) && id > 0;
  const query = useQuery({ queryKey: ["reviews", "cause", id], queryFn: () => answerOf(api.GET("/api/v1/common-causes/{id}", { params: { path: { id } } })), enabled: isId });
  if (!isId) return <NotFoundPage />;
  return <Fetched query={query}>{(shown) => <Shown cause={shown} />}</Fetched>;
}

function Shown({ cause }: { cause: Cause }) {
  const { has } = useSession();
  const [isChanging, setChanging] = useState(false);
  const mayWork = cause.state === "open" && has("window", "supervisor", "reviewer");
  return (
    <>
      <PageHead
        title={cause.title}
        note={
          <span className="under">
            <Tone tone={cause.state === "open" ? "blue" : "green"}>{cause.state === "open" ? "治理中" : "已办结"}</Tone>
            {cause.rootCauseLabel && <Tone>{cause.rootCauseLabel}</Tone>}
            <span>
              {cause.unitName ?? "全局"} · {cause.createdByName} {timeText(cause.createdAt)} 建立
            </span>
          </span>
        }
      >
        {mayWork && <Button onClick={() => setChanging(true)}>修改</Button>}
      </PageHead>
      {isChanging && <CauseForm cause={cause} close={() => setChanging(false)} />}
      <section className="panel">
        <p className="pre">{cause.description}</p>
        {cause.conclusion && (
          <p className="pre said">
            <span className="muted">{timeText(cause.closedAt)} 办结：</span>
            {cause.conclusion}
          </p>
        )}
      </section>
      <section className="panel" aria-labelledby="measures-title">
        <h2 id="measures-title">整改项</h2>
        {cause.correctiveActions.length === 0 ? <p className="muted">还没有整改项。</p> : <ActionTable items={cause.correctiveActions} />}
        {mayWork && <NewAction cause={cause} />}
      </section>
      <Cases cause={cause} mayWork={mayWork} />
      {mayWork && <Close cause={cause} />}
    </>
  );
}

function useStep<Given>(id: number, step: (given: Given) => Promise<unknown>, done?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: async () => {
      done?.();
      await queries.invalidateQueries({ queryKey: ["reviews", "cause", id] });
    },
  });
}

function Cases({ cause, mayWork }: { cause: Cause; mayWork: boolean }) {
  const [chosen, setChosen] = useState<number | undefined>();
  const path = { id: cause.id };
  const add = useStep(cause.id, (caseId: number) => answerOf(api.POST("/api/v1/common-causes/{id}/cases", { params: { path }, body: { caseIds: [caseId] } })), () => setChosen(undefined));
  const remove = useStep(cause.id, (caseId: number) => answerOf(api.DELETE("/api/v1/common-causes/{id}/cases/{caseId}", { params: { path: { ...path, caseId } } })));
  const problem = add.error ?? remove.error;
  return (
    <section className="panel" aria-labelledby="cases-title">
      <h2 id="cases-title">归入的工单（{cause.counts.cases} 件）</h2>
      {problem !== null && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(problem)} />}
      {mayWork && (
        <div className="filters">
          <CasePicker aria-label="要归入的工单" value={chosen} onChange={setChosen} allowClear className="wide-filter" />
          <Button disabled={chosen === undefined} loading={add.isPending} onClick={() => chosen !== undefined && add.mutate(chosen)}>
            归入
          </Button>
        </div>
      )}
      {cause.cases.length > 0 && (
        <Scroll>
          <table className="list work">
            <thead>
              <tr>
                <th>工单</th>
                <th>状态</th>
                <th>来源</th>
                <th>诉求时间</th>
                {mayWork && <th>操作</th>}
              </tr>
            </thead>
            <tbody>
              {cause.cases.map((item) => (
                <tr key={item.id}>
                  <td className="matter">
                    <Link to={`/cases/${item.id}`}>{item.title ?? item.caseNo}</Link>
                    <div className="muted">
                      {item.caseNo} · {item.unitName ?? "未交办"}
                    </div>
                  </td>
                  <td>
                    <StateTone state={item.state} label={item.stateLabel} />
                  </td>
                  <td>{item.sourceLabel}</td>
                  <td className="nowrap">{timeText(item.reportedAt)}</td>
                  {mayWork && (
                    <td>
                      <Button size="small" aria-label={`移出 ${item.caseNo ?? item.id}`} onClick={() => remove.mutate(item.id)}>
                        移出
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

interface NewActionForm {
  action: string;
  owner?: string;
  unitId?: number;
  due: string;
}

function NewAction({ cause }: { cause: Cause }) {
  const [form] = Form.useForm<NewActionForm>();
  const make = useStep(cause.id, ({ unitId, owner, ...given }: NewActionForm) => answerOf(api.POST("/api/v1/corrective-actions", { body: { commonCauseId: cause.id, ...given, ...(unitId && { unitId }), ...(owner?.trim() && { owner: owner.trim() }) } })), () => form.resetFields());
  return (
    <details className="previous">
      <summary>新增整改项</summary>
      <Form form={form} layout="vertical" onFinish={(given) => make.mutate(given)}>
        {make.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(make.error)} />}
        <Form.Item name="action" label="整改措施" rules={[{ required: true, whitespace: true }]}>
          <LongText maxLength={1000} rows={2} />
        </Form.Item>
        <div className="pair">
          <Form.Item name="unitId" label="责任单位">
            <UnitPicker allowClear />
          </Form.Item>
          <Form.Item name="owner" label="责任人">
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="due" label="完成期限" rules={[{ required: true }]} getValueProps={(value?: string) => ({ value: value ? dayjs(value) : null })} normalize={(value: dayjs.Dayjs | null) => value?.format("YYYY-MM-DD")}>
            <DatePicker format="YYYY年M月D日" />
          </Form.Item>
        </div>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          新增
        </Button>
      </Form>
    </details>
  );
}

function Close({ cause }: { cause: Cause }) {
  const close = useStep(cause.id, ({ conclusion }: { conclusion: string }) => answerOf(api.POST("/api/v1/common-causes/{id}/close", { params: { path: { id: cause.id } }, body: { conclusion } })));
  return (
    <section className="panel" aria-labelledby="close-title">
      <h2 id="close-title">办结</h2>
      <Form layout="vertical" onFinish={(given: { conclusion: string }) => close.mutate(given)}>
        {close.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(close.error)} />}
        <Form.Item name="conclusion" label="治理结论" rules={[{ required: true, whitespace: true }]}>
          <LongText maxLength={4000} rows={2} />
        </Form.Item>
        <Button htmlType="submit" loading={close.isPending}>
          办结共性问题
        </Button>
      </Form>
    </section>
  );
}
