/** Signed feeds from the outside: a source that requires signatures lets in what the official library signed, once and in time. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { signingSecret } from "../src/store/signingSecrets.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

const body = JSON.stringify({ JJDBH: "S1", BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300" });

eachStore("a source that requires signatures", ({ freshUrl }) => {
  let service: Service;
  let config: string;
  let secret: string;
  beforeAll(async () => {
    config = mkdtempSync(join(tmpdir(), "huiyin-config-"));
    cpSync("config", config, { recursive: true });
    const file = join(config, "feeds", "110.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("signature: { required: false }", "signature: { required: true }"));
    service = await startWholeService(await freshUrl(), { HUIYIN_CONFIG: config });
    const { store, rulebook } = service.house;
    secret = await store.write((tx) => signingSecret(tx, "feed:110", { vault: rulebook.vault, at: "2026-11-16T01:00:00.000Z" }));
  });
  afterAll(async () => {
    await service.stop();
    rmSync(config, { recursive: true, force: true });
  });
  const send = async (headers: Record<string, string>, text = body, type = "application/json") => {
    const response = await fetch(`${service.base}/feeds/110/records`, { method: "POST", headers: { authorization: `Bearer ${service.key}`, "content-type": type, ...headers }, body: text });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const signed = (id: string, { text = body, at = new Date(), key = secret } = {}) => ({ "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)), "webhook-signature": new Webhook(key).sign(id, at, text) });
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  it("takes a signed delivery once, and refuses the very same message when it is replayed", async () => {
    const headers = signed("msg-1");
    expect(await send(headers)).toMatchObject({ status: 200, body: { created: 1 } });
    expect(await send(headers)).toMatchObject({ status: 409, body: { code: "signature-replayed" } });
    expect(await send(signed("msg-1", { at: minutesAgo(1) })), "an attempt that is signed anew").toMatchObject({ status: 200, body: { unchanged: 1 } });
  });

  it.each([
    ["no signature", () => ({}), "signature-missing"],
    ["a signature of other bytes", () => signed("msg-2", { text: `${body} ` }), "signature-invalid"],
    ["a signature by another secret", () => signed("msg-3", { key: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }), "signature-invalid"],
    ["a signature of ten minutes ago", () => signed("msg-4", { at: minutesAgo(10) }), "signature-expired"],
    ["a signature of the future", () => signed("msg-5", { at: minutesAgo(-10) }), "signature-expired"],
    ["a time that is no number", () => ({ ...signed("msg-6"), "webhook-timestamp": "now" }), "signature-missing"],
  ])("refuses %s, and takes nothing", async (_name, headers, code) => {
    const before = await service.house.store.read.selectFrom("feed_records").select("id").execute();
    expect(await send(headers() as Record<string, string>)).toMatchObject({ status: 401, body: { code } });
    expect(await service.house.store.read.selectFrom("feed_records").select("id").execute()).toEqual(before);
  });

  it("takes a signed stream of NDJSON, its signature being looked at before any line is taken", async () => {
    const text = `${body}\n${body.replace("S1", "S9")}\n`;
    expect(await send(signed("msg-7", { text: `${text}x` }), text, "application/x-ndjson")).toMatchObject({ status: 401 });
    expect(await send(signed("msg-8", { text }), text, "application/x-ndjson")).toMatchObject({ status: 200, body: { received: 2, created: 1 } });
  });

  it("accepts the old secret beside the new one after a change, and no older one", async () => {
    const { store, rulebook } = service.house;
    const rotate = () => store.write((tx) => signingSecret(tx, "feed:110", { vault: rulebook.vault, at: "2026-11-16T02:00:00.000Z", rotate: true }));
    const next = await rotate();
    for (const [id, key] of [["msg-10", secret], ["msg-11", next]] as const) expect(await send(signed(id, { key }))).toMatchObject({ status: 200 });
    await rotate();
    expect(await send(signed("msg-12"))).toMatchObject({ status: 401, body: { code: "signature-invalid" } });
    expect(await send(signed("msg-13", { key: next }))).toMatchObject({ status: 200 });
  });
});
