/** Cases whose limits are long due, and whether each step of each limit was taken once. */
import { sql } from "kysely";
import type { House } from "../../src/cli/house.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import type { Store } from "../../src/store/store.ts";

let opened = 0;

/** @returns how many cases, each with a limit that came near, passed and escalated while nobody looked. */
export async function openLongDue({ store, rulebook }: House, count: number, at: string): Promise<number> {
  for (let n = 0; n < count; n += 1) {
    opened += 1;
    const record = { ...someRecord, externalId: `DUE${opened}`, reportedAt: at, contentHash: `due ${opened}` };
    await store.write((tx) => openCase(tx, record, { at, actor: systemActor, rulebook }));
  }
  return count;
}

export const someRecord = {
  source: "12345", profile: null, kind: "complaint", lane: "general", priority: "normal", occurredAt: null, sourceDeadline: null, sourceStatus: null, sourceReply: null,
  title: "窗口排队", content: "取号后等待近两小时。", address: null, category: null, serviceItem: null, windowName: null, officer: null, peopleCount: 1, extra: {},
  complainant: { name: "李女士", phone: "13900000127", idNumber: null, anonymous: false, confidential: false }, sourceUnit: null,
} as const;

const steps = { deadlineNear: "near_done_at", deadlinePassed: "passed_done_at", deadlineLongPassed: "long_done_at", legalLimitNear: "legal_done_at" } as const;

/** A step that was taken stands in its limit's row and, once, in its case's history. */
export async function timerFaults(store: Store): Promise<{ fired: number; faults: string[] }> {
  const faults: string[] = [];
  let fired = 0;
  for (const [type, column] of Object.entries(steps)) {
    const count = async (query: ReturnType<typeof sql<{ count: number }>>) => Number((await query.execute(store.read)).rows[0]?.count ?? 0);
    const rows = await count(sql`select count(*) as count from timers where ${sql.ref(column)} is not null`);
    const events = await count(sql`select count(*) as count from case_events where type = ${type}`);
    const distinct = await count(sql`select count(*) as count from (select distinct case_id, payload from case_events where type = ${type}) as each_once`);
    fired += events;
    if (rows !== events || events !== distinct) faults.push(`${type}: ${rows} limits have taken the step, ${events} events tell of it, ${distinct} of them different`);
  }
  return { fired, faults };
}

export async function stillDue(store: Store, now: string): Promise<number> {
  const { count } = await store.read.selectFrom("timers").select(({ fn }) => fn.countAll<number>().as("count")).where("status", "=", "live").where("next_at", "<=", now).executeTakeFirstOrThrow();
  return Number(count);
}
