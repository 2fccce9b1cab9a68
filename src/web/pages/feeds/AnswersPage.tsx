/** Answers on their way back to the sources: what waits, what was given up, what arrived and how that is known. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { Link } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { timeText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { optionsOf, queueStateLabels, sourceLabels } from "../../parts/words";
import { Attempts, QueueState } from "./Attempts";
import "./feeds.css";

export default function AnswersPage() {
  const [filters, change] = useAddress();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const state = filters["state"] !== undefined && filters["state"] in queueStateLabels ? (filters["state"] as "waiting") : undefined;
  const source = filters["source"] !== undefined && filters["source"] in sourceLabels ? (filters["source"] as "110") : undefined;
  const list = useInfiniteQuery({
    queryKey: ["live", "outbox", state, source],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/outbox", { params: { query: { limit: 50, ...(state && { state }), ...(source && { source }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const resend = useMutation({
    mutationFn: (id: number) => answerOf(api.POST("/api/v1/outbox/{id}/resend", { params: { path: { id } } })),
    onSuccess: () => void message.success("已重新排队，稍后发送。"),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["live", "outbox"] }),
  });
  return (
    <>
      <PageHead title="答复送达" note="每件工单的答复都要回到来源，送达有凭据才算闭环。连续失败一天的会搁置，请查明后重发。" />
      <div className="filters">
        <Select aria-label="状态" placeholder="全部状态" allowClear value={state} onChange={(value?: string) => change({ state: value })} options={optionsOf(queueStateLabels)} className="filter" />
        <Select aria-label="来源" placeholder="全部来源" allowClear value={source} onChange={(value?: string) => change({ source: value })} options={optionsOf(sourceLabels)} className="filter" />
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有符合条件的答复。办理结果审核通过后会自动生成。</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>工单</th>
                    <th>来源</th>
                    <th>内容</th>
                    <th>状态</th>
                    <th>发送</th>
                    <th>送达凭据</th>
                    <th>
                      <span className="visually-hidden">操作</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((item) => (
                    <tr key={item.id}>
                      <td className="nowrap">
                        <Link to={`/cases/${item.caseId}`}>{item.caseNo ?? item.caseId}</Link>
                      </td>
                      <td className="nowrap">
                        {sourceLabels[item.source]} <div className="muted">{item.externalId}</div>
                      </td>
                      <td className="nowrap">
                        {item.topic === "return" ? "退回" : `第 ${item.round} 轮答复`}
                        <div className="muted">{timeText(item.createdAt)}</div>
                      </td>
                      <td>
                        <QueueState state={item.state} />
                      </td>
                      <td>
                        <Attempts {...item} />
                      </td>
                      <td>{item.proof ?? "—"}</td>
                      <td>
                        {item.state === "parked" && (
                          <Button size="small" loading={resend.isPending && resend.variables === item.id} onClick={() => resend.mutate(item.id)}>
                            重发
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
