/** How the events of one subscription went out. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import { More } from "../../parts/More";
import { Fetched, Nothing } from "../../parts/states";
import { timeText } from "../../parts/times";
import { optionsOf, queueStateLabels } from "../../parts/words";
import { Attempts, QueueState } from "./Attempts";

export function Deliveries({ webhookId }: { webhookId: number }) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [state, setState] = useState<"waiting" | "parked" | "delivered" | "void">();
  const list = useInfiniteQuery({
    queryKey: ["live", "webhooks", webhookId, "deliveries", state],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/webhooks/{id}/deliveries", { params: { path: { id: webhookId }, query: { limit: 30, ...(state && { state }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const resend = useMutation({
    mutationFn: (id: number) => answerOf(api.POST("/api/v1/webhooks/deliveries/{id}/resend", { params: { path: { id } } })),
    onSuccess: () => void message.success("已重新排队，稍后发送。"),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["live", "webhooks"] }),
  });
  return (
    <>
      <div className="filters">
        <Select aria-label="状态" placeholder="全部状态" allowClear value={state} onChange={setState} options={optionsOf(queueStateLabels) as { value: "waiting"; label: string }[]} className="filter" />
      </div>
      <Fetched query={{ ...list, data: list.data?.pages.flatMap((page) => page.items) }}>
        {(items) =>
          items.length === 0 ? (
            <Nothing>没有符合条件的投递。</Nothing>
          ) : (
            <ul>
              {items.map((item) => (
                <li key={item.id} className="delivery">
                  <p>
                    <QueueState state={item.state} /> <code>{item.eventType}</code> {item.caseId !== null && <Link to={`/cases/${item.caseId}`}>工单</Link>} <span className="muted">{timeText(item.createdAt)}</span>
                  </p>
                  <Attempts {...item} />
                  {item.state === "parked" && (
                    <Button size="small" loading={resend.isPending && resend.variables === item.id} onClick={() => resend.mutate(item.id)}>
                      重发
                    </Button>
                  )}
                  <details>
                    <summary>内容</summary>
                    <pre className="raw">{JSON.stringify(item.body, null, 2)}</pre>
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
