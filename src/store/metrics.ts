/**
 * The metrics of domain.md, each as one query of the cases behind it: `hit` is whether a case counts in the numerator. The same query
 * counts a figure and lists its cases, so that the two cannot differ. All of them read by index the period's own rows, whatever lies behind.
 */
import { sql, type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool } from "kysely";
import type { Dimension, MetricName, Ratio } from "../rules/metrics.ts";
import { noneKey } from "../rules/metrics.ts";
import type { Instant } from "../rules/words.ts";
import type { Database } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

/** A half-open period, and until when its limits count: one that has not fallen due yet is nobody's failure. */
export interface Period {
  from: Instant;
  to: Instant;
  now: Instant;
}

export interface KeyedRatio extends Ratio {
  key: string;
}

export type CaseCondition = (eb: ExpressionBuilder<Database, "cases">) => Expression<SqlBool>;
type Db = Reader | Transaction;

/** What narrows a figure to some cases: a unit's, one lane's. */
export interface FigureScope {
  period: Period;
  /** Which cases a count of complaints counts; by default those reported in the period. */
  counted?: CaseCondition | undefined;
  only?: CaseCondition | undefined;
}

export const dimensionColumns = {
  unit: "cases.unit_id",
  source: "cases.source",
  window: "cases.window_name",
  item: "cases.service_item",
  category: "cases.category",
  lane: "cases.lane",
  kind: "cases.kind",
  handler: "cases.handler_id",
} as const satisfies Record<Dimension, string>;

/** One figure for each value of a dimension, largest denominator first. */
export async function metricBy(db: Db, name: MetricName, scope: FigureScope, by: Dimension): Promise<KeyedRatio[]> {
  const column = dimensionColumns[by];
  const rows = await behind(db, name, scope)
    .select((eb) => [eb.ref(column).as("key"), eb.fn.countAll<number>().as("denominator"), sql<number>`sum(hits.hit)`.as("numerator")])
    .groupBy(column)
    .execute();
  return rows
    .map(({ key, numerator, denominator }) => ({ key: key === null ? noneKey : String(key), numerator: Number(numerator), denominator: Number(denominator) }))
    .sort((a, b) => b.denominator - a.denominator || (a.key < b.key ? -1 : 1));
}

export async function metric(db: Db, name: MetricName, scope: FigureScope): Promise<Ratio> {
  const row = await behind(db, name, scope)
    .select(({ fn }) => [fn.countAll<number>().as("denominator"), sql<number>`coalesce(sum(hits.hit), 0)`.as("numerator")])
    .executeTakeFirstOrThrow();
  return { numerator: Number(row.numerator), denominator: Number(row.denominator) };
}

