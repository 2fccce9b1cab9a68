/** The calls of this round so far, from the case's history. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client";
import { EventLine } from "../case/History";

export function PreviousCalls({ caseId, round }: { caseId: number; round: number }) {
  const { data } = useQuery({ queryKey: ["case", caseId, "calls", round], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}/events", { params: { path: { id: caseId }, query: { limit: 200 } } })) });
  const calls = data?.items.filter(({ type }) => type === "recordCallback" || type === "recordContact") ?? [];
  if (calls.length === 0) return null;
  return (
    <details className="previous">
      <summary>此前的联系（{calls.length} 次）</summary>
      <ul>
        {calls.map((event) => (
          <li key={event.seq}>
            <EventLine event={event} />
          </li>
        ))}
      </ul>
    </details>
  );
}
