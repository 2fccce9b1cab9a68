/** Reads one part of a workbook, an XML file of its container, as it is unpacked. */
import { XmlError } from "./xmlReferences.ts";
import { TagReader, type TagHandler } from "./xmlTags.ts";
import { unpacked, type UnpackBudget, type ZipPart } from "./zip.ts";

export const nothing: TagHandler = { open: () => undefined, close: () => undefined, text: () => undefined };

/** Reads a part from its beginning to its end. @throws ZipError, XmlError */
export async function readPart(part: ZipPart, budget: UnpackBudget, handler: TagHandler): Promise<void> {
  for await (const piece of readPieces(part, budget, handler)) void piece;
}

/** The same, and gives control back behind each piece. */
export async function* readPieces(part: ZipPart, budget: UnpackBudget, handler: TagHandler): AsyncGenerator<undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = new TagReader(handler);
  for await (const piece of unpacked(part, budget)) {
    reader.feed(decoded(decoder, piece));
    yield;
  }
  reader.feed(decoded(decoder));
  reader.end();
}

function decoded(decoder: InstanceType<typeof TextDecoder>, piece?: Buffer): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    throw new XmlError("not UTF-8");
  }
}
