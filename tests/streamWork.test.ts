/** Server-sent events over real HTTP on both databases: who may see a case is told of it once, and nobody else at all. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { forgetOldChanges } from "../src/jobs/forgetChanges.ts";
import { systemActor } from "../src/store/actors.ts";
import { applyEvent } from "../src/store/applyEvent.ts";
import { openCase } from "../src/store/openCase.ts";
import { complaint } from "./setup/house.ts";
import { servicePassword, startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

interface Told {
  id: string;
  event: string;
  data: { caseId?: number; event?: string; state?: string; version?: number };
}

/** Reads a stream as a browser does. */
class Stream {
  readonly status: number;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly ending: AbortController;
  private text = "";

  private constructor(response: Response, ending: AbortController) {
    this.status = response.status;
    this.reader = (response.body as ReadableStream<Uint8Array>).getReader();
    this.ending = ending;
  }

  static async open(base: string, headers: Record<string, string>): Promise<Stream> {
    const ending = new AbortController();
    return new Stream(await fetch(`${base}/stream`, { headers, signal: ending.signal }), ending);
  }

  /** Resolves when so many events have come. */
  async take(count: number): Promise<Told[]> {
    const decoder = new TextDecoder();
    for (;;) {
      const told = this.text.split("\n\n").slice(0, -1).flatMap((block) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
        return field("event") === "" ? [] : [{ id: field("id"), event: field("event"), data: JSON.parse(field("data")) as Told["data"] }];
      });
      if (told.length >= count) return told;
      const { value, done } = await this.reader.read();
      if (done) throw new Error("the stream ended");
      this.text += decoder.decode(value, { stream: true });
    }
  }

  close(): void {
    this.ending.abort();
  }
}

eachStore("the stream", ({ freshUrl }) => {
  let service: Service;
  const cookies = new Map<string, string>();
  const now = () => new Date().toISOString();

  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
    for (const username of ["chuangkou", "chengban", "guanli"]) {
      const login = await fetch(`${service.base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password: servicePassword }) });
      cookies.set(username, (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
    }
  });
  // Open streams do not keep the service from stopping.
  afterAll(() => service.stop());
  const context = () => ({ at: now(), actor: systemActor, rulebook: service.house.rulebook });
  const listen = (as: string, more: Record<string, string> = {}) => Stream.open(service.base, { cookie: cookies.get(as) ?? "", ...more });
  const open = async (name: string) => (await service.house.store.write((tx) => openCase(tx, complaint(name), context())))?.caseId ?? 0;
  const move = (id: number, unitId: number) => service.house.store.write((tx) => tx.updateTable("cases").set({ unit_id: unitId }).where("id", "=", id).execute());
  const escalate = (id: number) => service.house.store.write((tx) => applyEvent(tx, id, { type: "escalate", payload: { reason: "测试" } }, context()));

  it("tells of each change once, with its state and nothing of the complaint, and only who may see the case", async () => {
    const window = await listen("chuangkou");
    const handler = await listen("chengban");
    const first = await open("STREAM-1");
    const second = await open("STREAM-2");
    await move(second, service.handlerUnitId);
    await escalate(second);
    await escalate(first);
    const told = await window.take(4);
    expect(told.map(({ event, data }) => [event, data.caseId, data.event, data.version])).toEqual([
      ["change", first, "register", 1],
      ["change", second, "register", 1],
      ["change", second, "escalate", 2],
      ["change", first, "escalate", 2],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/取号|李女士|1390000/);
    expect((await handler.take(1)).map(({ data }) => [data.caseId, data.event])).toEqual([[second, "escalate"]]);
    window.close();
    handler.close();

    // Who comes back is told what he missed.
    const later = await listen("chuangkou", { "last-event-id": told[1]?.id ?? "" });
    expect((await later.take(2)).slice(0, 2)).toEqual(told.slice(2));
    later.close();
  });

  it("is for who works on cases, and asks for a session", async () => {
    expect((await fetch(`${service.base}/stream`)).status).toBe(401);
    expect((await fetch(`${service.base}/stream`, { headers: { cookie: cookies.get("guanli") ?? "" } })).status).toBe(403);
  });

  it("forgets what is older than a day, and the histories keep it", async () => {
    const tomorrow = new Date(Date.now() + 25 * 3_600_000).toISOString();
    expect((await forgetOldChanges(service.house, tomorrow)).forgotten).toBeGreaterThanOrEqual(4);
    expect(await forgetOldChanges(service.house, tomorrow)).toEqual({ forgotten: 0 });
    expect((await service.house.store.read.selectFrom("case_events").select("seq").execute()).length).toBe(4);
  });
});
