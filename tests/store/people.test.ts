/** People, keys and units in the store, on both databases. */
import { describe, expect, onTestFinished, test } from "vitest";
import { addKey, findKey, listKeys, revokeKey } from "../../src/store/keys.ts";
import { openStore } from "../../src/store/open.ts";
import { hashPassword, isHashOutdated, passwordProblem, verifyPassword } from "../../src/store/passwords.ts";
import { actorOfUser, addUser, disableUser, findUserForLogin, listUsers, setPassword } from "../../src/store/people.ts";
import type { Store, Transaction } from "../../src/store/store.ts";
import { listUnits, rootUnit, unitByNameOrCode, upsertUnit } from "../../src/store/units.ts";
import { eachStore } from "../setup/stores.ts";

const at = "2026-11-16T01:45:12.000Z";

async function opened(url: string): Promise<Store> {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return store;
}

/** A root that may be there from the start, a section below it and a window below that. */
async function tree(tx: Transaction) {
  const root = await upsertUnit(tx, { code: (await rootUnit(tx))?.code ?? "hall", name: "大厅", parentCode: null });
  const section = await upsertUnit(tx, { code: "section", name: "出入境大队", parentCode: root.code, aliases: ["出入境", "涉外科"] });
  const window = await upsertUnit(tx, { code: "window", name: "一号窗口", parentCode: "section" });
  return { root, section, window };
}

eachStore("people and units", ({ freshUrl }) => {
  test("a unit's path begins with its parent's, and moves with it", async () => {
    const store = await opened(await freshUrl());
    const { root, section, window } = await store.write(tree);
    expect(window.path).toBe(`${root.path}${section.id}/${window.id}/`);
    const other = await store.write((tx) => upsertUnit(tx, { code: "other", name: "治安大队", parentCode: root.code }));
    await store.write((tx) => upsertUnit(tx, { code: "section", name: "出入境大队", parentCode: "other" }));
    const paths = new Map((await listUnits(store.read)).map((unit) => [unit.code, unit.path]));
    expect(paths.get("window")).toBe(`${other.path}${section.id}/${window.id}/`);
    expect((await unitByNameOrCode(store.read, "section"))?.aliases).toEqual(["出入境", "涉外科"]);
  });

  test("a unit is found by code, name or alias, and by nothing else", async () => {
    const store = await opened(await freshUrl());
    const { section } = await store.write(tree);
    for (const text of ["section", "出入境大队", " 涉外科 "]) expect((await unitByNameOrCode(store.read, text))?.id).toBe(section.id);
    for (const text of ["", "出入", "涉外"]) expect(await unitByNameOrCode(store.read, text)).toBeNull();
  });

  test("a second root, an unknown parent and a circle are refused", async () => {
    const store = await opened(await freshUrl());
    await store.write(tree);
    const refused = (code: string, parentCode: string | null) =>
      expect(store.write((tx) => upsertUnit(tx, { code, name: "某单位", parentCode }))).rejects;
    await refused("alone", null).toMatchObject({ code: "unit-second-root" });
    await refused("lost", "nowhere").toMatchObject({ code: "unit-not-found" });
    await refused("section", "window").toMatchObject({ code: "unit-cycle" });
    expect(await listUnits(store.read)).toHaveLength(3);
  });

  test("a user is one person under any spelling of the name, and gone once disabled", async () => {
    const store = await opened(await freshUrl());
    const { section } = await store.write(tree);
    const user = {
      username: "Wang.Min",
      displayName: "王敏",
      passwordHash: "hash",
      roles: [{ role: "handler", unitId: section.id }],
      at,
    } as const;
    const { id } = await store.write((tx) => addUser(tx, user));
    expect(await actorOfUser(store.read, id)).toEqual({
      id: `user:${id}`,
      userId: id,
      name: "王敏",
      roles: [{ role: "handler", unitPath: section.path }],
    });
    await expect(store.write((tx) => addUser(tx, { ...user, username: "ＷＡＮＧ.MIN" }))).rejects.toMatchObject({ code: "username-taken" });
    await expect(store.write((tx) => addUser(tx, { ...user, username: "a b" }))).rejects.toMatchObject({ code: "username-invalid" });
    await expect(
      store.write((tx) => addUser(tx, { ...user, username: "li", roles: [{ role: "handler", unitId: 99_999 }] })),
    ).rejects.toMatchObject({ code: "unit-not-found" });
    expect(await store.write((tx) => setPassword(tx, id, "other"))).toBe(true);
    expect((await findUserForLogin(store.read, "WANG.min"))?.passwordHash).toBe("other");
    expect(await store.write((tx) => disableUser(tx, "wang.min"))).toBe(true);
    expect(await store.write((tx) => disableUser(tx, "nobody"))).toBe(false);
    expect(await findUserForLogin(store.read, "wang.min")).toBeNull();
    expect(await listUsers(store.read)).toMatchObject([{ username: "wang.min", disabled: true, roles: [{ unitName: "出入境大队" }] }]);
  });

  test("a key is known by its whole text until it is revoked", async () => {
    const store = await opened(await freshUrl());
    const { id, key } = await store.write((tx) => addKey(tx, { name: "热线", sources: ["12345"], scopes: ["feeds:write"], at }));
    expect(await findKey(store.read, key)).toMatchObject({
      id,
      name: "热线",
      sources: ["12345"],
      scopes: ["feeds:write"],
      revokedAt: null,
    });
    const other = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
    for (const wrong of ["", "hy_", other, key.replace(`hy_${id}_`, `hy_${id + 1}_`), `${key}A`])
      expect(await findKey(store.read, wrong)).toBeNull();
    expect(await store.write((tx) => revokeKey(tx, id, at))).toBe(true);
    expect(await store.write((tx) => revokeKey(tx, id, at))).toBe(false);
    expect(await findKey(store.read, key)).toBeNull();
    expect(await listKeys(store.read)).toMatchObject([{ id, revokedAt: at }]);
  });
});

describe("a password", () => {
  test("is long enough, not too long and not blank", () => {
    expect(
      [passwordProblem("123456789"), passwordProblem("1234567890"), passwordProblem("密".repeat(201)), passwordProblem(" ".repeat(12))].map(
        (problem) => problem === null,
      ),
    ).toEqual([false, true, false, false]);
  });

  test("is verified against its own argon2id hash only", async () => {
    const hash = await hashPassword("回音回音回音回音回音");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect([isHashOutdated(hash), isHashOutdated(hash.replace("t=2", "t=1"))]).toEqual([false, true]);
    expect(await verifyPassword(hash, "回音回音回音回音回音")).toBe(true);
    expect(await verifyPassword(hash, "回音回音回音回音回")).toBe(false);
    expect(await verifyPassword(null, "回音回音回音回音回音")).toBe(false);
  });
});