/** Counts of complaints by a dimension, most first. */
export async function complaintsBy(db: Db, scope: FigureScope, by: Dimension | "state"): Promise<{ key: string; count: number }[]> {
  const column = by === "state" ? "cases.state" : dimensionColumns[by];
  const rows = await complaints(db, scope)
    .select((eb) => [eb.ref(column).as("key"), eb.fn.countAll<number>().as("count")])
    .groupBy(column)
    .execute();
  return rows
    .map(({ key, count }) => ({ key: key === null ? noneKey : String(key), count: Number(count) }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

export type FigureName = MetricName | "complaints";

/** Ids of the cases behind a figure, newest first: all of its denominator, or those of the numerator, or those that miss it. */
export async function casesBehind(
  db: Db,
  name: FigureName,
  scope: FigureScope,
  { part, before, limit }: { part: "denominator" | "numerator" | "missing"; before: number | null; limit: number },
): Promise<number[]> {
  const rows =
    name === "complaints"
      ? await complaints(db, scope).select("cases.id").$if(before !== null, (qb) => qb.where("cases.id", "<", before)).orderBy("cases.id", "desc").limit(limit).execute()
      : await behind(db, name, scope)
          .select("cases.id")
          .$if(part !== "denominator", (qb) => qb.where(sql<number>`hits.hit`, "=", part === "numerator" ? 1 : 0))
          .$if(before !== null, (qb) => qb.where("cases.id", "<", before))
          .orderBy("cases.id", "desc")
          .limit(limit)
          .execute();
  return rows.map(({ id }) => id);
}

/** Restricts a figure to one value of a dimension, as the figure's key says. */
export const onlyKey =
  (by: Dimension, key: string): CaseCondition =>
  (eb) =>
    key === noneKey ? eb(dimensionColumns[by], "is", null) : eb(dimensionColumns[by], "=", (by === "unit" || by === "handler" ? Number(key) : key) as never);

/** Restricts a figure to the cases of these units. */
export const unitsOnly =
  (units: readonly number[]): CaseCondition =>
  (eb) =>
    eb("cases.unit_id", "in", units.length > 0 ? units : [0]);

function complaints(db: Db, { period, counted, only }: FigureScope): SelectQueryBuilder<Database, "cases", object> {
  const query = db.selectFrom("cases").where(counted ?? reportedIn(period));
  return only === undefined ? query : query.where(only);
}

const reportedIn =
  ({ from, to }: Period): CaseCondition =>
  (eb) =>
    eb.and([eb("cases.reported_at", ">=", from), eb("cases.reported_at", "<", to)]);

/** The cases behind a metric: `hits(case_id, hit)` joined to its case. */
function behind(db: Db, name: MetricName, scope: FigureScope) {
  const query = db.selectFrom(hitsOf(db, name, scope).as("hits")).innerJoin("cases", "cases.id", "hits.case_id");
  return scope.only === undefined ? query : query.where(scope.only as never);
}

type Hits = SelectQueryBuilder<Database, never, { case_id: number; hit: number }>;

function hitsOf(db: Db, name: MetricName, { period, counted, only }: FigureScope): Hits {
  switch (name) {
    case "firstCallbackSatisfaction":
      return placedCallbacks(db, period, { round: 1, order: "asc", hit: "satisfied" });
    case "satisfaction":
      return placedCallbacks(db, period, { order: "desc", hit: "satisfied" });
    case "solvedRate":
      return placedCallbacks(db, period, { order: "desc", hit: "solved" });
    case "responseRate":
      return limits(db, "contact", period, { inTime: true });
    case "onTimeRate":
      return limits(db, "disposition", period, { inTime: true, orDone: true });
    case "reviewCompletion":
      return limits(db, "review", period, { inTime: false });
    case "callbackCompletion":
      return limits(db, "callback", period, { inTime: false });
    case "secondComplaints":
      return complaints(db, { period, counted, only }).select((eb) => [
        "cases.id as case_id",
        eb
          .case()
          .when(
            eb.exists(
              eb
                .selectFrom("case_links")
                .select("case_links.from_case_id")
                .whereRef("case_links.from_case_id", "=", "cases.id")
                .where("case_links.relation", "=", "repeat-of")
                .where("case_links.second_complaint", "=", 1)
                .where("case_links.ended_at", "is", null),
            ),
          )
          .then(1)
          .else(0)
          .end()
          .as("hit"),
      ]);
  }
}

/** Of each case's connected callbacks in the period the first, or the latest. */
function placedCallbacks(db: Db, { from, to }: Period, { round, order, hit }: { round?: number; order: "asc" | "desc"; hit: "satisfied" | "solved" }): Hits {
  const placed = db
    .selectFrom("callbacks")
    .select((eb) => ["case_id", eb.fn.coalesce(hit, sql<number>`0`).as("hit"), sql<number>`row_number() over (partition by case_id order by seq ${sql.raw(order)})`.as("place")])
    .where("connected", "=", 1)
    .where("at", ">=", from)
    .where("at", "<", to)
    .$if(round !== undefined, (qb) => qb.where("round", "=", round ?? 0));
  return db.selectFrom(placed.as("placed")).select(["case_id", "hit"]).where("place", "=", 1);
}

/**
 * Of each case's limits of a kind that fell due in the period (`orDone`: or were met in it) the latest. One that ended unmet because it
 * was no longer asked for (withdrawn, merged) is no one's failure, but a disposition without first contact is; one that is suspended has
 * not fallen due.
 */
function limits(db: Db, kind: "contact" | "disposition" | "review" | "callback", { from, to, now }: Period, { inTime, orDone = false }: { inTime: boolean; orDone?: boolean }): Hits {
  const until = to < now ? to : now;
  const placed = db
    .selectFrom("timers")
    .select((eb) => [
      "case_id",
      eb
        .case()
        .when(inTime ? eb.and([eb("status", "=", "met"), eb("done_at", "<=", eb.ref("due_at"))]) : eb("status", "=", "met"))
        .then(1)
        .else(0)
        .end()
        .as("hit"),
      sql<number>`row_number() over (partition by case_id order by due_at desc, id desc)`.as("place"),
    ])
    .where("kind", "=", kind)
    .where((eb) =>
      eb.or([
        eb("status", "in", ["live", "met"]),
        ...(kind === "contact" ? [eb.and([eb("status", "=", "cancelled"), eb.exists(eb.selectFrom("cases").select("cases.id").whereRef("cases.id", "=", "timers.case_id").where("cases.disposition", "is not", null))])] : []),
      ]),
    )
    .where((eb) => {
      const fellDue = eb.and([eb("due_at", ">=", from), eb("due_at", "<", until)]);
      return orDone ? eb.or([fellDue, eb.and([eb("status", "=", "met"), eb("done_at", ">=", from), eb("done_at", "<", to)])]) : fellDue;
    });
  return db.selectFrom(placed.as("placed")).select(["case_id", "hit"]).where("place", "=", 1);
}
