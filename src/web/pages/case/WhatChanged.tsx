/** Somebody else was quicker: what has happened since, before one's own step is sent once more. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { answerOf, api } from "../../api/client";
import { EventLine } from "./History";

export function WhatChanged({ caseId, since, accept }: { caseId: number; since: number; accept: () => void }) {
  const history = useQuery({ queryKey: ["case", caseId, "since", since], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}/events", { params: { path: { id: caseId }, query: { limit: 200 } } })) });
  const newer = history.data?.items.filter(({ seq }) => seq > since) ?? [];
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="spaced"
      title="您填写期间，工单有了新的变化，请先看一看："
      description={
        <>
          <ul className="changes">
            {newer.map((event) => (
              <li key={event.seq}>
                <EventLine event={event} />
              </li>
            ))}
          </ul>
          <Button size="small" onClick={accept}>
            已看过，按最新情况继续
          </Button>
        </>
      }
    />
  );
}
