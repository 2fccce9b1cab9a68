/** The weekly notice as a workbook: numbers to reckon with, a sheet for every unit, and native charts. */
import type { Workbook } from "exceljs";
import { formulaNote, spreadsheetText } from "../safeText.ts";
import { linesOf } from "../textMeasure.ts";
import { everyAttachment, type Attachment } from "./attachments.ts";
import type { NoticeContent, NoticeProof } from "./content.ts";
import { repacked, sheetCharts } from "./officeParts.ts";
import { addOverview } from "./overviewSheet.ts";
import { noticePaper, type NoticePaper } from "./paper.ts";
import { centred, textCell, type NoticeTable, type TableColumn } from "./tables.ts";
import { addUnitSheets } from "./unitSheets.ts";
import { addSheet, addTableSheet, writeTitle } from "./workbookTables.ts";

export async function noticeXlsx(content: NoticeContent, proof?: NoticeProof | null): Promise<Buffer> {
  const { default: ExcelJS } = await import("exceljs");
  const paper = noticePaper(content, proof ?? null);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = workbook.lastModifiedBy = "Huiyin";
  workbook.title = spreadsheetText(`${paper.title}${paper.subtitle ?? ""} ${paper.number}`);
  workbook.created = workbook.modified = new Date(paper.at);
  const charts = addOverview(workbook, content, paper);
  addAttachments(workbook, everyAttachment(content));
  addExplanations(workbook, paper);
  addUnitSheets(workbook, content, new Set(workbook.worksheets.map(({ name }) => name.toLowerCase())));
  // The overview is the first sheet.
  return repacked(new Uint8Array(await workbook.xlsx.writeBuffer()), paper.at, sheetCharts(1, charts));
}

function addAttachments(workbook: Workbook, attachments: readonly Attachment[]): void {
  const tables = (key: Attachment["key"]) => attachments.find((each) => each.key === key)?.tables ?? [];
  const [standing, metrics] = tables("units");
  if (standing !== undefined && metrics !== undefined) addTableSheet(workbook, "各单位", "各单位办理情况表", sideBySide(standing, metrics));
  // The metrics of the first table stand on the overview.
  addTableSheet(workbook, "分类统计", "分类统计表", stacked("维度", tables("statistics").slice(1), ["项目", "件数", "占比", "环比", "同比"]));
  addTableSheet(workbook, "名单", "重点诉求名单", stacked("名单", tables("lists"), [...listHeadings, "说明"]));
  addTableSheet(workbook, "整改", "整改项落实情况表", stacked("情况", tables("actions")));
  addTableSheet(workbook, "典型案例", "典型案例", stacked(null, tables("cases")));
  addTableSheet(workbook, "要求落实", "工作要求及上期要求落实情况表", stacked("期别", tables("demands")));
}

const listHeadings = ["序号", "工单号", "来源", "类别", "承办单位", "问题分类", "反映日期", "事由"];

/** Both have a row for each unit in the same order, and one that sums up; the name is not said twice. */
function sideBySide(left: NoticeTable, right: NoticeTable): NoticeTable {
  // Without units there is nothing to sum up.
  const rows = left.rows.map((cells, index) => [...cells, ...(right.rows[index]?.slice(1) ?? [])]);
  return { ...left, columns: [...left.columns, ...right.columns.slice(1)], rows };
}

/** Tables one below the other under one head, with what each is in the first column, so that a filter finds it; sums would be counted twice. */
function stacked(what: string | null, tables: readonly NoticeTable[], headings?: readonly string[]): NoticeTable {
  const widest = tables.reduce<readonly TableColumn[]>((columns, table) => (table.columns.length > columns.length ? table.columns : columns), []);
  const columns = widest.map((each, index) => ({ ...each, heading: headings?.[index] ?? each.heading }));
  const rows = tables.flatMap(({ name, rows: own, hasTotal }) =>
    (hasTotal ? own.slice(0, -1) : own).map((cells) => [...(what === null ? [] : [textCell(name)]), ...columns.map((_, index) => cells[index] ?? textCell("—"))]),
  );
  return { heading: null, name: "", columns: what === null ? columns : [centred(what, 30), ...columns], rows, hasTotal: false, note: null };
}

const labelCharacters = 16;
const textCharacters = 84;

/** The notice's own words, how its figures add up and what proves them, and how to read the workbook. */
function addExplanations(workbook: Workbook, { sections, proofs }: NoticePaper): void {
  const sheet = addSheet(workbook, "数据说明", { frozenRows: 1, isWide: false });
  sheet.columns = [{ width: labelCharacters }, { width: textCharacters }];
  writeTitle(sheet, 1, "数据说明", 2);
  const lines = [
    ...proofs.map(({ label, text }): [string, string] => [label, text]),
    ...sections.flatMap(({ heading, paragraphs }) => paragraphs.map((text, index): [string, string] => [index === 0 ? heading : "", text])),
    ...notes.map((text, index): [string, string] => [index === 0 ? "说明" : "", text]),
  ];
  for (const [label, text] of lines) {
    const row = sheet.addRow([spreadsheetText(label), spreadsheetText(text)]);
    row.height = Math.min(400, linesOf(text, textCharacters / 2 - 1) * 15.5 + 5);
    row.getCell(1).style = { font: { name: "黑体", size: 11 }, alignment: { vertical: "top", wrapText: true } };
    row.getCell(2).style = { font: { name: "仿宋", size: 11 }, alignment: { vertical: "top", wrapText: true } };
  }
}

const notes = [
  "各率为小数，显示为百分比；“—”表示没有可计算的件或可比数据。环比、同比的百分点为差值。",
  "名单中的事由已隐去个人信息；全文见系统。时间均为北京时间。",
  formulaNote,
];
