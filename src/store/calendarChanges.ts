/** Amending the calendar: a day becomes a working day or a day off, and it is kept who said so and what it was before. */
import { isDay } from "../rules/shanghai.ts";
import type { Day, Instant } from "../rules/words.ts";
import { HuiyinError } from "./errors.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export interface DayAmendment {
  day: Day;
  working: boolean;
  /** Why: `国庆节调休`. */
  name: string;
}

/** Open limits stay as they are until they are recomputed. @throws HuiyinError `day-invalid` */
export async function amendDay(tx: Transaction, { day, working, name }: DayAmendment, { actor, at }: { actor: Actor; at: Instant }): Promise<void> {
  if (!isDay(day)) throw new HuiyinError("day-invalid", `没有 ${day} 这一天，应为 2026-10-01 的形式。`);
  if (name.trim() === "") throw new HuiyinError("day-invalid", "请写明这一天的名称或调整的缘由。");
  const before = await tx.selectFrom("calendar_days").selectAll().where("day", "=", day).executeTakeFirst();
  const row = { day, working: working ? 1 : 0, name: name.trim(), origin: "amended" } as const;
  await tx
    .insertInto("calendar_days")
    .values(row)
    .onConflict((conflict) => conflict.column("day").doUpdateSet({ working: row.working, name: row.name, origin: row.origin }))
    .execute();
  await tx
    .insertInto("calendar_changes")
    .values({ day, working: row.working, name: row.name, before: before === undefined ? null : JSON.stringify(before), at, actor: actor.id, actor_name: actor.name })
    .execute();
}

export interface CalendarChange {
  id: number;
  day: Day;
  working: boolean;
  name: string;
  before: { working: boolean; name: string } | null;
  at: Instant;
  actorName: string;
}

/** Newest first. */
export async function calendarChanges(read: Reader, limit: number): Promise<CalendarChange[]> {
  const rows = await read.selectFrom("calendar_changes").selectAll().orderBy("id", "desc").limit(limit).execute();
  return rows.map((row) => {
    const before = row.before === null ? null : (JSON.parse(row.before) as { working: number; name: string });
    return {
      id: row.id,
      day: row.day,
      working: row.working === 1,
      name: row.name,
      before: before && { working: before.working === 1, name: before.name },
      at: row.at,
      actorName: row.actor_name,
    };
  });
}
