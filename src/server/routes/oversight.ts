/** What those who answer for the service look into: who did what, the rules in force, and whether the histories hold. */
import { policySections } from "../../rules/policyWords.ts";
import { addDays, instantAt, isDay, toOffsetText } from "../../rules/shanghai.ts";
import { auditLabels, auditTrails, listAudit, recordAudit } from "../../store/audit.ts";
import { readArrivals } from "../../store/arrivals.ts";
import { outcomeLabels, sourceLabels, type Day } from "../../rules/words.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { Arrivals, Audit, AuditQuery, Policies, Profiles, Proofs } from "../contract/administration.ts";
import { cursorOf, positionOf } from "../cursor.ts";
import { invalid } from "../errors.ts";
import { answers } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";
import type { ProofState } from "../ports.ts";

export function oversightRoutes(app: App, { store, now, rulebook, ports }: RouteDeps): void {
  const tags = ["oversight"];

  app.get(
    "/audit",
    {
      schema: {
        summary: "审计",
        description: "Sign-ins and administration, personal data that was shown, work in the quarantine, amendments of the calendar; newest first. What happened to a case is in its history.",
        tags,
        querystring: AuditQuery,
        response: answers({ 200: Audit }),
      },
    },
    async ({ query: { trail, person, caseId, from, to, cursor, limit = 50 } }) => {
      const position = positionOf(cursor, ["trail", "id"], ["at"]);
      const rows = await listAudit(store.read, {
        trails: trail === undefined ? undefined : [trail],
        actor: person === undefined ? undefined : `user:${person}`,
        caseId,
        from: from === undefined ? undefined : startOf(from, "/from"),
        before: to === undefined ? undefined : startOf(addDays(mustBeDay(to, "/to"), 1), "/to"),
        after: position,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return {
        items: items.map((row) => ({ ...row, at: toOffsetText(row.at), actionLabel: auditLabels[row.action] ?? row.action })),
        nextCursor: cursorOf(last ? { at: last.at, trail: auditTrails.indexOf(last.trail), id: last.id } : null),
      };
    },
  );

  app.get("/policies", { schema: { summary: "办理规则", tags, response: answers({ 200: Policies }) } }, () => ({ sections: policySections(rulebook().policy) }));

  app.get("/feeds/profiles", { schema: { summary: "来源档案", tags: ["feeds"], response: answers({ 200: Profiles }) } }, () => ({ items: ports.feeds.profiles() }));

  app.get("/feeds/arrivals", { schema: { summary: "各来源最近到达", tags: ["feeds"], response: answers({ 200: Arrivals }) } }, async () => ({
    items: (await readArrivals(store.read, now())).map(({ last, ...row }) => ({
      ...row,
      sourceLabel: sourceLabels[row.source],
      last: last && { ...last, at: toOffsetText(last.at), outcomeLabel: outcomeLabels[last.outcome] },
    })),
  }));

  app.get("/proofs", { schema: { summary: "数据核验的进展和结果", tags, response: answers({ 200: Proofs }) } }, () => present(ports.proofs.state()));

  app.post(
    "/proofs",
    { schema: { summary: "开始数据核验", description: "As `huiyin verify` and `huiyin reconcile`, in this process; one at a time. Ask for its progress by GET.", tags, response: answers({ 202: Proofs }) } },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const at = now();
      const isStarted = ports.proofs.start(actor.name, at);
      // A short proof is over before its audit entry is written: the answer tells of the start.
      const begun = present(ports.proofs.state());
      if (isStarted) await store.write((tx) => recordAudit(tx, { action: "verified" }, { actor, at }));
      return reply.code(202).send(begun);
    },
  );
}

function mustBeDay(day: Day, path: string): Day {
  if (!isDay(day)) throw invalid(path, `没有 ${day} 这一天。`);
  return day;
}

const startOf = (day: Day, path: string) => instantAt(mustBeDay(day, path), 0);

const present = (state: ProofState) => ({ ...state, startedAt: offsetOrNull(state.startedAt), endedAt: offsetOrNull(state.endedAt) });
