/** The texts that the cells of a workbook share. */
import { readPart } from "./workbookPart.ts";
import type { TagHandler } from "./xmlTags.ts";
import { ZipError, type UnpackBudget, type ZipPart } from "./zip.ts";

/** They are the one thing of a workbook that must be in memory as a whole. */
const stringsBytesMax = 128 * 1024 * 1024;
const stringsMax = 4_000_000;

export async function readStrings(part: ZipPart | undefined, budget: UnpackBudget): Promise<string[]> {
  const strings: string[] = [];
  if (!part) return strings;
  const text = new TextOfRuns();
  const own: UnpackBudget = { bytesLeft: Math.min(stringsBytesMax, budget.bytesLeft) };
  const before = own.bytesLeft;
  const handler: TagHandler = {
    open: (name) => text.open(name),
    close(name) {
      text.close(name);
      if (name !== "si") return;
      strings.push(text.take());
      if (strings.length > stringsMax) throw new ZipError("too-large");
    },
    text: (piece) => text.add(piece),
  };
  await readPart(part, own, handler);
  budget.bytesLeft -= before - own.bytesLeft;
  return strings;
}

/** The text of a shared string or of one written in its cell: of all its runs, but not how it is to be pronounced. */
export class TextOfRuns {
  private pieces: string[] = [];
  private length = 0;
  private isText = false;
  private isPhonetic = false;

  open(name: string): void {
    if (name === "rPh") this.isPhonetic = true;
    if (name === "t") this.isText = !this.isPhonetic;
  }

  close(name: string): void {
    if (name === "rPh") this.isPhonetic = false;
    if (name === "t") this.isText = false;
  }

  add(piece: string): void {
    if (!this.isText) return;
    this.length += piece.length;
    if (this.length > textLengthMax) throw new ZipError("too-large");
    this.pieces.push(piece);
  }

  take(): string {
    const text = unescaped(this.pieces.join(""));
    [this.pieces, this.length] = [[], 0];
    return text;
  }
}

/** A cell may have 32,767 characters; far more are still told apart from a workbook made to do harm. */
export const textLengthMax = 32 * 1024 * 1024;

/** The format writes characters that XML cannot hold, most often a carriage return, as `_x000D_`. Line ends are as XML has them. */
export function unescaped(text: string): string {
  const plain = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  if (!plain.includes("_x")) return plain;
  return plain.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
