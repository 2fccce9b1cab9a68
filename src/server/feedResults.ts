/** The answer to a delivery of any length: results are kept as written text, within a limit, and sent without being built up again. */
import { Readable } from "node:stream";
import type { FeedCounts, FeedRecordResult } from "./ports.ts";

/** About half a million results; beyond it only those of quarantined records are kept, twice as far. */
export const resultsBytesMax = 64 * 1024 * 1024;

export type ResultsWanted = "all" | "problems";

export class FeedResults {
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private omitted = 0;
  private readonly wanted: ResultsWanted;
  private readonly bytesMax: number;

  constructor(wanted: ResultsWanted = "all", bytesMax = resultsBytesMax) {
    this.wanted = wanted;
    this.bytesMax = bytesMax;
  }

  readonly add = (results: readonly FeedRecordResult[]): void => {
    const isFull = this.bytes >= this.bytesMax;
    const kept = this.bytes >= 2 * this.bytesMax ? [] : this.wanted === "all" && !isFull ? results : results.filter(({ outcome }) => outcome === "quarantined");
    this.omitted += results.length - kept.length;
    if (kept.length === 0) return;
    const text = JSON.stringify(kept).slice(1, -1);
    const piece = Buffer.from(this.pieces.length === 0 ? text : `,${text}`);
    this.pieces.push(piece);
    this.bytes += piece.length;
  };

  /** `resultsOmitted` tells how many were left out, where any were. */
  answer(counts: FeedCounts): { bytes: number; stream: Readable } {
    const omitted = this.omitted > 0 ? { resultsOmitted: this.omitted } : {};
    const head = Buffer.from(`${JSON.stringify({ ...counts, ...omitted }).slice(0, -1)},"results":[`);
    const tail = Buffer.from("]}");
    return { bytes: head.length + this.bytes + tail.length, stream: Readable.from([head, ...this.pieces, tail]) };
  }
}
