/**
 * The parts of a ZIP container, unpacked piece by piece under a limit whatever sizes it claims: a small file may unpack to terabytes,
 * so nothing that opens a container by itself is given one from outside.
 */
import { crc32, createInflateRaw } from "node:zlib";

export class ZipError extends Error {
  readonly code: "unreadable" | "too-large";

  constructor(code: ZipError["code"]) {
    super(code === "too-large" ? "The container unpacks to more than is allowed." : "This is not a readable ZIP container.");
    this.name = "ZipError";
    this.code = code;
  }
}

export interface ZipPart {
  isDeflated: boolean;
  packed: Buffer;
  checksum: number;
}

const [endSignature, centralSignature, localSignature] = [0x06054b50, 0x02014b50, 0x04034b50];
const [endLength, centralLength, localLength] = [22, 46, 30];
const commentLengthMax = 0xffff;
const entriesMax = 10_000;
const [stored, deflated] = [0, 8];
const encryptedFlag = 0x0001;

/** The parts by name, none of them unpacked yet. Throws a ZipError. */
export function zipParts(bytes: Buffer): Map<string, ZipPart> {
  try {
    return partsOf(bytes);
  } catch (error) {
    // Offsets that point outside of the file are found by reading there.
    throw error instanceof ZipError ? error : new ZipError("unreadable");
  }
}

function partsOf(bytes: Buffer): Map<string, ZipPart> {
  const end = endOfCentralDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > entriesMax) throw new ZipError("too-large");
  const parts = new Map<string, ZipPart>();
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry += 1) {
    if (bytes.readUInt32LE(at) !== centralSignature) throw new ZipError("unreadable");
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + centralLength, at + centralLength + nameLength).replace(/^\//, "");
    // Two parts of one name: which of them a program shows is its own affair, so neither is trusted.
    if (parts.has(name)) throw new ZipError("unreadable");
    parts.set(name, partAt(bytes, at));
    at += centralLength + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

function endOfCentralDirectory(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - endLength - commentLengthMax);
  for (let at = bytes.length - endLength; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  throw new ZipError("unreadable");
}

function partAt(bytes: Buffer, central: number): ZipPart {
  const flags = bytes.readUInt16LE(central + 8);
  const method = bytes.readUInt16LE(central + 10);
  const packedBytes = bytes.readUInt32LE(central + 20);
  const local = bytes.readUInt32LE(central + 42);
  if ((flags & encryptedFlag) !== 0 || bytes.readUInt32LE(local) !== localSignature) throw new ZipError("unreadable");
  if (method !== stored && method !== deflated) throw new ZipError("unreadable");
  const start = local + localLength + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + packedBytes > bytes.length) throw new ZipError("unreadable");
  return { isDeflated: method === deflated, packed: bytes.subarray(start, start + packedBytes), checksum: bytes.readUInt32LE(central + 16) };
}

/** What is left of the bytes that a container may unpack to. */
export interface UnpackBudget {
  bytesLeft: number;
}

/** A part's content in pieces; its checksum is compared behind the last one. Throws a ZipError. */
export async function* unpacked({ isDeflated, packed, checksum }: ZipPart, budget: UnpackBudget): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const piece of isDeflated ? inflated(packed) : piecesOf(packed)) {
    budget.bytesLeft -= piece.length;
    if (budget.bytesLeft < 0) throw new ZipError("too-large");
    sum = crc32(piece, sum);
    yield piece;
  }
  if (sum !== checksum) throw new ZipError("unreadable");
}

const pieceBytes = 256 * 1024;

async function* inflated(packed: Buffer): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  inflate.end(packed);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    throw isZlibError(error) ? new ZipError("unreadable") : error;
  }
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(Z_|ERR_)/.test(code);
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
