/** Escalations: the window's list, taking one on, and resolving it. */
import { headlineOf } from "../../rules/headline.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { roleLabels, type Instant, type Role } from "../../rules/words.ts";
import { workingMinutesLeft, type WorkClock } from "../../rules/workingTime.ts";
import { applyEvent } from "../../store/applyEvent.ts";
import { readCase } from "../../store/readCases.ts";
import { listEscalations, readEscalation, type EscalationListed } from "../../store/readEscalations.ts";
import type { Actor } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { AcknowledgeEscalation, Escalation, EscalationList, EscalationsQuery, ResolveEscalation } from "../contract/escalations.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { notFound, Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { hiddenOrNull, offsetOrNull, stateLabelOf } from "../presentCase.ts";

export function escalationRoutes(app: App, { store, now, rulebook }: RouteDeps): void {
  const tags = ["escalations"];

  app.get(
    "/escalations",
    { schema: { summary: "督办列表", tags, querystring: EscalationsQuery, response: answers({ 200: EscalationList }) } },
    async (request) => {
      const { level, state, mine, cursor, limit = 50 } = request.query;
      const { actor } = callerOf(request);
      const after = positionOf(cursor, ["level", "id"], ["due"]);
      const page = await listEscalations(store.read, { level, state, ownedBy: mine ? actor.roles : undefined, scopePaths: casePathsOf(actor), after, limit });
      const at = now();
      const { clock } = rulebook();
      return { items: page.items.map((item) => present(item, at, clock)), nextCursor: cursorOf(page.next) };
    },
  );

  app.post(
    "/escalations/:id/acknowledge",
    { schema: { summary: "领办督办", tags, params: IdParams, body: AcknowledgeEscalation, response: answers({ 200: Escalation }) } },
    async (request) => {
      const { expectedVersion, ...payload } = request.body;
      return apply(request.params.id, { type: "acknowledgeEscalation", payload }, expectedVersion, callerOf(request).actor);
    },
  );

  app.post(
    "/escalations/:id/resolve",
    { schema: { summary: "解除督办", tags, params: IdParams, body: ResolveEscalation, response: answers({ 200: Escalation }) } },
    async (request) => {
      const { expectedVersion, ...payload } = request.body;
      return apply(request.params.id, { type: "resolveEscalation", payload }, expectedVersion, callerOf(request).actor);
    },
  );

  async function apply(
    id: number,
    event: { type: string; payload: Record<string, unknown> },
    expectedVersion: number | undefined,
    actor: Actor,
  ) {
    const escalation = await readEscalation(store.read, id);
    if (!escalation || !(await readCase(store.read, escalation.case_id, casePathsOf(actor))))
      throw notFound("没有这项督办，或不在您的单位范围内。");
    const at = now();
    const rules = rulebook();
    await store.write(async (tx) => {
      // Asked again where nobody can come between: the machine acts on the case's present escalation, which must be this one.
      const present = await readEscalation(tx, id);
      if (!present || present.state === "resolved") throw new Refusal(409, "escalation-resolved", "这项督办已经解除。");
      const context = { at, actor, rulebook: rules, expectedVersion: expectedVersion ?? present.case_version };
      await applyEvent(tx, present.case_id, event, context);
    });
    const after = await readEscalation(store.read, id);
    if (!after) throw notFound("没有这项督办。");
    return present(after, at, rules.clock);
  }
}

function present(row: EscalationListed, at: Instant, clock: WorkClock) {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNo: row.case_no,
    caseVersion: row.case_version,
    caseState: row.case_state,
    caseStateLabel: stateLabelOf(row.case_state),
    title: hiddenOrNull(row.title),
    headline: headlineOf(row.title, row.content_start),
    unitName: row.unit_name,
    level: row.level,
    reason: row.reason,
    state: row.state,
    raisedAt: toOffsetText(row.raised_at),
    dueAt: offsetOrNull(row.due_at),
    overdue: row.due_at !== null && (row.resolved_at ?? at) > row.due_at,
    minutesLeft: row.due_at === null || row.resolved_at !== null ? null : workingMinutesLeft(clock, at, row.due_at),
    ownerRole: row.owner_role,
    ownerRoleLabel: row.owner_role === null ? null : (roleLabels[row.owner_role as Role] ?? row.owner_role),
    ownerUnit: row.owner_unit_id === null ? null : { id: row.owner_unit_id, name: row.owner_unit_name ?? "" },
    owner: row.owner,
    ownerName: row.owner_name,
    acknowledgedAt: offsetOrNull(row.acknowledged_at),
    resolvedAt: offsetOrNull(row.resolved_at),
    resolution: row.resolution,
  };
}
