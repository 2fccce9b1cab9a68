/** How a command speaks: data to stdout, progress and errors to stderr, a bar on a terminal and a line now and then elsewhere. */
import { SingleBar } from "cli-progress";
import { HuiyinError } from "../store/errors.ts";

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** Width in terminal columns, where a Chinese character takes two. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2e80-\u9fff\uff00-\uff60\u3000-\u303f“”—]/.test(character) ? 2 : 1), 0);

/** Rows in aligned columns; the first row is the heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(String(row[column] ?? "")))));
  const cellOf = (cell: string | number, column: number) => `${cell}${" ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(String(cell))))}`;
  return rows.map((row) => row.map(cellOf).join("  ").trimEnd()).join("\n");
}

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** @param total null where it is not known beforehand. */
export function progress(label: string, total: number | null): Progress {
  if (process.stderr.isTTY && total !== null) {
    const bar = new SingleBar({ format: `${label} [{bar}] {percentage}% {value}/{total} 用时 {duration_formatted}`, stream: process.stderr, hideCursor: true });
    bar.start(total, 0);
    return { update: (done) => bar.update(done), stop: () => bar.stop() };
  }
  if (process.stderr.isTTY) {
    return { update: (done) => void process.stderr.write(`\r${label} ${done} 条`), stop: () => void process.stderr.write("\n") };
  }
  let told = 0;
  return {
    update(done) {
      if (done - told < 1000) return;
      told = done;
      tell(`${label} ${done}${total === null ? "" : `/${total}`}`);
    },
    stop() {},
  };
}

/** The exit code of a failed command, after its one line is told: 2 for wrong usage or set-up, 1 for everything else. */
export function fail(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  const detail = error instanceof HuiyinError ? error.detail : error instanceof Error ? error.message : String(error);
  tell(`错误：${detail}${typeof code === "string" ? `(${code})` : ""}`);
  return typeof code === "string" && usageCodes.has(code) ? 2 : 1;
}

const usageCodes = new Set([
  "environment-invalid",
  "policy-invalid",
  "profile-invalid",
  "catalogue-invalid",
  "config-missing",
  "secret-file-invalid",
  "unknown-profile",
  "profile-mismatch",
  "file-format-unknown",
  "file-unreadable",
  "usage",
]);
