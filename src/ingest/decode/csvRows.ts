/**
 * Cuts the bytes of a CSV into its rows, line breaks inside quoted fields kept, such that a row with a misplaced quote spoils only
 * itself. In UTF-8 and GB18030 alike no byte of a Chinese character looks like a quote, a delimiter or a line end.
 */

export interface CsvRow {
  /** The row's exact bytes, without its line end. */
  bytes: Buffer;
  fault?: "misplaced-quote" | "quote-not-closed" | undefined;
}

export type Delimiter = "," | "\t";

const [quote, newline, carriageReturn] = [0x22, 0x0a, 0x0d];

export function* csvRows(bytes: Buffer, delimiterText: Delimiter): Generator<CsvRow> {
  const delimiter = delimiterText.charCodeAt(0);
  let start = 0;
  let isFieldStart = true;
  let isQuoted = false;
  let fault: CsvRow["fault"];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isQuoted) {
      if (byte !== quote) continue;
      const next = bytes[at + 1];
      if (next === quote) {
        at += 1;
        continue;
      }
      isQuoted = false;
      if (next !== undefined && next !== delimiter && next !== newline && next !== carriageReturn) fault = "misplaced-quote";
    } else if (byte === quote) {
      if (isFieldStart) isQuoted = true;
      else fault = "misplaced-quote";
    } else if (byte === newline || byte === carriageReturn) {
      yield { bytes: bytes.subarray(start, at), fault };
      if (byte === carriageReturn && bytes[at + 1] === newline) at += 1;
      [start, isFieldStart, fault] = [at + 1, true, undefined];
      continue;
    }
    isFieldStart = !isQuoted && byte === delimiter;
  }
  if (start < bytes.length) yield { bytes: bytes.subarray(start), fault: isQuoted ? "quote-not-closed" : fault };
}

/** Tab where the first line that has one of both has more tabs; a title above the header has neither. */
export function delimiterOf(bytes: Buffer): Delimiter {
  const line = bytes.toString("latin1", 0, headerBytes).split(/[\r\n]+/).find((each) => /[,\t]/.test(each) && /[^\s,]/.test(each)) ?? "";
  return line.split("\t").length > line.split(",").length ? "\t" : ",";
}
const headerBytes = 64 * 1024;
