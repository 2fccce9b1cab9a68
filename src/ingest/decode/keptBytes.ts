/** Bytes that come piece by piece and may be without end: kept whole up to a limit, and of more the beginning, the length and the hash. */
import { createHash, type Hash } from "node:crypto";
import { rawKeptBytesMax, type Truncated } from "./record.ts";

export class KeptBytes {
  // One buffer that grows: a sender may dribble single bytes, and a list of them would take a hundred times their size.
  private buffer = Buffer.alloc(rawKeptBytesMax);
  private kept = 0;
  private bytes = 0;
  private hash: Hash | null = null;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  add(part: Buffer): void {
    this.bytes += part.length;
    if (this.hash === null && this.bytes > this.bytesMax) {
      this.hash = createHash("sha256").update(this.buffer.subarray(0, this.kept));
      this.kept = Math.min(this.kept, rawKeptBytesMax);
    }
    this.hash?.update(part);
    this.keep(this.hash === null ? part : part.subarray(0, rawKeptBytesMax - this.kept));
  }

  private keep(part: Buffer): void {
    const length = this.kept + part.length;
    if (length > this.buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.kept);
      this.buffer = larger;
    }
    part.copy(this.buffer, this.kept);
    this.kept = length;
  }

  /** All that came, or its beginning with what is `truncated`; it begins anew. */
  take(): { bytes: Buffer; truncated?: Truncated | undefined } {
    const [bytes, length, hash] = [Buffer.from(this.buffer.subarray(0, this.kept)), this.bytes, this.hash];
    [this.kept, this.bytes, this.hash] = [0, 0, null];
    return hash === null ? { bytes } : { bytes, truncated: { bytes: length, sha256: hash.digest("hex") } };
  }
}
