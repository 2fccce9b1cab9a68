/** The rows of a sheet, from its XML as it comes: never more of them in memory than a piece of it holds. */
import { TextOfRuns, textLengthMax } from "./sharedStrings.ts";
import { asWorkbook, type Sheet, type Workbook } from "./workbook.ts";
import { readPieces } from "./workbookPart.ts";
import { cellText, type CellText } from "./xlsxCells.ts";
import { XmlError } from "./xmlReferences.ts";
import { attributeOf, type TagHandler } from "./xmlTags.ts";
import { ZipError, type UnpackBudget } from "./zip.ts";

/** A row's cells by column, from 0. Only cells that hold something: a sheet has 16,384 columns, and a row may use the first and the last. */
export type Row = Map<number, CellText>;

const [rowsMax, columnsMax] = [1_048_576, 16_384];

/**
 * Rows that hold anything but blanks, in pieces; formatted rows without content, which editors leave behind by the thousand, are none.
 * @throws WorkbookError
 */
export async function* sheetRows(workbook: Workbook, sheet: Sheet, budget: UnpackBudget): AsyncGenerator<Row[]> {
  const reader = new RowReader(workbook);
  const pieces = readPieces(sheet.part, budget, reader);
  try {
    while (!(await asWorkbook(() => pieces.next())).done) yield reader.taken();
    yield reader.taken();
  } finally {
    await pieces.return(undefined);
  }
}

class RowReader implements TagHandler {
  private readonly workbook: Workbook;
  private rows: Row[] = [];
  private cells: Row | null = null;
  private rowNumber = 0;
  private column = -1;
  /** For each column the last row that has a cell in it. */
  private readonly rowOfColumn = new Uint32Array(columnsMax);
  private type: string | null = null;
  private style = 0;
  private hasFormula = false;
  private isValue = false;
  private value: string | null = null;
  private isInline = false;
  private readonly inline = new TextOfRuns();

  constructor(workbook: Workbook) {
    this.workbook = workbook;
  }

  taken(): Row[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: string): void {
    if (this.isInline) this.inline.open(name);
    else if (name === "c") this.beginCell(attributes);
    else if (name === "row") this.beginRow(attributes);
    else if (this.type === null) return;
    else if (name === "v") [this.isValue, this.value] = [true, this.value ?? ""];
    else if (name === "f") this.hasFormula = true;
    else if (name === "is") this.isInline = true;
  }

  close(name: string): void {
    if (name === "is") this.isInline = false;
    else if (this.isInline) this.inline.close(name);
    else if (name === "v") this.isValue = false;
    else if (name === "c") this.endCell();
    else if (name === "row") this.endRow();
  }

  text(text: string): void {
    if (this.isInline) this.inline.add(text);
    if (!this.isValue) return;
    this.value = (this.value ?? "") + text;
    if (this.value.length > textLengthMax) throw new ZipError("too-large");
  }

  /** Where a row or cell does not say where it stands, it stands behind the one before. Two in one place: which one counts, nobody can tell. */
  private beginRow(attributes: string): void {
    const given = attributeOf(attributes, "r");
    const number = given === undefined ? this.rowNumber + 1 : Number(given);
    if (this.cells !== null || !(Number.isInteger(number) && number > this.rowNumber && number <= rowsMax)) throw new XmlError("misplaced row");
    this.rowNumber = number;
    this.column = -1;
    this.cells = new Map();
  }

  private beginCell(attributes: string): void {
    if (this.cells === null || this.type !== null) throw new XmlError("misplaced cell");
    const place = attributeOf(attributes, "r");
    const column = place === undefined ? this.column + 1 : this.columnAt(place);
    if (column >= columnsMax || this.rowOfColumn[column] === this.rowNumber) throw new XmlError("misplaced cell");
    this.rowOfColumn[column] = this.rowNumber;
    this.column = column;
    this.type = attributeOf(attributes, "t") ?? "n";
    this.style = Number(attributeOf(attributes, "s") ?? 0);
    this.value = null;
    this.hasFormula = false;
  }

  /** The column of a place such as XFD7, which has to be in this row. */
  private columnAt(place: string): number {
    let [column, at] = [0, 0];
    for (let code = place.charCodeAt(0); code >= 0x41 && code <= 0x5a && at < 4; code = place.charCodeAt(at)) {
      column = column * 26 + code - 0x40;
      at += 1;
    }
    if (at === 0 || Number(place.slice(at)) !== this.rowNumber) throw new XmlError("misplaced cell");
    return column - 1;
  }

  private endCell(): void {
    const { type, style, value, hasFormula } = this;
    if (type === null || this.cells === null) return;
    this.type = null;
    const inline = type === "inlineStr" ? this.inline.take() : null;
    if (value === null && inline === null && !hasFormula) return;
    const found = cellText({ type, style, value, inline, hasFormula }, this.workbook);
    if (found.problem || found.text.trim() !== "") this.cells.set(this.column, found);
  }

  private endRow(): void {
    if (this.cells !== null && this.cells.size > 0) this.rows.push(this.inOrder(this.cells));
    this.cells = null;
  }

  private inOrder(cells: Row): Row {
    const columns = [...cells.keys()];
    return columns.every((column, index) => index === 0 || column > (columns[index - 1] ?? 0)) ? cells : new Map([...cells].sort(([a], [b]) => a - b));
  }
}
