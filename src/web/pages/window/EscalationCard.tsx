/** One escalation: why, whose, how long; and taking it on or resolving it right here. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Space } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { answerOf, api, ApiProblem, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { LongText } from "../../parts/LongText";
import { Countdown } from "../../parts/Countdown";
import { StateTone, Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import { useDraft } from "../../parts/useDraft";
import { useSession } from "../../session/session";

type Escalation = AnswerOf<"/api/v1/escalations">["items"][number];

export function EscalationCard({ escalation: shown }: { escalation: Escalation }) {
  const { has } = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const draft = useDraft(`escalation:${shown.id}`, "");
  const [isResolving, setResolving] = useState(draft.isRestored && draft.value !== "");
  const path = { id: shown.id };
  const version = { expectedVersion: shown.caseVersion };
  const changed = () => queries.invalidateQueries({ queryKey: ["escalations"] });
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 409) void changed();
  };
  const take = useMutation({
    mutationFn: () => answerOf(api.POST("/api/v1/escalations/{id}/acknowledge", { params: { path }, body: version })),
    onSuccess: () => {
      void message.success("已领办");
      return changed();
    },
    onError,
  });
  const resolve = useMutation({
    mutationFn: (resolution: string) => answerOf(api.POST("/api/v1/escalations/{id}/resolve", { params: { path }, body: { ...version, resolution } })),
    onSuccess: () => {
      draft.forget();
      void message.success("督办已解除");
      return changed();
    },
    onError,
  });
  const problem = take.error ?? resolve.error;
  return (
    <article className="card">
      <p className="under">
        <Link to={`/cases/${shown.caseId}`}>{shown.caseNo ?? shown.caseId}</Link>
        <StateTone state={shown.caseState} label={shown.caseStateLabel} />
        {shown.state === "open" && <Tone tone="amber">待领办</Tone>}
        {shown.state === "acknowledged" && <Tone tone="blue">{shown.ownerName ?? ""}已领办</Tone>}
      </p>
      <h3>{shown.headline}</h3>
      <p className="reason">{shown.reason}</p>
      <p className="muted">
        {shown.unitName ?? "未交办"} · 由{shown.ownerUnit?.name ?? ""}
        {shown.ownerRoleLabel ?? "—"}处置 · {timeText(shown.raisedAt)}起
      </p>
      {shown.state === "resolved" ? (
        <p className="pre said">
          <span className="muted">{timeText(shown.resolvedAt)} 解除：</span>
          {shown.resolution ?? "—"}
        </p>
      ) : (
        <p>
          <Countdown due={shown.dueAt} minutesLeft={shown.minutesLeft} overdue={shown.overdue} />
        </p>
      )}
      {problem !== null && <Alert type="error" role="alert" showIcon title={detailOf(problem)} />}
      {shown.state !== "resolved" && has("window", "supervisor") && (
        <Space wrap>
          {shown.state === "open" && (
            <Button type="primary" size="small" loading={take.isPending} onClick={() => take.mutate()}>
              领办
            </Button>
          )}
          <Button size="small" aria-expanded={isResolving} onClick={() => setResolving(!isResolving)}>
            解除督办
          </Button>
        </Space>
      )}
      {isResolving && shown.state !== "resolved" && (
        <form
          className="resolve"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.value.trim() !== "") resolve.mutate(draft.value.trim());
          }}
        >
          <LongText aria-label="处置结果" placeholder="怎样处置的、结果如何" maxLength={4000} rows={2} value={draft.value} onChange={({ target }) => draft.set(target.value)} />
          <Button type="primary" size="small" htmlType="submit" disabled={draft.value.trim() === ""} loading={resolve.isPending}>
            确认解除
          </Button>
        </form>
      )}
    </article>
  );
}
