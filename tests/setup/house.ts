/** A rulebook as in production, people with roles and a complaint, for tests that act on real cases. */
import { readFileSync } from "node:fs";
import { calendarFrom, seededDays } from "../../src/rules/calendar.ts";
import { parsePolicy } from "../../src/rules/policy.ts";
import type { Role } from "../../src/rules/words.ts";
import type { NewCaseRecord } from "../../src/store/caseRecord.ts";
import type { Actor, EventContext, Rulebook, Store } from "../../src/store/store.ts";
import { vaultFrom } from "../../src/store/vault.ts";

export const policyFile = "config/policy.yaml";

export const rulebook: Rulebook = (() => {
  const policy = parsePolicy(readFileSync(policyFile, "utf8"), policyFile);
  return { policy, clock: { calendar: calendarFrom(seededDays()), officeHours: policy.officeHours }, vault: vaultFrom(Buffer.alloc(32, 7)) };
})();

/** Monday, 09:00 in Shanghai. */
export const mondayMorning = "2026-11-16T01:00:00.000Z";

/** Inserts a root unit with a sub-unit, and a user for each role and one more handler and supervisor. */
export async function settle(store: Store): Promise<{ rootId: number; unitId: number; people: Record<Role | "handler2" | "supervisor2", Actor> }> {
  return store.write(async (tx) => {
    const unit = (code: string, name: string, parentId: number | null) =>
      tx.insertInto("units").values({ code, name, parent_id: parentId, path: "/", aliases: "[]" }).returning("id").executeTakeFirstOrThrow();
    const root = await unit("320481000000", "溧阳市公安局", null);
    const sub = await unit("320481240000", "交警大队车管所", root.id);
    await tx.updateTable("units").set({ path: `/${root.id}/` }).where("id", "=", root.id).execute();
    await tx.updateTable("units").set({ path: `/${root.id}/${sub.id}/` }).where("id", "=", sub.id).execute();
    const people = {} as Record<Role | "handler2" | "supervisor2", Actor>;
    const posts = { window: root, handler: sub, handler2: sub, caller: root, reviewer: root, supervisor: root, supervisor2: root, admin: root };
    for (const [username, { id: unitId }] of Object.entries(posts)) {
      const role = username.replace(/\d$/, "") as Role;
      const user = await tx
        .insertInto("users")
        .values({ username, display_name: username, password_hash: "-", disabled: 0, created_at: mondayMorning })
        .returning("id")
        .executeTakeFirstOrThrow();
      await tx.insertInto("user_roles").values({ user_id: user.id, role, unit_id: unitId }).execute();
      const unitPath = unitId === root.id ? `/${root.id}/` : `/${root.id}/${sub.id}/`;
      people[username as Role] = { id: `user:${user.id}`, name: username, userId: user.id, roles: [{ role, unitPath }] };
    }
    return { rootId: root.id, unitId: sub.id, people };
  });
}

export const contextOf = (actor: Actor, at = mondayMorning): EventContext => ({ at, actor, rulebook });

export function complaint(externalId: string, changes: Partial<NewCaseRecord> = {}): NewCaseRecord {
  return {
    source: "12345",
    externalId,
    profile: "12345",
    kind: "complaint",
    lane: "general",
    priority: "normal",
    reportedAt: mondayMorning,
    occurredAt: null,
    sourceDeadline: null,
    sourceStatus: null,
    sourceReply: null,
    title: "车管窗口等待时间过长",
    content: "取号后等待近两小时,无人解释。",
    address: null,
    category: null,
    serviceItem: null,
    windowName: null,
    officer: null,
    peopleCount: 1,
    extra: {},
    complainant: { name: "李女士", phone: "13900000127", idNumber: null, anonymous: false, confidential: false },
    sourceUnit: null,
    contentHash: `hash-${externalId}`,
    ...changes,
  };
}
