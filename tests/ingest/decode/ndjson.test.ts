/** NDJSON: lines of a stream, however it is cut into chunks, in constant memory. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNdjson, type DecodedRecord } from "../../../src/ingest/decode.ts";
import { bytesOfDataUri } from "../../../src/ingest/decode/record.ts";
import { collected, decoded, summaryOf } from "../decoding.ts";

const streamed = (chunks: Iterable<Uint8Array>, maxRecordBytes?: number): Promise<DecodedRecord[]> =>
  collected(decodeNdjson(chunks, { maxRecordBytes }));

test("each line is a record with its exact text; blank lines are none", async () => {
  const records = await decoded('\ufeff{"a": 1}\r\n\n  \n{"b":"中\\n"}', "ndjson");
  expect(records).toEqual([
    { index: 0, raw: '{"a": 1}', value: { a: 1 } },
    { index: 1, raw: '{"b":"中\\n"}', value: { b: "中\n" } },
  ]);
  expect(await decoded("", "ndjson")).toEqual([]);
});

test("a faulty line spoils only itself", async () => {
  const [before, after] = ['{"a":1}\n{"b":\n[1]\n', '\n{"c":12345678901234567890}\n{"d":1}\n'];
  const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0x22, 0xff, 0x22]), Buffer.from(after)]);
  const codes = [["unreadable"], ["not-an-object"], ["undecodable"], ["lossy-number"]];
  expect(summaryOf(await decoded(bytes, "ndjson"))).toEqual([{ a: 1 }, ...codes, { d: 1 }]);
});

test("it does not matter where the stream is cut", async () => {
  const bytes = Buffer.from('\ufeff{"a":"窗口"}\r\n\r\n{"b":"x\u{20bb7}"}\n{"c"\n{"长":"' + "很长".repeat(40) + '"}\n{"d":4}');
  const whole = await streamed([bytes], 200);
  expect(summaryOf(whole)).toEqual([{ a: "窗口" }, { b: "x\u{20bb7}" }, ["unreadable"], ["too-large"], { d: 4 }]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(await streamed(chunks, 200)).toEqual(whole);
    }),
  );
});

test("of a line that is too long the beginning, the length and the hash are kept", async () => {
  const line = Buffer.from(JSON.stringify({ content: "排队".repeat(500_000) }));
  function* chunks() {
    yield Buffer.from('{"a":1}\n');
    for (let at = 0; at < line.length; at += 10_007) yield line.subarray(at, at + 10_007);
    yield Buffer.from('\n{"b":2}\n');
  }
  const records = await streamed(chunks());
  expect(summaryOf(records)).toEqual([{ a: 1 }, ["too-large"], { b: 2 }]);
  expect(records[1]).toMatchObject({ truncated: { bytes: line.length, sha256: createHash("sha256").update(line).digest("hex") } });
  expect(line.toString().startsWith(records[1]?.raw ?? "x")).toBe(true);
  expect(Buffer.byteLength(records[1]?.raw ?? "")).toBeLessThanOrEqual(65_536);
});

test("a stream that uses one buffer again and again is read right", async () => {
  const buffer = Buffer.alloc(4);
  function* chunks() {
    const text = '{"a":"0123456789"}\n{"b":"9876543210"}\n';
    for (let at = 0; at < text.length; at += 4) yield buffer.subarray(0, buffer.write(text.slice(at, at + 4)));
  }
  expect(summaryOf(await streamed(chunks()))).toEqual([{ a: "0123456789" }, { b: "9876543210" }]);
});

test("an endless line takes no more memory than its limit", async () => {
  const chunk = Buffer.alloc(1024 * 1024, "x");
  function* chunks() {
    for (let count = 0; count < 200; count += 1) yield chunk;
  }
  const before = process.memoryUsage().arrayBuffers;
  const records = await streamed(chunks());
  expect(records[0]).toMatchObject({ problems: [{ code: "too-large" }], truncated: { bytes: 200 * chunk.length } });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
});

test("a byte order mark at the beginning of any line is none of it, as in files put together from several", async () => {
  expect(summaryOf(await decoded('\ufeff{"a":1}\n\ufeff{"b":2}\n', "ndjson"))).toEqual([{ a: 1 }, { b: 2 }]);
});

test.each([
  ["a workbook", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.from([0xff, 0x0a, 0x0a, 0xfe])]), "undecodable"],
  ["a web page", Buffer.from("<!doctype html>\n<html>\n</html>\n"), "unreadable"],
  ["UTF-16", Buffer.from('\ufeff{"a":"中"}\n{"a":"中"}\n', "utf16le"), "undecodable"],
  ["UTF-16 without a mark", Buffer.from('{"a":"中"}\n{"a":"中"}\n', "utf16le"), "undecodable"],
])("a stream that is %s is one record with all of its bytes, however it is cut", async (_, bytes, code) => {
  for (const chunkBytes of [1, 7, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (__, index) => bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes));
    const records = await streamed(chunks);
    expect(summaryOf(records)).toEqual([[code]]);
    expect(bytesOfDataUri(records[0]?.raw ?? "") ?? Buffer.from(records[0]?.raw ?? "")).toEqual(bytes);
  }
});

test("of an endless stream that is something else the beginning, the length and the hash are kept", async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0xd0);
  const first = Buffer.from("d0cf11e0a1b11ae1", "hex");
  function* chunks() {
    yield first;
    for (let count = 0; count < 40; count += 1) yield chunk;
  }
  const records = await streamed(chunks());
  expect(records).toMatchObject([{ problems: [{ code: "undecodable" }], truncated: { bytes: first.length + 40 * chunk.length } }]);
});

test("tens of millions of empty lines are none, and cost no memory", async () => {
  const before = process.memoryUsage().rss;
  expect(await decoded(Buffer.alloc(20_000_000, "\n"), "ndjson")).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});
