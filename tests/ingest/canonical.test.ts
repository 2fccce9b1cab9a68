/** The content hash: one for one content, whatever format and order it came in; another for any change. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentHash, type CanonicalRecord } from "../../src/ingest/canonical.ts";
import type { Format } from "../../src/ingest/decode.ts";
import { normalise } from "../../src/ingest/normalise.ts";
import { decoded, shippedProfile } from "./decoding.ts";

const profile = shippedProfile("12345");
const base: CanonicalRecord = {
  externalId: "1",
  reportedAt: "2026-11-16T01:45:12.000Z",
  content: "等待两小时",
  kind: "complaint",
  complainant: { anonymous: false, confidential: false, name: "赵某" },
  priority: "normal",
  sourceAction: "none",
  people: 1,
  extra: { b: "2", a: "1" },
};

test("the hash is this one for ever, since stored records are compared by it", () => {
  expect(contentHash(base)).toBe("127d34a6efeab55b7d17779c352a876ca97c103b327b1112614d224ad95f55cd");
});

test("order of keys and Unicode form do not count", () => {
  const { extra: _, ...rest } = base;
  expect(contentHash({ extra: { a: "1", b: "2" }, ...rest })).toBe(contentHash(base));
  expect(contentHash({ ...base, content: "cafe\u0301" })).toBe(contentHash({ ...base, content: "caf\u00e9" }));
});

describe("any change counts", () => {
  const changes: Partial<CanonicalRecord>[] = [
    { externalId: "2" },
    { reportedAt: "2026-11-16T01:45:13.000Z" },
    { content: "等待三小时" },
    { kind: "report" },
    { priority: "urgent" },
    { people: 2 },
    { extra: { a: "1" } },
    { extra: { a: "1", b: "3" } },
    { complainant: { ...base.complainant, confidential: true } },
    { complainant: { ...base.complainant, enterprise: "x" } },
    { complainant: { ...base.complainant, idNumber: "x" } },
    { complainant: { ...base.complainant, phone: "x" } },
    ...["title", "unit", "unitCode", "window", "officer", "serviceItem", "category", "address"].map((key) => ({ [key]: "x" })),
    ...["sourceStatus", "sourceReply"].map((key) => ({ [key]: "x" })),
    { sourceAction: "withdraw" },
    { sourceAction: "urge" },
    ...["occurredAt", "sourceDeadline", "sourceRepliedAt", "sourceUpdatedAt"].map((key) => ({ [key]: base.reportedAt })),
  ];
  test.each(changes)("%j", (change) => {
    expect(contentHash({ ...base, ...change })).not.toBe(contentHash(base));
  });

  test("and no two of the changes are alike", () => {
    expect(new Set(changes.map((change) => contentHash({ ...base, ...change }))).size).toBe(changes.length);
  });
});

// XML cannot hold other control characters, so no sender of all four formats has them.
const character = fc.oneof(
  fc.constantFrom(..."投诉窗口\"',<>&;\n\r\t [{]}\\#=:_", "]]>", "\u3000", "é", "e\u0301", "\u{20bb7}"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).filter((text) => /^[^\0-\x1f\x7f-\x9f\ufffe\uffff]+$/.test(text)),
);
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(""));
const filled = text.map((content) => `实${content}`);
const field = fc.constantFrom("诉求标题", "诉求人", "联系电话", "承办单位", "事项地址", "办理结果", "备注一", "备注二");
const feedRecord = fc.tuple(filled, filled, fc.dictionary(field, text)).map(([id, content, others]) => ({
  工单编号: id.replace(/[\0-\x1f]/g, ""),
  来电时间: "2026/11/17 8:41",
  诉求内容: content,
  ...others,
}));

const xmlText = (value: string) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
const csvCell = (value: string) => `"${value.replaceAll('"', '""')}"`;
const rendered: Record<Exclude<Format, "xlsx">, (record: Record<string, string>) => string> = {
  json: (record) => JSON.stringify([Object.fromEntries(Object.entries(record).reverse())], null, 2),
  ndjson: (record) => JSON.stringify(record),
  csv: (record) => [Object.keys(record), Object.values(record)].map((cells) => cells.map(csvCell).join(",")).join("\r\n"),
  xml: (record) => `<表><件>${Object.entries(record).map(([key, value]) => `<${key}>${xmlText(value)}</${key}>`).join("")}</件></表>`,
};

test("a record rendered in each format has one hash", async () => {
  await fc.assert(
    fc.asyncProperty(feedRecord, async (record) => {
      const hashes = await Promise.all(
        Object.entries(rendered).map(async ([format, render]) => {
          const records = await decoded(render(record), format as Format);
          expect(records).toHaveLength(1);
          const result = normalise(profile, records[0]?.value ?? {});
          return result.ok ? contentHash(result.record) : result.problems;
        }),
      );
      expect(hashes).toEqual(hashes.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)));
      expect(new Set(hashes).size).toBe(1);
    }),
    { numRuns: 500 },
  );
});
