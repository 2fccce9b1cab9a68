/**
 * The audit trails, written and searched as one: sign-ins and administration (`audit_entries`), personal data that was shown (`reveals`),
 * work in the quarantine, amendments of the calendar. What happened to a case is in the case's own history.
 */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Instant } from "../rules/words.ts";
import type { Actor, Reader, Transaction } from "./store.ts";

export const auditActions = [
  "signed-in",
  "sign-in-failed",
  "signed-out",
  "sessions-ended",
  "password-changed",
  "password-reset",
  "user-added",
  "user-changed",
  "user-disabled",
  "user-enabled",
  "key-added",
  "key-rotated",
  "key-revoked",
  "key-refused",
  "webhook-added",
  "webhook-changed",
  "webhook-removed",
  "job-run",
  "verified",
  "backed-up",
  "exported",
  "restored",
  "secret-prepared",
  "secret-activated",
  "secret-retired",
  "personal-data-erased",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Of every trail, in words. */
export const auditLabels: Readonly<Record<string, string>> = {
  "signed-in": "登录",
  "sign-in-failed": "登录失败",
  "signed-out": "退出",
  "sessions-ended": "结束登录",
  "password-changed": "修改自己的密码",
  "password-reset": "重置密码",
  "user-added": "添加用户",
  "user-changed": "修改用户",
  "user-disabled": "停用用户",
  "user-enabled": "启用用户",
  "key-added": "新建接口密钥",
  "key-rotated": "更换接口密钥",
  "key-revoked": "吊销接口密钥",
  "key-refused": "接口密钥被拒绝",
  "webhook-added": "新建事件订阅",
  "webhook-changed": "修改事件订阅",
  "webhook-removed": "取消事件订阅",
  "job-run": "手动运行任务",
  verified: "数据核验",
  "backed-up": "备份",
  exported: "导出全部数据",
  restored: "从备份恢复",
  "secret-prepared": "备好新密钥",
  "secret-activated": "启用新密钥",
  "secret-retired": "移除旧密钥",
  "personal-data-erased": "按规定删除个人信息",
  revealed: "查看个人信息",
  viewed: "查看隔离记录",
  corrected: "更正隔离记录",
  "profile-changed": "更换来源档案",
  replayed: "重新入库",
  dismissed: "隔离记录销项",
  "day-amended": "修正日历",
};

/** The trails in the order in which entries of one instant are listed. */
export const auditTrails = ["administration", "reveal", "quarantine", "calendar"] as const;
export type AuditTrail = (typeof auditTrails)[number];

export interface AuditEntry {
  trail: AuditTrail;
  id: number;
  at: Instant;
  actor: string;
  actorName: string;
  /** An `AuditAction`, `revealed`, an action of the quarantine, or `day-amended`. */
  action: string;
  subject: string | null;
  detail: string | null;
  caseId: number | null;
  caseNo: string | null;
}

export interface AuditFilter {
  trails?: readonly AuditTrail[] | undefined;
  /** `user:7`, `key:3` */
  actor?: string | undefined;
  caseId?: number | undefined;
  from?: Instant | undefined;
  /** Before this instant. */
  before?: Instant | undefined;
  /** Where the page before ended. */
  after?: { at: Instant; trail: number; id: number } | undefined;
  limit: number;
}

export async function recordAudit(tx: Transaction, { action, subject = null, detail = null }: { action: AuditAction; subject?: string | null; detail?: string | null }, by: { actor: Pick<Actor, "id" | "name">; at: Instant }): Promise<void> {
  await tx.insertInto("audit_entries").values({ at: by.at, actor: by.actor.id, actor_name: by.actor.name, action, subject, detail }).execute();
}

/** Newest first. Each trail is read by its index no further than the page needs, and the trails are merged. */
export async function listAudit(read: Reader, filter: AuditFilter): Promise<AuditEntry[]> {
  const trails = filter.trails ?? auditTrails;
  const found: AuditEntry[] = [];
  for (const trail of auditTrails) {
    if (!trails.includes(trail)) continue;
    // Only what was shown of a case, and records that became it, are of a case.
    if (filter.caseId !== undefined && (trail === "administration" || trail === "calendar")) continue;
    found.push(...(await readers[trail](read, filter)));
  }
  return found.sort(byTime).slice(0, filter.limit);
}

const byTime = (a: AuditEntry, b: AuditEntry): number => {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return auditTrails.indexOf(a.trail) - auditTrails.indexOf(b.trail) || b.id - a.id;
};

const readers: Record<AuditTrail, (read: Reader, filter: AuditFilter) => Promise<AuditEntry[]>> = {
  async administration(read, filter) {
    const rows = await read
      .selectFrom("audit_entries")
      .selectAll()
      .where(within("audit_entries", 0, filter))
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(filter.limit)
      .execute();
    return rows.map((row) => ({ trail: "administration", id: row.id, at: row.at, actor: row.actor, actorName: row.actor_name, action: row.action, subject: row.subject, detail: row.detail, caseId: null, caseNo: null }));
  },
  async reveal(read, filter) {
    let query = read
      .selectFrom("reveals")
      .leftJoin("cases", "cases.id", "reveals.case_id")
      .select(["reveals.id", "reveals.at", "reveals.actor", "reveals.field", "reveals.reason", "reveals.case_id", "cases.case_no"])
      .where(within("reveals", 1, filter));
    if (filter.caseId !== undefined) query = query.where("reveals.case_id", "=", filter.caseId);
    const rows = await query.orderBy("reveals.at", "desc").orderBy("reveals.id", "desc").limit(filter.limit).execute();
    const names = await namesOfActors(read, rows.map(({ actor }) => actor));
    return rows.map((row) => ({ trail: "reveal", id: row.id, at: row.at, actor: row.actor, actorName: names.get(row.actor) ?? row.actor, action: "revealed", subject: row.field, detail: row.reason, caseId: row.case_id, caseNo: row.case_no }));
  },
  async quarantine(read, filter) {
    let query = read
      .selectFrom("quarantine_actions")
      .innerJoin("feed_records", "feed_records.id", "quarantine_actions.record_id")
      .leftJoin("cases", "cases.id", "feed_records.case_id")
      .select(["quarantine_actions.id", "quarantine_actions.at", "quarantine_actions.actor", "quarantine_actions.actor_name", "quarantine_actions.action", "quarantine_actions.detail"])
      .select(["quarantine_actions.record_id", "feed_records.case_id", "cases.case_no"])
      .where(within("quarantine_actions", 2, filter));
    if (filter.caseId !== undefined) query = query.where("feed_records.case_id", "=", filter.caseId);
    const rows = await query.orderBy("quarantine_actions.at", "desc").orderBy("quarantine_actions.id", "desc").limit(filter.limit).execute();
    return rows.map((row) => ({ trail: "quarantine", id: row.id, at: row.at, actor: row.actor, actorName: row.actor_name, action: row.action, subject: String(row.record_id), detail: row.detail, caseId: row.case_id, caseNo: row.case_no }));
  },
  async calendar(read, filter) {
    const rows = await read
      .selectFrom("calendar_changes")
      .selectAll()
      .where(within("calendar_changes", 3, filter))
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(filter.limit)
      .execute();
    return rows.map((row) => ({ trail: "calendar", id: row.id, at: row.at, actor: row.actor, actorName: row.actor_name, action: "day-amended", subject: row.day, detail: `${row.working === 1 ? "上班" : "休息"}，${row.name}`, caseId: null, caseNo: null }));
  },
};

/** What every trail is searched by: its time, its actor, and where the page before ended. */
function within(table: string, trail: number, { actor, from, before, after }: AuditFilter): RawBuilder<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const conditions = [sql<SqlBool>`1 = 1`];
  if (actor !== undefined) conditions.push(sql`${column("actor")} = ${actor}`);
  if (from !== undefined) conditions.push(sql`${column("at")} >= ${from}`);
  if (before !== undefined) conditions.push(sql`${column("at")} < ${before}`);
  if (after !== undefined) {
    if (trail < after.trail) conditions.push(sql`${column("at")} < ${after.at}`);
    else if (trail > after.trail) conditions.push(sql`${column("at")} <= ${after.at}`);
    else conditions.push(sql`(${column("at")}, ${column("id")}) < (${after.at}, ${after.id})`);
  }
  return sql.join(conditions, sql` and `);
}

async function namesOfActors(read: Reader, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) => (/^user:\d+$/.test(actor) ? [Number(actor.slice(5))] : []));
  if (ids.length === 0) return new Map();
  const rows = await read.selectFrom("users").select(["id", "display_name"]).where("id", "in", ids).execute();
  return new Map(rows.map((row) => [`user:${row.id}`, row.display_name]));
}
