/** Trying a profile out: what each field finds, what nothing asks for, what would be quarantined, and that nobody is shown. */
import { describe, expect, test } from "vitest";
import { checkFeed, type FeedReport } from "../../src/ingest/checkFeed.ts";
import type { DecodedRecord } from "../../src/ingest/decode.ts";
import { parseProfile } from "../../src/ingest/profile.ts";
import { decoded } from "./decoding.ts";

const profile = parseProfile(
  `name: mine
title: 我的平台
source: "12345"
zone: Asia/Shanghai
formats: ["yyyy-MM-dd HH:mm:ss"]
fields:
  externalId: { from: [id, no] }
  reportedAt: { from: [at] }
  content: { from: [text] }
  kind: { from: [type], codes: kind, default: complaint }
  complainant.name: { from: [data.caller.name] }
  complainant.phone: { from: [data.caller.phone] }
  complainant.idNumber: { from: [card] }
  title: { from: [TITLE] }
codeTables: { kind: { "1": praise } }
`,
  "mine.yaml",
);
const call = { id: "A1", at: "2026-11-16 09:45:12", text: "排队两小时，\n请回电13900000231" };
const check = (records: unknown[], samplesMax = 10): Promise<FeedReport> =>
  decoded(JSON.stringify(records), "json").then((all) => checkFeed(profile, all, { samplesMax }));
const fieldOf = (report: FeedReport, path: string) => report.fields.find(({ field }) => field === path);

test("each field tells where it was found, how often, and what the first value became", async () => {
  const report = await check([
    { ...call, type: 1, data: { caller: { name: "欧阳某某", phone: "13900000231" } } },
    { ...call, id: "", no: "A2", data: { caller: { name: "赵某" } } },
    { ...call, id: "A3", at: "昨天" },
  ]);
  expect(report).toMatchObject({ profile: { name: "mine", title: "我的平台", source: "12345" }, totals: { records: 3, good: 2, quarantined: 1 } });
  expect(fieldOf(report, "externalId")).toEqual({
    field: "externalId",
    label: "来源编号",
    required: true,
    from: [
      { key: "id", count: 2 },
      { key: "no", count: 1 },
    ],
    filled: 3,
    defaulted: 0,
    missing: 0,
    problems: 0,
    near: null,
    unknownCodes: [],
    sample: { given: "A1", read: "A1" },
  });
  expect(fieldOf(report, "reportedAt")).toMatchObject({
    filled: 2,
    problems: 1,
    sample: { given: "2026-11-16 09:45:12", read: "2026-11-16T09:45:12+08:00" },
  });
  expect(fieldOf(report, "kind")).toMatchObject({ filled: 1, defaulted: 2, sample: { given: "1", read: "praise" } });
  expect(fieldOf(report, "complainant.name")).toMatchObject({ from: [{ key: "data.caller.name", count: 2 }], filled: 2, missing: 1 });
  expect(report.unreadFields.map(({ field }) => field)).toContain("sourceAction");
  expect(report.quarantined).toMatchObject([{ index: 2, externalId: "A3", problems: [{ code: "bad-instant", field: "reportedAt" }] }]);
});

test("personal data shows its ends only, wherever it stands", async () => {
  const caller = { name: "欧阳某某", phone: "13900000231" };
  const report = await check([
    { ...call, data: { caller }, card: "320481197001010017", "联系13900000231": "x" },
    { ...call, id: "A2", type: "赵钱孙" },
  ]);
  expect(fieldOf(report, "complainant.name")?.sample?.read).toBe("欧**某");
  expect(fieldOf(report, "complainant.phone")?.sample?.read).toBe("139****0231");
  expect(fieldOf(report, "complainant.idNumber")?.sample?.read).toBe("3204**********0017");
  expect(fieldOf(report, "content")?.sample?.read).toBe("排队两小时， 请回电139******31");
  expect(fieldOf(report, "kind")?.unknownCodes).toEqual([{ code: "赵*孙", count: 1 }]);
  expect(JSON.stringify(report)).not.toMatch(/欧阳|13900000231|19700101|赵钱孙/);
});

test("what no field asks for is counted, nested parts by their paths, and guessed at for fields that found nothing", async () => {
  const report = await check([
    { ...call, title: "标题", data: { caller: { fax: "1", phone: "2", tel: ["3", "4"] } }, blank: "" },
    { ...call, id: "A2", title: "标题" },
  ]);
  expect(report.extra).toEqual([
    { key: "title", count: 2 },
    { key: "data.caller.fax", count: 1 },
    { key: "data.caller.tel[0]", count: 1 },
    { key: "data.caller.tel[1]", count: 1 },
  ]);
  expect(fieldOf(report, "title")).toMatchObject({ from: [{ key: "TITLE", count: 0 }], missing: 2, near: "title" });
  expect(fieldOf(report, "complainant.phone")?.near).toBeNull();
});

test("a key that a field looks for at the top is found where it is nested", async () => {
  const report = await check([{ ...call, form: { card: "320481197001010017" } }]);
  expect(fieldOf(report, "complainant.idNumber")?.near).toBe("form.card");
});

test("reasons are counted over all records, and the first of them told one by one", async () => {
  const report = await check([{ ...call, text: "" }, { ...call, at: "x", text: "" }, { ...call, type: "9" }, 7], 2);
  expect(report.reasons.map(({ code, field, count }) => [code, field, count])).toEqual([
    ["missing-field", "content", 2],
    ["bad-instant", "reportedAt", 1],
    ["bad-code", "kind", 1],
    ["not-an-object", null, 1],
  ]);
  expect(report.quarantined.map(({ index }) => index)).toEqual([0, 1]);
  expect(report.totals).toEqual({ records: 4, good: 0, quarantined: 4 });
  expect(fieldOf(report, "kind")?.unknownCodes).toEqual([{ code: "9", count: 1 }]);
});

test("ids that come again are counted by whether their content is the same", async () => {
  const report = await check([call, call, { ...call, text: "三小时" }, { ...call, id: "A2" }]);
  expect(report.duplicates).toEqual({ sameContent: 1, differentContent: 1, complete: true });
});

test("no records make an empty report", async () => {
  expect(await check([])).toMatchObject({ totals: { records: 0, good: 0, quarantined: 0 }, extra: [], reasons: [], quarantined: [] });
});

describe("however many records there are", () => {
  function* many(count: number, of: (index: number) => Record<string, unknown>): Generator<DecodedRecord> {
    for (let index = 0; index < count; index += 1) yield { index, raw: "", value: of(index) };
  }

  test("the report stays small", async () => {
    const slipped = many(20_000, (index) => ({ ...call, id: `A${index}`, type: `c${index}`, [`k${index}`]: "x", at: index % 2 ? call.at : `${index}` }));
    const report = await checkFeed(profile, slipped, { samplesMax: 5 });
    expect(report.totals.quarantined).toBe(20_000);
    expect(report.extra.length + report.extraOthers).toBe(20_000);
    expect(JSON.stringify(report).length).toBeLessThan(60_000);
  });

  test("ids are compared up to a limit, and the report says so", async () => {
    const report = await checkFeed(profile, many(12, (index) => ({ id: String(index % 11), at: call.at, text: "x" })), { samplesMax: 0, idsComparedMax: 10 });
    expect(report.duplicates).toEqual({ sameContent: 1, differentContent: 0, complete: false });
  });
});
