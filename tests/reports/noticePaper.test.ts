/** What a notice's papers say and how: typed cells, legal names of sheets, attachments, links, charts with gaps, and words that do nothing. */
import ExcelJS from "exceljs";
import { describe, expect, it } from "vitest";
import { attachmentsOf, everyAttachment } from "../../src/reports/notice/attachments.ts";
import { funnelChart, satisfactionChart, sourceChart, trendChart } from "../../src/reports/notice/charts.ts";
import type { NoticeContent } from "../../src/reports/notice/content.ts";
import { noticeDocx } from "../../src/reports/notice/noticeDocx.ts";
import { noticeHtml } from "../../src/reports/notice/noticeHtml.ts";
import { noticeXlsx } from "../../src/reports/notice/noticeXlsx.ts";
import { noticePaper } from "../../src/reports/notice/paper.ts";
import { niceMax } from "../../src/reports/notice/svg.ts";
import { changeCell, pointsCell } from "../../src/reports/notice/tables.ts";
import { sheetName } from "../../src/reports/notice/unitSheets.ts";
import { trendScale } from "../../src/reports/notice/wordCharts.ts";
import { draftNotice, emptyNotice, manyUnitsNotice, nastyNotice, nastyTexts, oneCaseNotice, sampleNotice, sampleProof } from "./noticeSample.ts";
import { unzipped } from "./unzipped.ts";

async function workbook(content: NoticeContent) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await noticeXlsx(content, sampleProof)) as unknown as ArrayBuffer);
  return book;
}
const sheetOf = (book: ExcelJS.Workbook, name: string) => book.getWorksheet(name) ?? expect.fail(`There is no sheet ${name}.`);
const rowOf = (sheet: ExcelJS.Worksheet, text: string, column = 1) => (sheet.getRows(1, sheet.rowCount) ?? []).find((row) => row.getCell(column).value === text) ?? expect.fail(`There is no row ${text}.`);
const word = async (content: NoticeContent, options = {}) => unzipped(await noticeDocx(content, sampleProof, options));

