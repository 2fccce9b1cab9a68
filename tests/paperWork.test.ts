/** The hall's paper over real HTTP: slips and ledgers for those who may have them, masked, runnable by nothing. */
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWholeService, type Service } from "./setup/service.ts";
import { eachStore } from "./setup/stores.ts";

eachStore("the hall's paper", ({ freshUrl }) => {
  let service: Service;
  let caseId: number;
  let cookie: string;
  beforeAll(async () => {
    service = await startWholeService(await freshUrl());
    const registered = await service.post("chuangkou", "/cases", { content: "=1+1 <script>alert(1)</script> 落户材料跑了三趟", title: "孩子落户", complainant: { name: "李小四", phone: "13900000127" } });
    caseId = registered.body["id"] as number;
    const login = await fetch(`${service.base}/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: "chuangkou", password: "tour-password-2026" }) });
    cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  });
  afterAll(() => service.stop());
  const get = async (path: string) => {
    const response = await fetch(service.base + path, { headers: { cookie } });
    return { status: response.status, type: response.headers.get("content-type") ?? "", headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const period = `from=${today}&to=${today}`;

  it("a slip is a page without a script and a document, the complainant masked in both", async () => {
    const page = await get(`/cases/${caseId}/slip.html`);
    expect([page.status, page.type]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const text = page.bytes.toString("utf8");
    expect(text).toContain("交办单");
    expect(text).not.toMatch(/<script|李小四|13900000127/);
    const file = await get(`/cases/${caseId}/slip.docx`);
    expect([file.status, file.bytes.subarray(0, 2).toString()]).toEqual([200, "PK"]);
    expect(decodeURIComponent(file.headers.get("content-disposition") ?? "")).toMatch(/filename\*=UTF-8''交办单-HY\d{8}-\d{6}\.docx$/);
    expect((await get("/cases/99999/slip.html")).status).toBe(404);
  });

  it("a ledger lists what the window has, as page, document and workbook with typed cells and no formula", async () => {
    await service.post("key", "/feeds/110/records", { JJDBH: "P1", BJSJ: "20261116094512", BJNR: "排队两小时", JQLBDM: "810300" });
    for (const format of ["html", "docx"]) expect((await get(`/ledger.${format}?${period}`)).status).toBe(200);
    const rows = async (query: string) => {
      const { bytes } = await get(`/ledger.xlsx?${period}${query}`);
      const book = new ExcelJS.Workbook();
      await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
      const texts: string[] = [];
      book.worksheets[0]?.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.type).not.toBe(ExcelJS.ValueType.Formula);
          texts.push(String(cell.text));
        }),
      );
      return texts;
    };
    const own = await rows("");
    expect(own.some((text) => /^HY\d{8}-\d{6}$/.test(text))).toBe(true);
    expect(own.join()).not.toMatch(/李小四|13900000127|110警情/);
    expect((await rows("&which=all")).filter((text) => /^HY\d{8}-\d{6}$/.test(text))).toHaveLength(2);
  });

  it("a ledger is asked for days that exist, not too many, by window staff and supervisors", async () => {
    for (const query of ["from=2026-02-30&to=2026-03-01", "from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-03-01", ""]) expect([query, (await get(`/ledger.html?${query}`)).status]).toEqual([query, 422]);
    expect((await service.get("chengban", `/ledger.html?${period}`)).status).toBe(403);
  });
});
