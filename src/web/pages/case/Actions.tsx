/** What one may do now: just what the service allows, the next step first. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import type { Case } from "../../api/types";
import { Nothing } from "../../parts/states";
import { EventForm } from "./EventForm";

/** In the order in which they are wanted; what is not here comes after them. */
const mainSteps = ["accept", "assign", "sign", "recordContact", "submitDisposition", "approveDisposition", "submitReview", "approveReview", "recordCallback", "approveUnreachable", "grantExtension", "resume", "acknowledgeEscalation", "resolveEscalation", "answerDelivered"];
const grave = ["returnToSource", "rejectDisposition", "rejectReview", "withdraw", "reopen", "decline"];

export function Actions({ case: shown }: { case: Case }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const events = [...shown.allowedEvents].sort((a, b) => rank(a.type) - rank(b.type));
  const event = events.find(({ type }) => type === chosen);
  const needsCases = event?.type === "merge" || event?.type === "linkRepeat";
  const similar = useQuery({
    queryKey: ["case", shown.id, "similar"],
    queryFn: () => answerOf(api.GET("/api/v1/cases/{id}/similar", { params: { path: { id: shown.id } } })),
    enabled: needsCases,
    staleTime: 60_000,
  });
  if (events.length === 0)
    return (
      <section className="panel" aria-label="办理">
        <Nothing>此状态下没有需要您办理的事项。</Nothing>
      </section>
    );
  const [first] = events;
  return (
    <section className="panel actions" aria-labelledby="actions-title">
      <h2 id="actions-title">办理</h2>
      <div className="buttons" role="group" aria-label="可办理的事项">
        {events.map(({ type, label }) => (
          <Button key={type} type={chosen === null && type === first?.type && rank(type) < mainSteps.length ? "primary" : "default"} danger={grave.includes(type)} aria-pressed={chosen === type} className={chosen === type ? "chosen" : ""} onClick={() => setChosen(chosen === type ? null : type)}>
            {label}
          </Button>
        ))}
      </div>
      {event && (
        <EventForm
          key={event.type}
          case={shown}
          event={event}
          suggestedCases={(similar.data?.items ?? []).map(({ caseId, caseNo, headline, suggestionLabel }) => ({ id: caseId, label: `${caseNo ?? caseId} ${headline}（${suggestionLabel}）` }))}
          onDone={() => setChosen(null)}
        />
      )}
    </section>
  );
}

function rank(type: string): number {
  const at = mainSteps.indexOf(type);
  return at >= 0 ? at : mainSteps.length + (grave.includes(type) ? 1 : 0) + (type === "comment" ? 2 : 0);
}
