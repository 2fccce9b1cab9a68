/** Rows under a header, as CSV and XLSX have them, to records. */
import { problemsMax, type Problem } from "../problems.ts";
import type { FoundRecord } from "./record.ts";
import { read, tooLarge, unread } from "./record.ts";

/** A header stands within the first rows; above it are at most a title and notes on the table. */
export const headerRowsMax = 20;

/**
 * The index of the header among the first rows, given how many cells of each hold something: the first that has two or more, and more
 * than half as many as most of the rows near it. -1 where there is none.
 */
export function headerIndexOf(filled: readonly number[]): number {
  const usual = [...filled].sort((a, b) => a - b)[Math.floor((filled.length - 1) / 2)] ?? 0;
  return filled.findIndex((count) => count >= 2 && count > usual / 2);
}

/** The header's names: trimmed, none blank (`列3`), none twice (`备注(2)`), so that no column hides another. */
export function headersOf(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return cells.map((cell, column) => {
    const name = cell.trim() || blankHeader(column);
    let unique = name;
    // Counting on from the last number, so that a header of one name a million times does not take for ever.
    for (let count = counts.get(name) ?? 2; taken.has(unique); count += 1) {
      unique = `${name}(${count})`;
      counts.set(name, count + 1);
    }
    taken.add(unique);
    return unique;
  });
}

export function blankHeader(column: number): string {
  return `列${column + 1}`;
}

/** A row's record, its raw text being its cells by header as JSON. */
export function recordOfRow(cells: Iterable<readonly [header: string, cell: string]>, problems: Problem[], recordBytesMax: number): FoundRecord {
  // `fromEntries` defines each key as its own, even one named `__proto__`.
  const value: Record<string, string> = Object.fromEntries(cells);
  const raw = JSON.stringify(value);
  // A UTF-16 unit takes at most three bytes, so most rows need no counting.
  const isTooLarge = raw.length * 3 > recordBytesMax && Buffer.byteLength(raw) > recordBytesMax;
  if (isTooLarge) return unread(raw, tooLarge(recordBytesMax), recordBytesMax);
  return problems.length > 0 ? unread(raw, problems.slice(0, problemsMax), recordBytesMax) : read(raw, value);
}
