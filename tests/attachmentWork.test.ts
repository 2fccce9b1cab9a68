/** Evidence on cases over real HTTP on both databases: known by content, kept with the history, given out so that nothing runs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attachmentBytesMax, attachmentName, attachmentsPerCaseMax } from "../src/rules/attachments.ts";
import { falseAttachments } from "../src/store/attachments.ts";
import { openCase } from "../src/store/openCase.ts";
import { systemActor } from "../src/store/actors.ts";
import { verify } from "../src/store/verify.ts";
import { noticeXlsx } from "../src/reports/notice/noticeXlsx.ts";
import { sampleNotice } from "./reports/noticeSample.ts";
import { complaint, mondayMorning } from "./setup/house.ts";
import { servicePassword, startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

/** The smallest PNG: one pixel; a number more makes it another file. */
const png = (n: number) => Buffer.concat([Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"), Buffer.from(String(n))]);

eachStore("attachments", ({ freshUrl }) => {
  let service: Service;
  let folder: string;
  let caseId: number;
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "huiyin-attachments-"));
    service = await startWholeService(await freshUrl(), { HUIYIN_ATTACHMENTS: folder });
    for (const username of ["chuangkou", "chengban"]) {
      const login = await fetch(`${service.base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password: servicePassword }) });
      cookies.set(username, (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
    }
    const { rulebook, store } = service.house;
    caseId = (await store.write((tx) => openCase(tx, complaint("EVIDENCE"), { at: mondayMorning, actor: systemActor, rulebook })))?.caseId ?? 0;
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function upload(bytes: Uint8Array, name: string, { as = "chuangkou", about = "", id = caseId } = {}): Promise<{ status: number; body: Record<string, unknown> }> {
    const form = new FormData();
    form.append("file", new Blob([Uint8Array.from(bytes)]), name);
    const answer = await fetch(`${service.base}/cases/${id}/attachments${about && `?about=${about}`}`, { method: "POST", body: form, headers: { cookie: cookies.get(as) ?? "" } });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const download = (url: string, as = "chuangkou") => fetch(service.base.replace("/api/v1", "") + url, { headers: { cookie: cookies.get(as) ?? "" } });

  it("an uploaded picture comes back byte for byte, as a download that can run nothing, and its hash is in the history", async () => {
    const { status, body } = await upload(png(1), "../../照片 <1>.PNG.exe", { about: "disposition" });
    expect([status, body]).toEqual([201, expect.objectContaining({ caseId, about: "disposition", aboutLabel: "办理结果", name: "照片 1.PNG.png", mediaType: "image/png", size: png(1).length, addedBy: "chuangkou" })]);
    const answer = await download(body["url"] as string);
    expect(Buffer.from(await answer.arrayBuffer()).equals(png(1))).toBe(true);
    expect([answer.headers.get("content-security-policy"), answer.headers.get("x-content-type-options"), answer.headers.get("content-disposition")]).toEqual(["default-src 'none'; sandbox", "nosniff", expect.stringContaining("attachment;")]);
    const events = (await service.get("chuangkou", `/cases/${caseId}/events`)).body["items"] as { type: string; label: string; payload: Record<string, unknown> }[];
    expect(events.at(-1)).toMatchObject({ type: "attached", label: "上传附件", payload: { sha256: body["sha256"], name: "照片 1.PNG.png" } });
    expect((await service.get("chuangkou", `/cases/${caseId}/attachments`)).body["items"]).toEqual([body]);
    expect((await verify(service.house.store)).differences).toEqual([]);
  });

  it("the same file again is told to be known, an office file is taken, and of a refused one no row and no event is left", async () => {
    expect(await upload(png(1), "again.png")).toMatchObject({ status: 409, body: { code: "attachment-known" } });
    expect(await upload(await noticeXlsx(sampleNotice()), "台账.xlsx")).toMatchObject({ status: 201, body: { name: "台账.xlsx" } });
    const before = await service.house.store.read.selectFrom("cases").select("version").where("id", "=", caseId).executeTakeFirstOrThrow();
    for (const [bytes, name] of [
      [Buffer.from("<html><script>alert(1)</script></html>"), "picture.png"],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "picture.svg"],
      [Buffer.from("MZ\u0090\u0000\u0003 program"), "notes.pdf"],
      [Buffer.from("#!/bin/sh\nrm -rf /"), "a.jpg"],
      [Buffer.from("PK\u0003\u0004 not an office file"), "a.docx"],
    ] as const) {
      expect([name, await upload(bytes, name)]).toEqual([name, { status: 415, body: expect.objectContaining({ code: "attachment-type" }) as object }]);
    }
    expect(await upload(Buffer.alloc(0), "empty.png")).toMatchObject({ status: 422, body: { code: "file-missing" } });
    expect(await upload(Buffer.concat([png(2), Buffer.alloc(attachmentBytesMax)]), "large.png")).toMatchObject({ status: 413, body: { code: "too-large" } });
    const nothing = await fetch(`${service.base}/cases/${caseId}/attachments`, { method: "POST", body: new FormData(), headers: { cookie: cookies.get("chuangkou") ?? "" } });
    expect(nothing.status).toBeGreaterThanOrEqual(400);
    expect(nothing.status).toBeLessThan(500);
    expect(await service.house.store.read.selectFrom("cases").select("version").where("id", "=", caseId).executeTakeFirstOrThrow()).toEqual(before);
  });

  it("whoever may not see the case sees none of its files, and nobody raises the event without a file", async () => {
    const [row] = await service.house.store.read.selectFrom("attachments").select("id").execute();
    // The case lies with no unit yet; the handler sees only his own.
    expect((await download(`/api/v1/attachments/${row?.id ?? 0}`, "chengban")).status).toBe(404);
    expect(await upload(png(3), "a.png", { as: "chengban" })).toMatchObject({ status: 404 });
    expect((await service.get("chengban", `/cases/${caseId}/attachments`)).status).toBe(404);
    expect((await download("/api/v1/attachments/999999")).status).toBe(404);
    const { version } = await service.house.store.read.selectFrom("cases").select("version").where("id", "=", caseId).executeTakeFirstOrThrow();
    expect((await service.post("chuangkou", `/cases/${caseId}/events`, { type: "attached", expectedVersion: version, payload: { name: "x", about: "case", mediaType: "image/png", size: 1, sha256: "0".repeat(64) } })).status).toBe(403);
    expect(((await service.get("chuangkou", `/cases/${caseId}`)).body["allowedEvents"] as { type: string }[]).map(({ type }) => type)).not.toContain("attached");
  });

  it("two uploads at once stay within the limit of a case", async () => {
    const { rulebook, store } = service.house;
    const id = (await store.write((tx) => openCase(tx, complaint("MANY"), { at: mondayMorning, actor: systemActor, rulebook })))?.caseId ?? 0;
    const statuses = (await Promise.all(Array.from({ length: attachmentsPerCaseMax + 3 }, (_, n) => upload(png(100 + n), `${n}.png`, { id })))).map(({ status }) => status);
    expect([statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 409).length]).toEqual([attachmentsPerCaseMax, 3]);
  });

  it("a file that was changed or lost is not given out, and is named", async () => {
    expect(await falseAttachments(service.house.store.read, folder)).toEqual([]);
    const [row] = await service.house.store.read.selectFrom("attachments").selectAll().orderBy("id").execute();
    const path = join(folder, row?.sha256.slice(0, 2) ?? "", row?.sha256 ?? "");
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from("!")]));
    expect((await download(`/api/v1/attachments/${row?.id ?? 0}`)).status).toBe(410);
    expect(await falseAttachments(service.house.store.read, folder)).toEqual([{ id: row?.id, caseId, name: row?.name }]);
    writeFileSync(path, bytes);
    expect((await download(`/api/v1/attachments/${row?.id ?? 0}`)).status).toBe(200);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".part"))).toEqual([]);
  });
});

it.each([
  ["报告.PDF", "pdf", "报告.pdf"],
  ["..\\..\\windows\\a.png", "png", "a.png"],
  ["", "jpg", "附件.jpg"],
  ["\u202egpj.exe", "jpg", "gpj.jpg"],
  ["a\r\nSet-Cookie: x.png", "png", "aSet-Cookie x.png"],
])("the name %j of a %s becomes %j", (given, ending, name) => {
  expect(attachmentName(given, ending)).toBe(name);
});
