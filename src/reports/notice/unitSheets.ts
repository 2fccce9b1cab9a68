/** A sheet of its own for every unit in a notice's workbook: its figures, its named cases and its corrective actions. */
import type { Workbook } from "exceljs";
import { cut, oneLine } from "../safeText.ts";
import { everyAttachment, type Attachment } from "./attachments.ts";
import type { NoticeContent, UnitLine } from "./content.ts";
import { column, countCell, pointsCell, rateCell, textCell, type NoticeTable, type TableCell } from "./tables.ts";
import { addSheet, writeTable, writeTitle } from "./workbookTables.ts";

const nameCharactersMax = 31;
const widths = [24, 22, 16, 14, 20, 22, 14, 40, 24];

export function addUnitSheets(workbook: Workbook, content: NoticeContent, names: Set<string>): void {
  const attachments = everyAttachment(content);
  for (const unit of content.units) addUnitSheet(workbook, unit, attachments, sheetName(unit.name, names));
}

function addUnitSheet(workbook: Workbook, unit: UnitLine, attachments: readonly Attachment[], name: string): void {
  const sheet = addSheet(workbook, name, { frozenRows: 1, isWide: true });
  sheet.columns = widths.map((width) => ({ width }));
  writeTitle(sheet, 1, unit.name, widths.length);
  let row = 3;
  const add = (title: string, table: NoticeTable) => {
    writeTitle(sheet, row, title, widths.length, "label");
    row = writeTable(sheet, row + 1, table) + 2;
  };
  add("办理情况", figures(unit));
  const metricRows = unit.metrics.length;
  add("主要指标", metrics(unit));
  sheet.autoFilter = { from: { row: row - 2 - metricRows, column: 1 }, to: { row: row - 2, column: 7 } };
  for (const key of ["lists", "actions", "demands"] as const) {
    for (const table of attachments.find((each) => each.key === key)?.tables ?? []) {
      const own = ownRows(table, unit.name);
      if (own.rows.length > 0) add(table.name, own);
    }
  }
}

const block = (columns: NoticeTable["columns"], rows: TableCell[][]): NoticeTable => ({ heading: null, name: "", columns, rows, hasTotal: false, note: null });

function figures(unit: UnitLine): NoticeTable {
  const line = (text: string, count: number) => [textCell(text), countCell(count)];
  return block([column("项目", 0), column("数值", 0, "count")], [
    unit.rank === null ? [textCell("排名"), textCell("—")] : line("排名", unit.rank),
    line("交办数", unit.assigned), line("按时办结", unit.onTime), line("超时办结", unit.overdue), line("未办结", unit.open), line("评价数", unit.rated), line("不满意数", unit.dissatisfied),
  ]);
}

function metrics(unit: UnitLine): NoticeTable {
  const columns = [column("指标", 0), column("数值", 0, "rate"), column("环比（百分点）", 0, "points"), column("同比（百分点）", 0, "points"), column("分子", 0, "count"), column("分母", 0, "count"), column("最低要求", 0, "rate")];
  return block(columns, unit.metrics.map((each) => [
    textCell(each.label), rateCell(each.text, each.value, each.below), pointsCell(each.points), pointsCell(each.pointsYear), countCell(each.numerator), countCell(each.denominator), each.threshold === null ? textCell("—") : rateCell("", each.threshold),
  ]));
}

/** Named lists tell a unit by its name. */
function ownRows(table: NoticeTable, unitName: string): NoticeTable {
  const at = table.columns.findIndex(({ heading }) => ["承办单位", "责任单位", "单位"].includes(heading));
  return { ...table, rows: table.rows.filter((cells) => cells[at]?.text === unitName) };
}

/** What Excel takes as a sheet's name: at most 31 characters, none of []:*?/\, no quotation mark at an end, each once whatever its case. */
export function sheetName(text: string, taken: Set<string>): string {
  const clean = oneLine(text).replace(/[[\]:*?/\\<>&"]/g, "").replace(/^'+|'+$/g, "").trim();
  const base = clean === "" || clean.toLowerCase() === "history" ? "单位" : clean;
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? "" : `(${number})`;
    const name = `${shortened(base, nameCharactersMax - suffix.length)}${suffix}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

/** Excel counts UTF-16 units; a pair is not cut in two. */
function shortened(text: string, unitsMax: number): string {
  let short = cut(text, unitsMax, "");
  while (short.length > unitsMax) short = [...short].slice(0, -1).join("");
  return short.replace(/['\s]+$/, "") || "单位";
}
