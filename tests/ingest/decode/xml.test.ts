/** XML: lists and single records, the encodings of Chinese offices, references, and everything that is refused. */
import { describe, expect, test } from "vitest";
import { decodeRaw } from "../../../src/ingest/decode.ts";
import { decoded, fixture, summaryOf } from "../decoding.ts";

describe("what is whole", () => {
  test("the children of the root are the records, each with its exact text", async () => {
    const records = await decoded("<?xml version='1.0'?>\n<L>\n <R><A>1</A><B/></R> <!-- x -->\n <R><A>2 </A></R></L>\n", "xml");
    expect(records).toEqual([
      { index: 0, raw: "<R><A>1</A><B/></R>", value: { A: "1", B: "" } },
      { index: 1, raw: "<R><A>2 </A></R>", value: { A: "2 " } },
    ]);
  });

  test("a root whose children are leaves is the record itself", async () => {
    expect(summaryOf(await decoded("<R><A>1</A><B>2</B></R>", "xml"))).toEqual([{ A: "1", B: "2" }]);
  });

  test("an empty list holds no record", async () => {
    expect(await decoded("<L></L>", "xml")).toEqual([]);
    expect(await decoded("<L/>", "xml")).toEqual([]);
  });

  test("values are text, whatever they look like", async () => {
    expect(summaryOf(await decoded("<R><A>00012</A><B>1e5</B><C>true</C><D>320481202611160000231</D></R>", "xml"))).toEqual([
      { A: "00012", B: "1e5", C: "true", D: "320481202611160000231" },
    ]);
  });

  test("CDATA and the predefined references are read once, and only once", async () => {
    const text = "<R><A><![CDATA[<b> & &amp;]]>&lt;x&gt; &amp;amp; &quot;&apos;&#x4E2D;&#25991;</A></R>";
    expect(summaryOf(await decoded(text, "xml"))).toEqual([{ A: `<b> & &amp;<x> &amp; "'中文` }]);
  });

  test("attributes, nested and repeated elements are kept", async () => {
    const text = '<L><R id="7"><A t="x&amp;y">1</A><A>2</A><N><M>3</M></N></R></L>';
    expect(summaryOf(await decoded(text, "xml"))).toEqual([{ "@id": "7", "A@t": "x&y", A: ["1", "2"], N: { M: "3" } }]);
  });

  test("GB18030 is read by its declaration, and the raw text is readable", async () => {
    const records = await decoded(fixture("110-gb18030.xml"), "xml");
    expect(records.map(({ value }) => [value?.["BJRXM"], value?.["BJNR"]])).toEqual([
      ["丙㐂", "预约 & 排队都要 <两> 次。"],
      [undefined, "窗口没人 <无人> 值班"],
    ]);
    expect(records[0]?.raw).toMatch(/^<JJD><JJDBH>T0004.*丙㐂/);
  });

  test("UTF-16 is read by its byte order mark", async () => {
    const bytes = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><L><R><A>中</A></R></L>', "utf16le");
    expect(summaryOf(await decoded(bytes, "xml"))).toEqual([{ A: "中" }]);
  });

  test("a kept record is read again from its raw text", async () => {
    for (const record of await decoded('<L><R><A>1</A><N><M>3</M></N></R></L>', "xml")) expect(decodeRaw(record.raw)).toEqual(record);
  });
});