describe("the workbook of a notice", () => {
  it("has its sheets in order, one for each unit last", async () => {
    const names = (await workbook(sampleNotice())).worksheets.map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(["概况", "各单位", "分类统计", "名单", "整改", "典型案例", "要求落实", "数据说明"]);
    expect(names.slice(8)).toEqual(sampleNotice().units.map(({ name }) => name));
    expect((await workbook(manyUnitsNotice())).worksheets).toHaveLength(68);
  });

  it("holds shares, changes and points as numbers, and days as dates", async () => {
    const book = await workbook(sampleNotice());
    const satisfaction = rowOf(sheetOf(book, "概况"), "满意率");
    expect([2, 3, 5, 6, 7].map((column) => satisfaction.getCell(column).value)).toEqual([100 / 108, 1.2, 100, 108, 0.9]);
    expect(satisfaction.getCell(2).numFmt).toBe("0.0%");
    const hotline = rowOf(sheetOf(book, "分类统计"), "12345热线", 2);
    expect([3, 4, 5, 6].map((column) => hotline.getCell(column).value)).toEqual([58, 58 / 128, 0.16, 0.234]);
    const listed = sheetOf(book, "名单").getRow(3);
    expect(listed.getCell(8).value).toEqual(new Date("2026-11-21T00:00:00.000Z"));
    expect(listed.getCell(8).numFmt).toBe("yyyy-mm-dd");
    expect([changeCell("—"), changeCell("0.0%"), pointsCell("-0.6")]).toEqual([{ text: "—" }, { text: "0.0%", number: 0 }, { text: "-0.6", number: -0.6 }]);
  });

  it("keeps heads in sight, repeats them in print, and filters without the sum", async () => {
    const sheet = sheetOf(await workbook(sampleNotice()), "各单位");
    expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 2 });
    expect(sheet.pageSetup.printTitlesRow).toBe("2:2");
    expect(sheet.autoFilter).toBe("A2:V9");
    expect(sheet.getCell(10, 2).value).toBe("合计");
    expect(sheet.getCell(10, 3).value).toBe(123);
  });

  it.each(nastyTexts)("takes no text for a formula: %j", async (text) => {
    (await workbook(nastyNotice(text))).eachSheet((sheet) =>
      sheet.eachRow((row) =>
        row.eachCell(({ value }) => {
          expect(["string", "number", "object"]).toContain(typeof value);
          if (typeof value === "object" && value !== null) expect(value).toBeInstanceOf(Date);
          if (typeof value === "string") expect(value).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        }),
      ),
    );
  });

  it("draws its charts from its own cells, and leaves a gap where a week has no rating", async () => {
    const parts = unzipped(await noticeXlsx(sampleNotice(), sampleProof));
    const trend = parts.get("xl/charts/chart1.xml") ?? "";
    const sheet = sheetOf(await workbook(sampleNotice()), "概况");
    const [, column = "", first = ""] = /概况&apos;!\$(C)\$(\d+):/.exec(trend) ?? [];
    expect(sheet.getCell(`${column}${first}`).value).toBe(0.902);
    const line = trend.slice(trend.indexOf("<c:lineChart>"));
    expect(line.match(/<c:numCache>.*?<\/c:numCache>/)?.[0].match(/<c:pt /g)).toHaveLength(11);
    expect(trend).toContain('<c:dispBlanksAs val="gap"/>');
    expect([...unzipped(await noticeXlsx(emptyNotice())).keys()].filter((name) => name.includes("chart"))).toEqual([]);
  });

  it("names sheets as Excel allows, each once", () => {
    const taken = new Set(["概况"]);
    expect(["概况", "概况", "A/B:C", "a/b:c", "'", "", "History", "👮".repeat(20), "甲".repeat(40), "甲".repeat(40)].map((text) => sheetName(text, taken))).toEqual([
      "概况(2)", "概况(3)", "ABC", "abc(2)", "单位", "单位(2)", "单位(3)", "👮".repeat(15), "甲".repeat(31), `${"甲".repeat(28)}(2)`,
    ]);
  });
});

describe("the Word document of a notice", () => {
  it("repeats every table's head, tears no row apart, and lets page numbers change sides", async () => {
    const parts = await word(sampleNotice());
    const body = parts.get("word/document.xml") ?? "";
    const count = (text: string) => body.split(text).length - 1;
    expect(count("<w:tblHeader/>")).toBe(count("<w:tbl>"));
    expect(count("<w:cantSplit/>")).toBe(count("<w:tr>"));
    expect(body).toContain('w:orient="landscape"');
    expect(parts.get("word/settings.xml")).toContain("<w:evenAndOddHeaders");
    expect([...parts].filter(([name]) => /^word\/footer/.test(name)).map(([, xml]) => /w:jc w:val="(\w+)"/.exec(xml)?.[1])).toEqual(expect.arrayContaining(["right", "left"]));
  });

  it("brings every chart's figures along to be edited, and has no chart of nothing", async () => {
    const names = [...(await word(sampleNotice())).keys()];
    expect(names.filter((name) => name.startsWith("word/embeddings/"))).toHaveLength(4);
    const empty = await word(emptyNotice());
    expect([...empty.keys()].filter((name) => name.includes("chart"))).toEqual([]);
    expect(empty.get("word/document.xml")).toContain("近十二周诉求量与满意率：—（本期无数据）");
  });

  it("has a red head where it is asked for, and marks every page of a draft", async () => {
    const red = (parts: Map<string, string>) => (parts.get("word/document.xml") ?? "").includes("CC0000");
    expect([red(await word(sampleNotice())), red(await word(sampleNotice(), { redHead: true }))]).toEqual([false, true]);
    const headers = [...(await word(draftNotice()))].filter(([name]) => /^word\/header/.test(name));
    expect(headers.length).toBeGreaterThan(1);
    for (const [, xml] of headers) expect(xml).toContain("草稿　未经发布，不得外传");
    expect([...(await word(sampleNotice())).keys()].some((name) => /^word\/header/.test(name))).toBe(false);
  });
});

