/** Which cases a week's notice counts: every case is told by exactly one notice, late ones by the next (补报). */
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { addDays, dayOf, weekOf, weekRange } from "../rules/shanghai.ts";
import type { Week } from "../rules/words.ts";
import type { Database } from "./schema.ts";
import type { Reader, Transaction } from "./store.ts";

/** Further back no notice is drafted by itself: of an imported archive's weeks, those are published that somebody wants. */
export const draftedWeeksMax = 60;

type Eb = ExpressionBuilder<Database, "cases">;

/**
 * The cases of a published notice are those that it claimed. One that is not published yet would tell the week's own cases, and of
 * earlier weeks those that arrived after their own notice.
 */
export async function countedIn(db: Reader | Transaction, week: Week): Promise<(eb: Eb) => Expression<SqlBool>> {
  const published = await db.selectFrom("notices").select("id").where("week", "=", week).limit(1).executeTakeFirst();
  return published === undefined ? untold(week) : (eb) => eb("cases.notice_week", "=", week);
}

const untold =
  (week: Week) =>
  (eb: Eb): Expression<SqlBool> =>
    eb.and([
      eb("cases.notice_week", "is", null),
      eb.or([
        eb("cases.week", "=", week),
        eb.and([eb("cases.week", "<", week), eb("cases.week", "in", eb.selectFrom("notices").select("notices.week"))]),
      ]),
    ]);

export const weeksBefore = (week: Week, weeks: number): Week => weekOf(addDays(dayOf(weekRange(week).from), -7 * weeks));

/** Marks the cases as told by this week's notice. @returns how many. */
export async function claimCases(tx: Transaction, week: Week): Promise<number> {
  const { numUpdatedRows } = await tx.updateTable("cases").set({ notice_week: week }).where(untold(week) as never).executeTakeFirst();
  return Number(numUpdatedRows);
}

export interface Coverage {
  before: number;
  here: number;
  waiting: number;
  all: number;
  complete: boolean;
}

/** Every case was told by another notice, is told by this one, or waits for its own; counted apart, the three make all there are. */
export async function coverageOf(db: Reader | Transaction, week: Week): Promise<Coverage> {
  const counted = await countedIn(db, week);
  const count = async (where: (eb: Eb) => Expression<SqlBool>) => Number((await db.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count")).where(where).executeTakeFirstOrThrow()).count);
  const told = await db.selectFrom("notices").select(({ fn }) => fn.sum<number>("cases_told").as("count")).where("revision", "=", 1).where("week", "<>", week).executeTakeFirstOrThrow();
  const all = await db.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const untoldAtAll = await count((eb) => eb("cases.notice_week", "is", null));
  const here = await count(counted);
  // Of a notice that is not published, its own cases are untold as well.
  const ownUntold = await count((eb) => eb.and([eb("cases.notice_week", "is", null), counted(eb)]));
  const [before, waiting] = [Number(told.count ?? 0), untoldAtAll - ownUntold];
  return { before, here, waiting, all: Number(all.count), complete: before + here + waiting === Number(all.count) };
}

/** Weeks up to `last`, oldest first, that have no notice since the first one that had something to tell: those that a job drafts. */
export async function weeksToTell(read: Reader, last: Week): Promise<Week[]> {
  const oldest = weeksBefore(last, draftedWeeksMax);
  const untold = await read.selectFrom("cases").select("week").distinct().where("notice_week", "is", null).where("week", "<=", last).where("week", ">=", oldest).execute();
  const published = new Set((await read.selectFrom("notices").select("week").where("week", "<=", last).where("week", ">=", oldest).execute()).map((row) => row.week));
  const first = [...untold.map((row) => row.week), ...published].sort()[0];
  const weeks: Week[] = [];
  // A week without any complaint has its notice too, and says so.
  for (let week = first ?? weeksBefore(last, -1); week <= last; week = weeksBefore(week, -1)) if (!published.has(week)) weeks.push(week);
  return weeks;
}
