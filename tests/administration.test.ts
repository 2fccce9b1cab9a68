/** Administration over real HTTP on both databases: people, keys, passwords, the audit trails, rules, arrivals, jobs and proofs. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { leaveSpoilt } from "./setup/replay.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

type Body = Record<string, unknown>;
type Items = { items: Body[] };

eachStore("administration", ({ freshUrl }) => {
  let service: Service;
  let url: string;
  beforeAll(async () => {
    service = await startWholeService((url = await freshUrl()));
  });
  afterAll(() => service.stop());
  const login = (username: string, password: string) =>
    fetch(`${service.base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password }) });
  const audit = async (query = "") => ((await service.get("dudao", `/audit${query}`)).body as unknown as Items).items;
  const withCookie = async (response: Response) => ({ cookie: (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "", "content-type": "application/json" });

  it("a person is added with a password shown once, signs in with it, changes it, and keeps only the session that changed it", async () => {
    const made = await service.post("guanli", "/users", { username: "xinlai", displayName: "新来的", roles: [{ role: "handler", unitId: service.handlerUnitId }] });
    expect(made).toMatchObject({ status: 201, body: { username: "xinlai", disabled: false, roles: [{ role: "handler", roleLabel: "承办人", unitId: service.handlerUnitId }] } });
    const password = made.body["password"] as string;
    const [first, second] = [await login("xinlai", password), await login("xinlai", password)];
    expect([first.status, second.status]).toEqual([200, 200]);
    const [mine, other] = [await withCookie(first), await withCookie(second)];
    const change = (body: object) => fetch(`${service.base}/auth/password`, { method: "POST", headers: mine, body: JSON.stringify(body) });
    expect(await (await change({ current: password, password: "短" })).json()).toMatchObject({ code: "invalid-payload", errors: [{ path: "/password" }] });
    expect(await (await change({ current: "不是这个密码", password: "我自己的新密码二〇二六" })).json()).toMatchObject({ status: 403, code: "wrong-password" });
    expect((await change({ current: password, password: "我自己的新密码二〇二六" })).status).toBe(204);
    const me = async (headers: Record<string, string>) => (await fetch(`${service.base}/auth/me`, { headers })).status;
    expect([await me(mine), await me(other), (await login("xinlai", password)).status, (await login("xinlai", "我自己的新密码二〇二六")).status]).toEqual([200, 401, 401, 200]);
  });

  it("names and roles are changed, and hold at once; a disabled person is out at once and may come back", async () => {
    const user = (((await service.get("guanli", "/users")).body as unknown as Items).items.find(({ username }) => username === "xinlai") ?? {}) as { id: number };
    const session = await withCookie(await login("xinlai", "我自己的新密码二〇二六"));
    const status = async (path: string) => (await fetch(service.base + path, { headers: session })).status;
    expect(await status("/ledger.html?from=2026-11-16&to=2026-11-16")).toBe(403);
    const changed = await service.send("guanli", "PATCH", `/users/${user.id}`, { displayName: "新来的人", roles: [{ role: "window", unitId: 1 }] });
    expect(changed).toMatchObject({ status: 200, body: { displayName: "新来的人", roles: [{ role: "window" }] } });
    expect(await status("/ledger.html?from=2026-11-16&to=2026-11-16")).toBe(200);
    expect((await service.send("guanli", "PATCH", `/users/${user.id}`, { disabled: true })).body).toMatchObject({ disabled: true });
    expect([await status("/auth/me"), (await login("xinlai", "我自己的新密码二〇二六")).status]).toEqual([401, 401]);
    await service.send("guanli", "PATCH", `/users/${user.id}`, { disabled: false });
    const reset = await service.post("guanli", `/users/${user.id}/password`, {});
    expect((await login("xinlai", reset.body["password"] as string)).status).toBe(200);
    expect((await audit(`?trail=administration&person=${user.id}`)).map(({ action }) => action).slice(0, 3)).toEqual(["signed-in", "sign-in-failed", "signed-in"]);
    expect((await audit("?trail=administration")).map(({ actionLabel, subject, actorName }) => [actionLabel, subject, actorName])).toEqual(
      expect.arrayContaining([
        ["添加用户", "xinlai", "guanli"],
        ["修改用户", "xinlai", "guanli"],
        ["停用用户", "xinlai", "guanli"],
        ["启用用户", "xinlai", "guanli"],
        ["重置密码", "xinlai", "guanli"],
        ["修改自己的密码", null, "新来的"],
      ]),
    );
  });

  it("refuses what would leave nobody in charge, and what cannot be", async () => {
    const users = ((await service.get("guanli", "/users")).body as unknown as { items: { id: number; username: string }[] }).items;
    const admin = users.find(({ username }) => username === "guanli")?.id ?? 0;
    const post = (body: object) => service.post("guanli", "/users", { username: "moumou", displayName: "某某", roles: [{ role: "caller", unitId: 1 }], ...body });
    expect(await service.send("guanli", "PATCH", `/users/${admin}`, { disabled: true })).toMatchObject({ status: 409, body: { code: "own-account" } });
    expect(await service.send("guanli", "PATCH", `/users/${admin}`, { roles: [{ role: "caller", unitId: 1 }] })).toMatchObject({ status: 409, body: { code: "last-administrator" } });
    expect(await service.send("guanli", "PATCH", "/users/999999", { disabled: true })).toMatchObject({ status: 404 });
    expect(await service.send("guanli", "PATCH", `/users/${admin}`, {})).toMatchObject({ status: 422 });
    expect(await post({ username: "guanli" })).toMatchObject({ status: 409, body: { code: "username-taken" } });
    expect(await post({ username: "有 空格" })).toMatchObject({ status: 422, body: { code: "username-invalid" } });
    expect(await post({ roles: [{ role: "caller", unitId: 99_999 }] })).toMatchObject({ status: 422, body: { code: "unit-not-found" } });
    expect(await post({ roles: [] })).toMatchObject({ status: 422, body: { code: "invalid-payload" } });
    expect((await service.get("guanli", "/auth/me")).status).toBe(200);
  });

  it("a key is shown once, works, and works no more when revoked", async () => {
    const made = await service.post("guanli", "/keys", { name: "热线平台", sources: ["12345"], scopes: ["feeds:write"] });
    expect(made).toMatchObject({ status: 201, body: { name: "热线平台", scopeLabels: ["推送记录"], revokedAt: null, key: expect.stringMatching(/^hy_\d+_/) as string } });
    const { id, key } = made.body as { id: number; key: string };
    const push = async () => (await fetch(`${service.base}/feeds/12345/records`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: "[]" })).status;
    expect(await push()).toBe(200);
    expect(JSON.stringify((await service.get("guanli", "/keys")).body)).not.toContain(key);
    expect([(await service.send("guanli", "DELETE", `/keys/${id}`)).status, await push(), (await service.send("guanli", "DELETE", `/keys/${id}`)).status]).toEqual([204, 401, 404]);
    expect((await audit("?trail=administration")).map(({ actionLabel, subject }) => [actionLabel, subject])).toEqual(expect.arrayContaining([["新建接口密钥", "热线平台"], ["吊销接口密钥", "热线平台"]]));
  });

  it("the trails are searched as one, page by page, and miss and double nothing", async () => {
    await service.post("key", "/feeds/110/records", [{ JJDBH: "A1", BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300", BJRXM: "赵某", LXDH: "13900000231" }, { JJDBH: "A2", BJSJ: "坏", BJNR: "排队" }]);
    const caseId = ((await service.get("chuangkou", "/cases?source=110")).body as unknown as { items: { id: number }[] }).items[0]?.id ?? 0;
    await service.post("chuangkou", `/cases/${caseId}/reveal`, { field: "phone", reason: "联系诉求人核实" });
    const quarantined = ((await service.get("chuangkou", "/quarantine")).body as unknown as { items: { id: number }[] }).items[0]?.id ?? 0;
    await service.get("chuangkou", `/quarantine/${quarantined}`);
    await service.send("guanli", "PUT", "/calendar/days/2026-11-28", { working: true, name: "补班" });
    const all = await audit("?limit=200");
    expect(new Set(all.map(({ trail }) => trail))).toEqual(new Set(["administration", "reveal", "quarantine", "calendar"]));
    const paged: Body[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await service.get("dudao", `/audit?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
      paged.push(...(body as unknown as Items).items);
      cursor = body["nextCursor"] as string | null;
    }
    expect(paged).toEqual(all);
    expect(await audit(`?caseId=${caseId}`)).toMatchObject([{ trail: "reveal", actionLabel: "查看个人信息", actorName: "chuangkou", subject: "phone", detail: "联系诉求人核实", caseId }]);
    expect(await audit("?from=2020-01-01&to=2020-01-02")).toEqual([]);
    expect(await service.get("dudao", "/audit?to=2026-02-31")).toMatchObject({ status: 422 });
    expect(JSON.stringify(all)).not.toContain("13900000231");
  });

  it("a sign-in that fails is kept, but never a name that nobody has", async () => {
    await login("my-password-by-mistake", "x");
    expect(await audit("?trail=administration&limit=1")).toMatchObject([{ actionLabel: "登录失败", actorName: "（无此用户）", subject: null }]);
  });

  it("arrivals say what came last from each source, profiles how each is read, and policies what is in force", async () => {
    const { items } = (await service.get("dudao", "/feeds/arrivals")).body as unknown as Items;
    expect(items.map(({ source }) => source)).toEqual(["110", "12345", "petition", "window", "inspection"]);
    expect(items[0]).toMatchObject({ sourceLabel: "110警情", last: { externalId: "A2", outcome: "quarantined", outcomeLabel: "隔离" }, today: 2, quarantined: 1 });
    expect(items[2]).toMatchObject({ last: null, today: 0, quarantined: 0 });
    expect((await service.get("guanli", "/feeds/profiles")).body).toMatchObject({ items: [{ name: "110", source: "110", answers: "pull", signed: false }, { name: "12345" }, { name: "message-board" }, { name: "petition" }] });
    expect((await service.get("huifang", "/policies")).body).toMatchObject({ sections: [{ title: "时间" }, { title: "期限" }, {}, {}, {}, {}, {}] });
  });

  it("a job is run by hand, and a run is on record", async () => {
    expect(await service.post("guanli", "/jobs/makeCheckpoint/run", {})).toMatchObject({ status: 200, body: { label: "生成历史校验点", error: null } });
    expect(await service.post("guanli", "/jobs/nothing/run", {})).toMatchObject({ status: 404 });
    expect((await service.get("guanli", "/jobs/runs?job=makeCheckpoint")).body).toMatchObject({ items: [{ state: "done" }] });
  });

  it("a proof is started, runs beside the service, and finds an event that was changed behind its back", async () => {
    expect((await service.get("dudao", "/proofs")).body).toMatchObject({ state: "none", findingsTotal: 0 });
    const prove = async () => {
      expect(await service.post("dudao", "/proofs", {})).toMatchObject({ status: 202, body: { state: "running", startedBy: "dudao" } });
      return vi.waitFor(async () => {
        const { body } = await service.get("dudao", "/proofs");
        expect(body["state"]).toBe("done");
        return body;
      }, 20_000);
    };
    expect(await prove()).toMatchObject({ cases: 1, casesTotal: 1, findings: [], findingsTotal: 0 });
    leaveSpoilt(url);
    await service.house.store.write((tx) => tx.updateTable("case_events").set({ actor_name: "别人" }).where("seq", "=", 1).execute());
    expect(await prove()).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining({ caseId: expect.any(Number) as number })]) as unknown });
  });
});
