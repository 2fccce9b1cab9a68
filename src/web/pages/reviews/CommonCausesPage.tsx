/** Common causes: from one matter to all of its kind (从办一件事到办一类事). */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { LongText } from "../../parts/LongText";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { UnitPicker } from "../../parts/pickers";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { optionsOf, rootCauseLabels } from "../../parts/words";
import { useSession } from "../../session/session";

export default function CommonCausesPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const [isNew, setNew] = useState(false);
  const state = filters["state"] === "closed" ? "closed" : "open";
  const list = useInfiniteQuery({
    queryKey: ["reviews", "causes", state],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/common-causes", { params: { query: { state, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title="共性问题" note="把同一根因的工单归在一起，提出整改，从办一件事到办一类事。">
        {has("window", "supervisor", "reviewer") && (
          <Button type="primary" onClick={() => setNew(true)}>
            新建共性问题
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={state}
          onChange={(value) => change({ state: value === "closed" ? value : undefined })}
          options={[
            { value: "open", label: "治理中" },
            { value: "closed", label: "已办结" },
          ]}
        />
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>{state === "open" ? "没有治理中的共性问题。发现多起同类工单时，新建一个并把工单归入。" : "还没有办结的共性问题。"}</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list work">
                <thead>
                  <tr>
                    <th>问题</th>
                    <th>根因</th>
                    <th>单位</th>
                    <th className="number">工单</th>
                    <th>整改</th>
                    <th>建立</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((item) => (
                    <tr key={item.id}>
                      <td className="matter">
                        <Link to={`/common-causes/${item.id}`}>{item.title}</Link>
                      </td>
                      <td>{item.rootCauseLabel ?? "—"}</td>
                      <td>{item.unitName ?? "全局"}</td>
                      <td className="number">{item.counts.cases}</td>
                      <td className="nowrap">
                        完成 {item.counts.closed}，在办 {item.counts.open + item.counts.submitted} {item.counts.overdue > 0 && <Tone tone="red">逾期 {item.counts.overdue}</Tone>}
                      </td>
                      <td className="nowrap">{timeText(item.createdAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list} />
      {isNew && <NewCause close={() => setNew(false)} />}
    </>
  );
}

interface Given {
  title: string;
  description: string;
  rootCause?: string;
  unitId?: number;
}

function NewCause({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: ({ rootCause, unitId, ...words }: Given) => answerOf(api.POST("/api/v1/common-causes", { body: { ...words, ...(rootCause && { rootCause: rootCause as "delay" }), ...(unitId && { unitId }) } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["reviews", "causes"] });
      await navigate(`/common-causes/${made.id}`);
    },
  });
  return (
    <Modal open title="新建共性问题" onCancel={close} footer={null} mask={{ closable: false }}>
      <Form layout="vertical" onFinish={(given: Given) => make.mutate(given)}>
        {make.isError && <Alert type="error" role="alert" showIcon className="spaced" title={detailOf(make.error)} />}
        <Form.Item name="title" label="问题" rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="description" label="情况说明" rules={[{ required: true, whitespace: true }]}>
          <LongText maxLength={4000} rows={3} />
        </Form.Item>
        <Form.Item name="rootCause" label="根因">
          <Select allowClear options={optionsOf(rootCauseLabels)} />
        </Form.Item>
        <Form.Item name="unitId" label="单位（不选为全局）">
          <UnitPicker allowClear />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          建立
        </Button>
      </Form>
    </Modal>
  );
}
