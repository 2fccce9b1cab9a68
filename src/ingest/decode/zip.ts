/**
 * The parts of a ZIP container, unpacked under a limit whatever sizes it claims, and put together again as a plain one. A small
 * file may unpack to terabytes, so nothing that opens a container by itself is given one from outside.
 */
import { inflateRawSync } from "node:zlib";

export class ZipError extends Error {
  readonly code: "unreadable" | "too-large";

  constructor(code: ZipError["code"]) {
    super(code === "too-large" ? "The container unpacks to more than is allowed." : "This is not a readable ZIP container.");
    this.name = "ZipError";
    this.code = code;
  }
}

const [endSignature, centralSignature, localSignature] = [0x06054b50, 0x02014b50, 0x04034b50];
const [endLength, centralLength, localLength] = [22, 46, 30];
const commentLengthMax = 0xffff;
const entriesMax = 10_000;
const [stored, deflated] = [0, 8];
const [encryptedFlag, utf8Flag] = [0x0001, 0x0800];

/** The wanted parts by name. Throws a ZipError. */
export function unzip(bytes: Buffer, isWanted: (name: string) => boolean, unpackedBytesMax: number): Map<string, Buffer> {
  try {
    return partsOf(bytes, isWanted, unpackedBytesMax);
  } catch (error) {
    // Offsets that point outside of the file, and broken compressed data, are found by reading there.
    throw error instanceof ZipError ? error : new ZipError("unreadable");
  }
}

function partsOf(bytes: Buffer, isWanted: (name: string) => boolean, unpackedBytesMax: number): Map<string, Buffer> {
  const end = endOfCentralDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > entriesMax) throw new ZipError("too-large");
  const parts = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  let left = unpackedBytesMax;
  for (let entry = 0; entry < count; entry += 1) {
    if (bytes.readUInt32LE(at) !== centralSignature) throw new ZipError("unreadable");
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + centralLength, at + centralLength + nameLength).replace(/^\//, "");
    if (isWanted(name)) {
      const part = partAt(bytes, at, left);
      left -= part.length;
      // Two parts of one name: which of them a program shows is its own affair, so neither is trusted.
      if (parts.has(name)) throw new ZipError("unreadable");
      parts.set(name, part);
    }
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

function partAt(bytes: Buffer, central: number, unpackedBytesMax: number): Buffer {
  const flags = bytes.readUInt16LE(central + 8);
  const method = bytes.readUInt16LE(central + 10);
  const packedBytes = bytes.readUInt32LE(central + 20);
  const local = bytes.readUInt32LE(central + 42);
  if ((flags & encryptedFlag) !== 0 || bytes.readUInt32LE(local) !== localSignature) throw new ZipError("unreadable");
  const start = local + localLength + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + packedBytes > bytes.length) throw new ZipError("unreadable");
  const packed = bytes.subarray(start, start + packedBytes);
  if (method === stored) {
    if (packed.length > unpackedBytesMax) throw new ZipError("too-large");
    return packed;
  }
  if (method !== deflated) throw new ZipError("unreadable");
  return inflated(packed, unpackedBytesMax);
}

function inflated(packed: Buffer, unpackedBytesMax: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytesMax) });
  } catch (error) {
    const isTooLarge = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new ZipError(isTooLarge ? "too-large" : "unreadable");
  }
}

/** A container of these parts without compression. Checksums are left at zero: it goes straight to a reader that asks for none. */
export function zipStored(parts: ReadonlyMap<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, part] of parts) {
    const encodedName = Buffer.from(name);
    const local = Buffer.alloc(localLength);
    local.writeUInt32LE(localSignature, 0);
    local.writeUInt16LE(utf8Flag, 6);
    local.writeUInt32LE(part.length, 18);
    local.writeUInt32LE(part.length, 22);
    local.writeUInt16LE(encodedName.length, 26);
    const central = Buffer.alloc(centralLength);
    central.writeUInt32LE(centralSignature, 0);
    local.copy(central, 6, 4, localLength);
    central.writeUInt32LE(offset, 42);
    bodies.push(local, encodedName, part);
    directory.push(central, encodedName);
    offset += localLength + encodedName.length + part.length;
  }
  const end = Buffer.alloc(endLength);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(directory.reduce((sum, part) => sum + part.length, 0), 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
