/** The notice as page, DOCX and XLSX: sound files, whatever people wrote into them, and the same bytes for the same content. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it, test } from "vitest";
import type { NoticeContent } from "../../src/reports/notice/content.ts";
import { noticeDifference } from "../../src/reports/notice/difference.ts";
import { noticeDocx } from "../../src/reports/notice/noticeDocx.ts";
import { noticeHtml } from "../../src/reports/notice/noticeHtml.ts";
import { noticeXlsx } from "../../src/reports/notice/noticeXlsx.ts";
import { draftNotice, emptyNotice, manyUnitsNotice, nastyNotice, nastyTexts, oneCaseNotice, sampleNotice, sampleProof } from "./noticeSample.ts";
import { unzipped } from "./unzipped.ts";

const variants: [string, NoticeContent][] = [
  ["a full one", sampleNotice()],
  ["a draft", draftNotice()],
  ["one of a week without complaints", emptyNotice()],
  ["one of a week with a single case", oneCaseNotice()],
  ["one of sixty units", manyUnitsNotice()],
  ...nastyTexts.map((text): [string, NoticeContent] => [`one full of ${JSON.stringify(text).slice(0, 24)}`, nastyNotice(text)]),
];
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const forms = { docx: noticeDocx, xlsx: noticeXlsx } as const;
const texts = (parts: Map<string, string>) => [...parts].filter(([name]) => /\.(xml|rels)$/.test(name));

describe.each(["docx", "xlsx"] as const)("the %s of", (format) => {
  it.each(variants)("%s is a sound package: every part well-formed, registered and where its relationships point", async (_name, content) => {
    const parts = unzipped(await forms[format](content, sampleProof));
    const types = parts.get("[Content_Types].xml") ?? "";
    for (const [name, xml] of texts(parts)) {
      expect([name, XMLValidator.validate(xml)]).toEqual([name, true]);
      expect([name, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)]).toEqual([name, false]);
      expect([name, loneSurrogate.test(xml)]).toEqual([name, false]);
      if (name !== "[Content_Types].xml") expect([name, types.includes(`/${name}"`) || new RegExp(`Extension="${name.split(".").at(-1)}"`).test(types)]).toEqual([name, true]);
    }
    for (const [name, xml] of texts(parts).filter(([each]) => each.endsWith(".rels"))) {
      const folder = name.replace(/_rels\/[^/]+$/, "");
      for (const [, target = ""] of xml.matchAll(/Target="([^"]+)"(?![^>]*TargetMode="External")/g)) {
        const path = target.startsWith("/") ? target.slice(1) : new URL(target, `file:///${folder}`).pathname.slice(1);
        expect([name, target, parts.has(decodeURI(path))]).toEqual([name, target, true]);
      }
    }
  });

  it("the same content is the same bytes, whenever it is made", async () => {
    expect(Buffer.compare(await forms[format](sampleNotice(), sampleProof), await forms[format](sampleNotice(), sampleProof))).toBe(0);
  });
});

test("the DOCX is an official document: A4, its margins, its faces, page numbers between dashes, heads that repeat, native charts", async () => {
  const parts = unzipped(await noticeDocx(sampleNotice(), sampleProof));
  const body = parts.get("word/document.xml") ?? "";
  expect(body).toMatch(/<w:pgSz w:w="1190[56]" w:h="1683[78]"/);
  expect(body).toMatch(/<w:pgMar w:top="2098"[^>]*w:right="1474"|<w:pgMar [^>]*w:left="158[78]"/);
  expect([body.includes("〔2026〕第47期"), body.includes("w:tblHeader"), body.includes("w:cantSplit")]).toEqual([true, true, true]);
  expect([...parts].filter(([name]) => /footer\d*\.xml$/.test(name)).every(([, xml]) => xml.includes("PAGE") && xml.includes("—"))).toBe(true);
  const charts = [...parts].filter(([name]) => /^word\/charts\/chart\d+\.xml$/.test(name));
  expect(charts).toHaveLength(4);
  expect(parts.get("word/styles.xml") ?? body).toContain("仿宋_GB2312");
});

test("the XLSX holds numbers as numbers, a sheet for each unit, frozen heads, filters and a chart; no text of it is a formula", async () => {
  for (const content of [sampleNotice(), nastyNotice('=HYPERLINK("http://x")')]) {
    const parts = unzipped(await noticeXlsx(content, sampleProof));
    const sheets = [...parts].filter(([name]) => name.startsWith("xl/worksheets/sheet"));
    expect(sheets.length).toBeGreaterThanOrEqual(content.units.length + 6);
    expect(sheets.some(([, xml]) => xml.includes("<autoFilter"))).toBe(true);
    expect(sheets.filter(([, xml]) => xml.includes('state="frozen"')).length).toBeGreaterThan(3);
    for (const [name, xml] of sheets) expect([name, xml.includes("<f>")]).toEqual([name, false]);
    expect([...parts.keys()].some((name) => name.startsWith("xl/charts/"))).toBe(true);
    const names = [...(parts.get("xl/workbook.xml") ?? "").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name = ""]) => new XMLParser().parse(`<a>${name}</a>`) as { a: unknown });
    expect(new Set(names.map(({ a }) => String(a).toLowerCase())).size).toBe(names.length);
    for (const { a } of names) expect(String(a)).toMatch(/^[^\\/?*[\]:]{1,31}$/);
  }
  const parts = unzipped(await noticeXlsx(sampleNotice(), sampleProof));
  const overview = parts.get("xl/worksheets/sheet1.xml") ?? "";
  expect(overview).toMatch(/<c r="[A-Z]+\d+"[^>]*><v>128<\/v>/);
});

describe("the page of", () => {
  it.each(variants)("%s runs nothing and fetches nothing", (_name, content) => {
    const html = noticeHtml(content, sampleProof);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<img|<iframe|<link|javascript:|\sstyle="|\son\w+="/i);
    expect(html).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    expect(html).not.toMatch(loneSurrogate);
  });

  it("a week without complaints shows — for every rate, never 0 % or 100 %", () => {
    const html = noticeHtml(emptyNotice(), null);
    expect(html).toContain("本周未收到窗口服务诉求。");
    expect(html).not.toMatch(/>(0|100)\.0%</);
  });

  it("a draft says that it is one, and a published one carries its number, hash and checkpoint", () => {
    expect(noticeHtml(draftNotice(), null)).toContain("草稿");
    const html = noticeHtml(sampleNotice(), sampleProof);
    expect([html.includes("〔2026〕第47期"), html.includes(sampleProof.contentHash), html.includes(sampleProof.checkpoint?.hash ?? "")]).toEqual([true, true, true]);
    expect(html).not.toContain("草稿");
  });
});

test("the difference of two revisions names what changed, and of one with itself is nothing", () => {
  const before = sampleNotice();
  expect(noticeDifference(before, sampleNotice())).toEqual([]);
  const after = sampleNotice({ total: { ...before.total, count: before.total.count + 1 } });
  expect(noticeDifference(before, after)).toEqual([{ path: "total", label: "受理件数", before: "128", after: "129" }]);
});
