/** Dates are read exactly by the formats that a profile names; what does not exist is refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantFormats, readInstant, type InstantFormat } from "../../src/ingest/instantFormats.ts";
import { toOffsetText } from "../../src/rules/shanghai.ts";

test.each<[InstantFormat, string, string]>([
  ["yyyyMMddHHmmss", "20261116094512", "2026-11-16T01:45:12.000Z"],
  ["yyyy-MM-dd HH:mm:ss", "2026-11-16 00:00:00", "2026-11-15T16:00:00.000Z"],
  ["yyyy-MM-dd HH:mm", "2026-11-16 09:45", "2026-11-16T01:45:00.000Z"],
  ["yyyy-MM-ddTHH:mm:ss", "2026-11-16T09:45:12", "2026-11-16T01:45:12.000Z"],
  ["yyyy/M/d H:mm:ss", "2019/4/25 9:32:09", "2019-04-25T01:32:09.000Z"],
  ["yyyy/M/d H:mm", "2026/11/17 8:41", "2026-11-17T00:41:00.000Z"],
  ["yyyy-MM-dd", "2026-11-09", "2026-11-08T16:00:00.000Z"],
  ["yyyy/M/d", "2018/4/24", "2018-04-23T16:00:00.000Z"],
  ["yyyyMMdd", "20240229", "2024-02-28T16:00:00.000Z"],
  ["yyyy年M月d日", "2026年1月5日", "2026-01-04T16:00:00.000Z"],
  ["yyyy.M.d", "2026.1.5", "2026-01-04T16:00:00.000Z"],
  ["yyyy年M月d日 H:mm:ss", "2026年1月5日 9:05:07", "2026-01-05T01:05:07.000Z"],
  ["yyyy年M月d日 H:mm", "2026年11月16日 09:45", "2026-11-16T01:45:00.000Z"],
  ["yyyy-MM-dd HH:mm:ss.S", "2026-11-16 09:45:12.5", "2026-11-16T01:45:12.500Z"],
  ["yyyy-MM-dd HH:mm:ss.S", "2026-11-16 09:45:12.123456789", "2026-11-16T01:45:12.123Z"],
  ["yyyy/M/d H:mm:ss", "2026/01/05 09:05:07", "2026-01-05T01:05:07.000Z"],
  ["excel", "46342.40638888889", "2026-11-16T01:45:12.000Z"],
  ["excel", "45980.4063", "2025-11-19T01:45:04.320Z"],
  ["excel", "45980", "2025-11-18T16:00:00.000Z"],
  ["excel", "32874", "1989-12-31T16:00:00.000Z"],
  ["excel", "73415.5", "2100-12-31T04:00:00.000Z"],
  ["epoch-seconds", "1794793512", "2026-11-16T01:45:12.000Z"],
  ["epoch-millis", "1794793512345", "2026-11-16T01:45:12.345Z"],
  ["iso", "2026-11-16T09:45:12+08:00", "2026-11-16T01:45:12.000Z"],
  ["iso", "2026-11-16T09:45:12.5Z", "2026-11-16T09:45:12.500Z"],
  ["iso", "2026-11-16T09:45:12.123456-03:30", "2026-11-16T13:15:12.123Z"],
])("%s reads %s", (format, text, instant) => {
  expect(readInstant(text, [format])).toBe(instant);
});

describe("what does not exist is refused", () => {
  test.each([
    "2026-02-31 09:00:00",
    "2025-02-29 09:00:00",
    "2026-04-31 09:00:00",
    "2026-00-10 09:00:00",
    "2026-13-10 09:00:00",
    "2026-11-00 09:00:00",
    "2026-11-16 24:00:00",
    "2026-11-16 09:60:00",
    "2026-11-16 09:00:60",
    "0026-11-16 09:00:00",
    "1989-12-31 23:59:59",
    "2101-01-01 00:00:00",
    "2026-11-16T09:00:00+15:00",
    "2026-11-16T09:00:00+08:60",
    "20260231090000",
    "2026.2.30",
    "2026年2月30日 9:00",
    "2026-11-16 24:00:00.0",
    "32873.99",
    "73416",
    "631151999",
    "4133980800",
    "631151999999",
    "4133980800000",
  ])("%s", (text) => {
    expect(readInstant(text, instantFormats)).toBeNull();
  });

  test.each([
    "",
    "2026-11-16 9:00:00",
    "26-11-16 09:00:00",
    "2026-11-16  09:00:00",
    "2026.11.16.",
    "26.11.16",
    "2026年11月16日9:00",
    "2026-11-16 09:00:00.",
    "2026-11-16 09:00:00.1234567890",
    "昨天下午",
    "45980.",
    ".5",
    "-45980",
    "4.598e4",
    "1794793512.5",
    "17947935123450",
    "２０２６-11-16",
    "2026-11-16 09:00:00 ",
  ])("%s fits no format", (text) => {
    expect(readInstant(text, instantFormats)).toBeNull();
  });

  test("a format that the profile does not name is not tried", () => {
    expect(readInstant("2026/11/16 9:00", ["yyyy-MM-dd HH:mm:ss", "iso"])).toBeNull();
  });
});

test("a deadline that is only a day lasts until its 24:00", () => {
  expect(readInstant("2026-11-25", ["yyyy-MM-dd"], "end")).toBe("2026-11-25T16:00:00.000Z");
  expect(readInstant("46351", ["excel"], "end")).toBe("2026-11-25T16:00:00.000Z");
  expect(readInstant("46351.25", ["excel"], "end")).toBe("2026-11-24T22:00:00.000Z");
  expect(readInstant("2026-11-25 00:00:00", ["yyyy-MM-dd HH:mm:ss"], "end")).toBe("2026-11-24T16:00:00.000Z");
});

test("a text that names no offset is the zone's wall clock; one that does, and a count of seconds, are not", () => {
  const read = (text: string, format: InstantFormat, zone: string) => readInstant(text, [format], "beginning", zone);
  expect(read("2026-11-16 09:45:12", "yyyy-MM-dd HH:mm:ss", "UTC")).toBe("2026-11-16T09:45:12.000Z");
  expect(read("2026-11-16 09:45:12", "yyyy-MM-dd HH:mm:ss", "-03:30")).toBe("2026-11-16T13:15:12.000Z");
  expect(read("46342.5", "excel", "UTC")).toBe("2026-11-16T12:00:00.000Z");
  expect(read("2026-11-16T09:45:12+08:00", "iso", "UTC")).toBe("2026-11-16T01:45:12.000Z");
  expect(read("1794793512", "epoch-seconds", "-03:30")).toBe("2026-11-16T01:45:12.000Z");
  expect(readInstant("2026-11-25", ["yyyy-MM-dd"], "end", "UTC")).toBe("2026-11-26T00:00:00.000Z");
});

test("no number fits two formats, so their order in a profile never decides", () => {
  const numbers = ["46342", "46342.5", "20261116", "1794793512", "1794793512345", "20261116094512"];
  for (const text of numbers) expect(instantFormats.filter((format) => readInstant(text, [format]) !== null)).toHaveLength(1);
});

test("every instant is read back from what Shanghai's clock shows", () => {
  const earliest = Date.UTC(1990, 0, 2);
  fc.assert(
    fc.property(fc.integer({ min: earliest / 1000, max: Date.UTC(2100, 11, 30) / 1000 }), (seconds) => {
      const instant = new Date(seconds * 1000).toISOString();
      const shown = toOffsetText(instant);
      const spaced = shown.slice(0, 19).replace("T", " ");
      expect(readInstant(shown, ["iso"])).toBe(instant);
      expect(readInstant(spaced, ["yyyy-MM-dd HH:mm:ss"])).toBe(instant);
      expect(readInstant(spaced.replace(/\D/g, ""), ["yyyyMMddHHmmss"])).toBe(instant);
      expect(readInstant(String(seconds), ["epoch-seconds"])).toBe(instant);
      expect(readInstant(`${seconds}000`, ["epoch-millis"])).toBe(instant);
      expect(readInstant(String(25_569 + (seconds + 8 * 3600) / 86_400), ["excel"])).toBe(instant);
    }),
  );
});
