/** The funnel of the loop: of the cases reported in a period, how many need each stage and how many have passed it; and which those are. */
import { sql, type ExpressionBuilder, type Expression, type SqlBool } from "kysely";
import { funnelStages, handledStages, stageNeeds, type FunnelStage } from "../rules/funnel.ts";
import { needsOf, type Policy } from "../rules/policy.ts";
import { kinds, type Kind } from "../rules/words.ts";
import type { FigureScope } from "./metrics.ts";
import type { Database } from "./schema.ts";
import type { Reader } from "./store.ts";

type Cases = ExpressionBuilder<Database, "cases">;

export interface FunnelCount {
  stage: FunnelStage;
  needed: number;
  done: number;
}

export interface Funnel {
  stages: FunnelCount[];
  /** Left the way: handled elsewhere, with another case, or no more. */
  returned: number;
  merged: number;
  withdrawn: number;
}

export async function readFunnel(read: Reader, scope: FigureScope, policy: Policy): Promise<Funnel> {
  const row = await reported(read, scope)
    .select((eb) => [
      ...funnelStages.flatMap((stage) => [countIf(eb, needs(eb, stage, policy)).as(`needed_${stage}` as const), countIf(eb, eb.and([needs(eb, stage, policy), passed(eb, stage)])).as(`done_${stage}` as const)]),
      countIf(eb, eb("cases.state", "=", "returned")).as("returned"),
      countIf(eb, eb("cases.state", "=", "merged")).as("merged"),
      countIf(eb, happened(eb, "withdraw")).as("withdrawn"),
    ])
    .executeTakeFirstOrThrow();
  const counts = row as unknown as Record<string, unknown>;
  const count = (name: string) => Number(counts[name] ?? 0);
  return { stages: funnelStages.map((stage) => ({ stage, needed: count(`needed_${stage}`), done: count(`done_${stage}`) })), returned: count("returned"), merged: count("merged"), withdrawn: count("withdrawn") };
}

/** Newest first: the cases that need the stage and have passed it, or have not. */
export async function funnelCases(read: Reader, scope: FigureScope, policy: Policy, { stage, part, beforeId, limit }: { stage: FunnelStage; part: "needed" | "done" | "missing"; beforeId: number | undefined; limit: number }): Promise<number[]> {
  let query = reported(read, scope)
    .select("cases.id")
    .where((eb) => needs(eb, stage, policy));
  if (part === "done") query = query.where((eb) => passed(eb, stage));
  if (part === "missing") query = query.where((eb) => eb.not(passed(eb, stage)));
  if (beforeId !== undefined) query = query.where("cases.id", "<", beforeId);
  return (await query.orderBy("cases.id", "desc").limit(limit).execute()).map(({ id }) => id);
}

function reported(read: Reader, { period: { from, to }, only }: FigureScope) {
  const query = read.selectFrom("cases").where("cases.reported_at", ">=", from).where("cases.reported_at", "<", to);
  return only === undefined ? query : query.where(only as never);
}

/** A case that was returned or merged goes no further by itself, and is not waited for. */
function needs(eb: Cases, stage: FunnelStage, policy: Policy): Expression<SqlBool> {
  if (stage === "received") return eb("cases.id", "is not", null);
  const need = stageNeeds[stage];
  const kindsOf = (wanted: (kind: Kind) => boolean) => kinds.filter(wanted);
  const wanted = need !== undefined ? kindsOf((kind) => needsOf(policy, kind)[need]) : handledStages.includes(stage) ? kindsOf((kind) => needsOf(policy, kind).review || needsOf(policy, kind).callback) : kinds;
  return eb.and([eb("cases.state", "not in", ["returned", "merged"]), eb("cases.kind", "in", wanted.length > 0 ? wanted : (["none"] as never))]);
}

function passed(eb: Cases, stage: FunnelStage): Expression<SqlBool> {
  switch (stage) {
    case "received":
      return eb("cases.id", "is not", null);
    case "accepted":
      return eb("cases.accepted_at", "is not", null);
    case "contacted":
      return eb("cases.first_contact_at", "is not", null);
    case "signed":
      return happened(eb, "sign");
    case "disposed":
      return eb("cases.disposition_approved_at", "is not", null);
    case "reviewed":
      return happened(eb, "approveReview");
    case "calledBack":
      return eb.or([eb.exists(eb.selectFrom("callbacks").select("callbacks.seq").whereRef("callbacks.case_id", "=", "cases.id").where("callbacks.connected", "=", 1)), happened(eb, "approveUnreachable")]);
    case "answered":
      return happened(eb, "answerDelivered");
    case "closed":
      return eb("cases.state", "=", "closed");
  }
}

const happened = (eb: Cases, type: string): Expression<SqlBool> => eb.exists(eb.selectFrom("case_events").select("case_events.seq").whereRef("case_events.case_id", "=", "cases.id").where("case_events.type", "=", type));

const countIf = (eb: Cases, condition: Expression<SqlBool>) => eb.fn.sum<number>(sql<number>`case when ${condition} then 1 else 0 end`);
