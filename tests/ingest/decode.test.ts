/** Decoding as a whole: formats by name, and inputs of any kind, none of which makes a decoder throw. */
import ExcelJS from "exceljs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { decodeRaw, formatOf, formats, type DecodedRecord, type Format } from "../../src/ingest/decode.ts";
import { problemCodes } from "../../src/ingest/problems.ts";
import { normalise } from "../../src/ingest/normalise.ts";
import { decoded, fixture, shippedProfile } from "./decoding.ts";

test.each([
  ["月报.XLSX", "xlsx"],
  ["a.b.json", "json"],
  ["/x/y.ndjson", "ndjson"],
  ["x.jsonl", "ndjson"],
  ["x.csv", "csv"],
  ["x.tsv", "csv"],
  ["x.xml", "xml"],
  ["application/json; charset=utf-8", "json"],
  ["application/x-ndjson", "ndjson"],
  ["text/xml;charset=GBK", "xml"],
  ["text/csv", "csv"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"],
  ["x.xls", null],
  ["x", null],
  ["application/octet-stream", null],
  ["constructor", null],
  ["x.constructor", null],
])("the format of %s is %s", (name, format) => {
  expect(formatOf(name)).toBe(format);
});

test("a kept raw text is decoded again to the same value", async () => {
  for (const [name, format] of [["12345-gbk.csv", "csv"], ["110-gb18030.xml", "xml"]] as const) {
    for (const record of await decoded(fixture(name), format)) expect(decodeRaw(record.raw).value).toEqual(record.value);
  }
  expect(decodeRaw('{"a":').problems).toMatchObject([{ code: "unreadable" }]);
});

describe("what was kept, when it is replayed", () => {
  const uri = (bytes: Buffer | string) => `data:application/octet-stream;base64,${Buffer.from(bytes as string).toString("base64")}`;

  test.each([
    ["a record", '{"a":1}', { a: 1 }],
    ["an array of one", '[{"a":1}]', { a: 1 }],
    ["an element with elements inside", "<R><A>1</A><N><M>2</M></N></R>", { A: "1", N: { M: "2" } }],
    ["bytes of a JSON record", uri('{"a":"\\u0000"}'), { a: "\0" }],
    ["bytes of a CSV with one row", uri("a,b\n1,中\n"), { a: "1", b: "中" }],
    ["bytes of UTF-16", uri(Buffer.from('\ufeff{"a":"中"}', "utf16le")), { a: "中" }],
    ["bytes of an XML with one record", uri("<L><R><A>1</A><N><M>2</M></N></R></L>"), { A: "1", N: { M: "2" } }],
  ])("%s is one record", (_, raw, value) => {
    expect(decodeRaw(raw).value).toEqual(value);
  });

  test.each([
    ["two records", '[{"a":1},{"a":2}]', "unreadable", "重新推送"],
    ["no record", "[]", "unreadable", "重新推送"],
    ["nothing", "", "unreadable", "raw"],
    ["a row of a CSV", '1,"x"y', "unreadable", "raw"],
    ["a record with a long number", '{"a":12345678901234567890}', "lossy-number", "引号"],
    ["a number", "5", "not-an-object", "对象"],
    ["bytes of a CSV with two rows", uri("a,b\n1,2\n3,4\n"), "unreadable", "重新推送"],
    ["bytes of no encoding", uri(Buffer.from([0xff, 0xff])), "undecodable", "重新推送"],
    ["bytes of a workbook", uri("PK\x03\x04"), "unreadable", "重新推送"],
  ])("%s stays in quarantine and says what to do", (_, raw, code, advice) => {
    const record = decodeRaw(raw);
    expect(record).toMatchObject({ raw, problems: [{ code }] });
    expect(record.problems?.[0]?.detail).toContain(advice);
  });
});

describe("no input makes a decoder throw", () => {
  const seeds: Record<Format, string> = {
    json: '[{"JJDBH":"1","BJSJ":"20261116094512","BJNR":"排队"},{"a":[1,{"b":null}]}]',
    ndjson: '{"JJDBH":"1"}\n{"a":12345678901234567890}\n\n{"b":"\\ud800"}\n',
    csv: '工单编号,诉求内容\n1,"他说""等""\n了"\n2,x\n',
    xml: "<?xml version='1.0'?><L><R a='1'><A>1</A><B><![CDATA[x]]></B></R><R><A>&amp;&#20013;</A></R></L>",
    xlsx: "",
  };
  let workbook: Buffer;
  beforeAll(async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet("表").addRows([["编号", "内容"], [1, "甲"], [2, new Date(0)]]);
    workbook = Buffer.from(await book.xlsx.writeBuffer());
  });

  function expectSound(records: DecodedRecord[]): void {
    for (const [index, record] of records.entries()) {
      expect(record.index).toBe(index);
      // Every store can hold it.
      expect(record.raw).not.toMatch(/[\0\ud800-\udfff]/u);
      if (record.problems) {
        expect(record.problems.length).toBeGreaterThan(0);
        for (const problem of record.problems) expect(problemCodes).toContain(problem.code);
      } else {
        const result = normalise(profile, record.value);
        if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
      }
    }
  }
  const profile = shippedProfile("110");
  const runs: Record<Format, number> = { json: 2000, ndjson: 2000, csv: 1000, xml: 2000, xlsx: 300 };

  test.each(formats)("arbitrary bytes as %s", async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => expectSound(await decoded(bytes, format))),
      { numRuns: runs[format] / 2 },
    );
  });

  test.each(formats)("a sound %s input with some bytes changed, cut out or put in", async (format) => {
    const seed = format === "xlsx" ? workbook : Buffer.from(seeds[format]);
    const change = fc.record({ at: fc.nat(seed.length), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) });
    const marks = fc.constantFrom(..."\"'<>&,\n\r\t{}[]\\\0/!?", "<!--", "]]>", "\ud800").map((text) => Buffer.from(text));
    const interesting = fc.record({ at: fc.nat(seed.length), remove: fc.nat(9), insert: marks });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, interesting), { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes = seed;
        for (const { at, remove, insert } of changes) bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
        expectSound(await decoded(bytes, format));
      }),
      { numRuns: runs[format] },
    );
  });
});
