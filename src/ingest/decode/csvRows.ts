/** Cuts a CSV text into its rows, line breaks inside quoted fields kept, such that a row with a misplaced quote spoils only itself. */

export interface CsvRow {
  /** The row's exact text, without its line end. */
  raw: string;
  fault?: "misplaced-quote" | "quote-not-closed" | undefined;
}

export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  let start = 0;
  let isFieldStart = true;
  let isQuoted = false;
  let fault: CsvRow["fault"];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') continue;
      const next = text[at + 1];
      if (next === '"') {
        at += 1;
        continue;
      }
      isQuoted = false;
      if (next !== undefined && next !== delimiter && next !== "\n" && next !== "\r") fault = "misplaced-quote";
    } else if (character === '"') {
      if (isFieldStart) isQuoted = true;
      else fault = "misplaced-quote";
    } else if (character === "\n" || character === "\r") {
      yield { raw: text.slice(start, at), fault };
      if (character === "\r" && text[at + 1] === "\n") at += 1;
      [start, isFieldStart, fault] = [at + 1, true, undefined];
      continue;
    }
    isFieldStart = !isQuoted && character === delimiter;
  }
  if (start < text.length) yield { raw: text.slice(start), fault: isQuoted ? "quote-not-closed" : fault };
}