describe("the page of a notice", () => {
  it("repeats heads in print and names each attachment where the text lists it", () => {
    const html = noticeHtml(sampleNotice(), sampleProof);
    expect(html).toContain("thead{display:table-header-group}");
    for (const { key, title } of everyAttachment(sampleNotice())) {
      expect(html).toContain(`id="${key}"`);
      expect(html).toMatch(new RegExp(`<a href="#${key}">\\d\\.${title}</a>`));
    }
  });

  it("links case numbers where it is told how, without letting the address out of its attribute", () => {
    expect(noticeHtml(sampleNotice(), null, { caseLink: (id) => `/cases/${id}?a="b` })).toContain('<a href="/cases/12?a=&quot;b">HY20261121-000012</a>');
    expect(noticeHtml(sampleNotice(), null)).not.toContain('<a href="/cases');
  });

  it.each(nastyTexts)("shows %j as words", (text) => {
    const html = noticeHtml(nastyNotice(text), sampleProof);
    expect(html).not.toContain("<script>");
    expect(html.match(/<svg/g)).toHaveLength(4);
  });

  it("tells its revision, and why it was made", () => {
    const html = noticeHtml(sampleNotice({ revision: 3, revisionReason: "补录一件" }), sampleProof, { redHead: true });
    expect(html).toContain("〔2026〕第47期（修订2）");
    expect(html).toContain("<dt>修订原因</dt><dd>补录一件</dd>");
    expect(html).toContain('<p class="issuer short">');
  });
});

describe("a notice's attachments", () => {
  it("are left out where they hold nothing, and the notice says which", () => {
    const { attachments, missing } = attachmentsOf(emptyNotice());
    expect(attachments.map(({ key }) => key)).toEqual(["units", "statistics"]);
    expect(noticePaper(emptyNotice(), null).proofs.find(({ label }) => label === "未附之表")?.text).toBe(`${missing.join("、")}（本期无内容）`);
  });

  it("sum units up from their own rows", () => {
    const [standing] = everyAttachment(sampleNotice())[0]?.tables ?? [];
    const total = standing?.rows.at(-1)?.map(({ text }) => text) ?? [];
    expect(total.slice(0, 11)).toEqual(["—", "合计", "123", "105", "7", "11", "91.1%", "93.8%", "108", "8", "7.4%"]);
  });

  it("fill every column of every row", () => {
    for (const content of [sampleNotice(), emptyNotice(), oneCaseNotice(), manyUnitsNotice()])
      for (const { tables } of everyAttachment(content)) for (const { columns, rows } of tables) for (const cells of rows) expect(cells).toHaveLength(columns.length);
  });
});

describe("the charts of a notice", () => {
  it("are told to who cannot see them, and show — where there is no value", () => {
    const { charts, thresholds } = sampleNotice();
    for (const svg of [trendChart(charts.trend), sourceChart(charts.sources), funnelChart(charts.funnel), satisfactionChart(charts.satisfactionByUnit, thresholds.satisfaction ?? null)]) {
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title id="\w+-title">[^<]+<\/title><desc id="\w+-desc">[^<]+<\/desc>/);
    }
    expect(trendChart(charts.trend)).toContain("41周64件，满意率—");
    // The week without a rating parts the line in two.
    expect(trendChart(charts.trend).match(/ d="([^"]*)"/)?.[1]?.match(/M/g)).toHaveLength(2);
    for (const svg of [trendChart([]), sourceChart([]), funnelChart([]), satisfactionChart([], 0.9)]) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("have round scales above every value, the line's above the bars", () => {
    for (const value of [0, 1, 3, 7, 64, 128, 999, 12_345]) {
      expect(niceMax(value)).toBeGreaterThanOrEqual(value);
      expect(Number.isInteger(niceMax(value) / 4)).toBe(true);
    }
    const { bars, line } = trendScale(sampleNotice().charts.trend);
    expect(128 / bars.maximum).toBeLessThan((0.887 - line.minimum) / (line.maximum - line.minimum));
  });
});