describe("what is broken", () => {
  test.each([
    ["a record whose tags do not match", "<L><R><A>1</B></R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["a record with an element left open", "<L><R><A>1</R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["a record left open at the end of the list", "<L><R><A>2</A></R><R><A>1</A></L>", [{ A: "2" }, ["unreadable"]]],
    ["a bare ampersand", "<L><R><A>1 & 2</A></R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["an entity of its own", "<L><R><A>&me;</A></R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["a character that does not exist", "<L><R><A>&#x110000;</A></R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["an attribute without quotes", "<L><R><A x=1>1</A></R><R><A>2</A></R></L>", [["unreadable"], { A: "2" }]],
    ["a list cut inside a record", "<L><R><A>2</A></R><R><A>1</", [{ A: "2" }, ["unreadable"]]],
    ["a list cut between records", "<L><R><A>2</A></R>", [{ A: "2" }, ["unreadable"]]],
    ["a single record that is cut", "<R><A>2</A><B>1", [["unreadable"]]],
    ["text between records", "<L><R><A>2</A></R>x<R><A>3</A></R></L>", [{ A: "2" }, { A: "3" }, ["unreadable"]]],
    ["a second root", "<L><R><A>2</A></R></L><L/>", [{ A: "2" }, ["unreadable"]]],
    ["a record without fields", "<L><R>text</R><R><A>2</A></R></L>", [["not-an-object"], { A: "2" }]],
    ["no element", "just text", [["unreadable"]]],
    ["nothing", "", [["unreadable"]]],
    ["an encoding nobody knows", '<?xml version="1.0" encoding="x-mine"?><L/>', [["undecodable"]]],
  ])("%s", async (_, text, expected) => {
    expect(summaryOf(await decoded(text, "xml"))).toEqual(expected);
  });

  test("a document type is refused whole, so no entity is ever expanded", async () => {
    const entities = Array.from({ length: 20 }, (_, level) => `<!ENTITY a${level + 1} "&a${level};&a${level};&a${level};">`);
    const bomb = `<!DOCTYPE L [<!ENTITY a0 "aaaaaaaaaa">${entities.join("")}]>`;
    const records = await decoded(`${bomb}<L><R><A>&a19;</A></R></L>`, "xml");
    expect(summaryOf(records)).toEqual([["unreadable"]]);
    expect(records[0]?.problems?.[0]?.detail).toContain("DOCTYPE");
  });

  test("bytes that are not of the declared encoding spoil only their record", async () => {
    const parts = [Buffer.from("<L><R><A>"), Buffer.from([0xd6, 0xd0]), Buffer.from("</A></R><R><A>中</A></R></L>")];
    expect(summaryOf(await decoded(Buffer.concat(parts), "xml"))).toEqual([["undecodable"], { A: "中" }]);
  });

  test("nesting without end is unreadable", async () => {
    const depth = 5_000;
    const text = `<L><R>${"<a>".repeat(depth)}${"</a>".repeat(depth)}</R><R><A>2</A></R></L>`;
    expect(summaryOf(await decoded(text, "xml"))).toEqual([["unreadable"], { A: "2" }]);
  });

  test("a record beyond the limit is one problem", async () => {
    const text = `<L><R><A>${"x".repeat(3_000_000)}</A></R><R><A>2</A></R></L>`;
    expect(summaryOf(await decoded(text, "xml"))).toEqual([["too-large"], { A: "2" }]);
  });

  test("a document type is refused wherever it stands, and again when the record is replayed", async () => {
    for (const text of ['<!DOCTYPE R SYSTEM "http://example.org/r.dtd"><R><A>1</A></R>', "<R><A>1</A></R><!ENTITY x 'y'>", "<R><!ELEMENT A ANY><A>1</A></R>"]) {
      const [record] = await decoded(text, "xml");
      expect(record?.problems).toMatchObject([{ code: "unreadable", detail: expect.stringContaining("DOCTYPE") as string }]);
      expect(decodeRaw(record?.raw ?? "").problems).toEqual(record?.problems);
    }
  });

  test.each([
    ["a document type", `<!DOCTYPE L []><L>${"<R><A>1</A></R>".repeat(200_000)}</L>`],
    ["a record that does not end", `<L><R><A>${"1".repeat(3_000_000)}`],
    ["text that is no XML", "投诉".repeat(1_000_000)],
  ])("what is unreadable for %s is kept whole", async (_, text) => {
    const records = await decoded(text, "xml");
    expect(summaryOf(records)).toEqual([["unreadable"]]);
    expect(text.endsWith(records[0]?.raw ?? "?")).toBe(true);
    expect(records[0]?.raw.length).toBeGreaterThan(text.length - 10);
  });

  test.each([
    ["a web page", Buffer.from("<html><head><title>登录</title></head><body><p>x</p></body></html>"), "unreadable"],
    ["a workbook", Buffer.from("PK\x03\x04\xff", "latin1"), "undecodable"],
    ["UTF-16 without a mark", Buffer.from("<L><R><A>中</A></R></L>", "utf16le"), "undecodable"],
    ["JSON", Buffer.from('[{"a":1}]'), "unreadable"],
  ])("%s is one record that says what it is", async (_, bytes, code) => {
    expect(summaryOf(await decoded(bytes, "xml"))).toEqual([[code]]);
  });

  test("a hundred thousand levels take no more time than their length", async () => {
    const text = `<L><R><A>1</A></R><R>${"<a>".repeat(100_000)}</R><R><A>2</A></R></L>`;
    expect(summaryOf(await decoded(text, "xml"))).toEqual([{ A: "1" }, ["unreadable"], { A: "2" }]);
  });
});
