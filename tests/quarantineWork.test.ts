/** The quarantine as a place to work, over real HTTP on both databases: looked at, put right, replayed, dismissed, and accounted for. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { reconcile } from "../src/store/reconcile.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

const record = (n: number, changes: object = {}) => ({ JJDBH: `Q${n}`, BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300", BJRXM: "赵某", LXDH: "13900000231", ...changes });

eachStore("the quarantine", ({ freshUrl }) => {
  let service: Service;
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
  });
  afterAll(async () => {
    expect((await reconcile(service.house.store)).differences).toEqual([]);
    await service.stop();
  });
  const push = (...records: object[]) => service.post("key", "/feeds/110/records", records);
  const list = async (query = "") => (await service.get("chuangkou", `/quarantine${query}`)).body["items"] as { id: number; externalId: string | null; errors: { code: string }[] }[];
  const newest = async () => (await list())[0]?.id ?? 0;

  it("shows the raw record, its fields and the reasons, and keeps who looked", async () => {
    await push(record(1, { BJSJ: "20260231094512" }));
    const id = await newest();
    const shown = await service.get("chuangkou", `/quarantine/${id}`);
    expect(shown).toMatchObject({ status: 200, body: { externalId: "Q1", corrected: false, original: null, fields: { JJDBH: "Q1", BJRXM: "赵某" }, errors: [{ code: "bad-instant", path: "BJSJ" }] } });
    expect(shown.body["actions"]).toMatchObject([{ action: "viewed", actorName: "chuangkou" }]);
    expect(JSON.stringify(await list())).not.toMatch(/赵某|1390000/);
  });

  it("is filtered by source, problem and profile", async () => {
    await push({ BJSJ: "20261116094512", BJNR: "没有编号", JQLBDM: "810300" });
    expect((await list("?code=missing-field")).map(({ externalId }) => externalId)).toEqual([null]);
    expect(await list("?source=12345")).toEqual([]);
    expect(await list("?profile=petition")).toEqual([]);
    expect((await service.get("chuangkou", "/quarantine?code=%22")).status).toBe(422);
  });

  it("lets fields be put right, keeps what came, and makes the case by a replay", async () => {
    await push(record(2, { BJSJ: "昨天", XTRA: "多余" }));
    const id = await newest();
    const corrected = await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { fields: { BJSJ: "20261116094512", XTRA: null } });
    expect(corrected).toMatchObject({ status: 200, body: { corrected: true, fields: { BJSJ: "20261116094512" } } });
    expect(corrected.body["fields"]).not.toHaveProperty("XTRA");
    expect(JSON.parse(corrected.body["original"] as string)).toMatchObject({ BJSJ: "昨天", XTRA: "多余" });
    const replayed = await service.send("chuangkou", "POST", `/quarantine/${id}/replay`);
    expect(replayed).toMatchObject({ status: 200, body: { outcome: "created", externalId: "Q2" } });
    const after = await service.get("chuangkou", `/quarantine/${id}`);
    expect((after.body["actions"] as { action: string }[]).map(({ action }) => action)).toEqual(["corrected", "replayed", "viewed"]);
    expect(await service.send("chuangkou", "POST", `/quarantine/${id}/replay`)).toMatchObject({ status: 409, body: { code: "already-replayed" } });
    expect(await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { raw: "{}" })).toMatchObject({ status: 409 });
  });

  it("lets another profile be chosen, but only one of the same source", async () => {
    await service.post("key", "/feeds/12345/records", { 留言编号: "88", 留言时间: "2026/11/16 9:00:00", 留言详情: "窗口排队" });
    const id = await newest();
    expect(await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { profile: "petition" })).toMatchObject({ status: 422, body: { code: "profile-mismatch" } });
    expect(await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { profile: "nosuch" })).toMatchObject({ status: 422, body: { code: "unknown-profile" } });
    expect(await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { profile: "message-board" })).toMatchObject({ status: 200 });
    expect(await service.send("chuangkou", "POST", `/quarantine/${id}/replay`)).toMatchObject({ body: { outcome: "created", externalId: "88" } });
  });

  it("replays many at once, one refused not holding up the others", async () => {
    await push(record(5, { BJSJ: "坏" }), record(6, { BJSJ: "坏" }), record(7, { BJSJ: "坏" }));
    const ids = (await list()).slice(0, 3).map(({ id }) => id);
    for (const id of ids.slice(0, 2)) await service.send("chuangkou", "PATCH", `/quarantine/${id}`, { fields: { BJSJ: "20261116094512" } });
    const answer = await service.send("chuangkou", "POST", "/quarantine/replay", { ids: [...ids, 999_999] });
    expect(answer.status).toBe(200);
    expect((answer.body["results"] as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(["created", "created", "quarantined", "refused"]);
  });

  it("is left without a case only by a supervisor's dismissal with a reason, which the accounting shows apart", async () => {
    await push(record(8, { BJSJ: "坏" }));
    const id = await newest();
    expect((await service.send("chuangkou", "POST", `/quarantine/${id}/dismiss`, { reason: "测试数据" })).status).toBe(403);
    expect(await service.send("dudao", "POST", `/quarantine/${id}/dismiss`, { reason: " " })).toMatchObject({ status: 422 });
    expect(await service.send("dudao", "POST", `/quarantine/${id}/dismiss`, { reason: "对方误推的测试数据" })).toMatchObject({ status: 200, body: { dismissalReason: "对方误推的测试数据" } });
    expect(await service.send("dudao", "POST", `/quarantine/${id}/replay`)).toMatchObject({ status: 409, body: { code: "already-dismissed" } });
    expect((await list()).map((item) => item.id)).not.toContain(id);
    expect((await list("?state=dismissed")).map((item) => item.id)).toEqual([id]);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const { body } = await service.get("dudao", `/feeds/accounting?from=${today}&to=${today}`);
    expect(body["balanced"]).toBe(true);
    expect((body["rows"] as { source: string; dismissed: number }[]).find(({ source }) => source === "110")).toMatchObject({ dismissed: 1, balanced: true });
  });

  it("keeps a whole undecodable file with its bytes", async () => {
    const bytes = Buffer.from([0x81, 0xff, 0xfe, 0xff, 0x00, 0x81]);
    const form = new FormData();
    form.append("file", new Blob([bytes]), "坏.csv");
    expect(await service.send("chuangkou", "POST", "/feeds/110/files", form)).toMatchObject({ status: 200, body: { received: 1, quarantined: 1 } });
    const { body } = await service.get("chuangkou", `/quarantine/${await newest()}`);
    expect(body["raw"]).toBe(`data:application/octet-stream;base64,${bytes.toString("base64")}`);
    expect(await service.send("chuangkou", "PATCH", `/quarantine/${await newest()}`, { fields: { A: "b" } })).toMatchObject({ status: 422, body: { code: "fields-not-correctable" } });
  });

  it("takes uploads of known formats only, one file at a time, within the limit", async () => {
    const form = (name: string, content = "x") => {
      const made = new FormData();
      made.append("file", new Blob([content]), name);
      return made;
    };
    expect(await service.send("chuangkou", "POST", "/feeds/110/files", form("说明.docx"))).toMatchObject({ status: 415, body: { code: "file-format-unknown" } });
    expect(await service.send("chuangkou", "POST", "/feeds/110/files", new FormData())).toMatchObject({ status: 422, body: { code: "file-missing" } });
    const two = form("a.json");
    two.append("other", new Blob(["x"]), "b.json");
    expect((await service.send("chuangkou", "POST", "/feeds/110/files", two)).status).toBeLessThan(500);
    expect(await service.send("chuangkou", "POST", "/feeds/110/files", form("大.json", "x".repeat(33 * 1024 * 1024)))).toMatchObject({ status: 413 });
    expect((await service.send("chengban", "POST", "/feeds/110/files", form("a.json"))).status).toBe(403);
    expect((await service.send("chuangkou", "POST", "/feeds/110/files", { file: "x" })).status).toBe(415);
  });
});
