/** Writes and changes ZIP containers for tests, honest ones and others. */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { zipParts } from "../../../src/ingest/decode/zip.ts";

export interface Entry {
  name: string;
  content: Buffer;
  /** Left out, the content is stored as it is. */
  isDeflated?: boolean | undefined;
  /** The size that the container claims; left out, the true one. */
  claimedBytes?: number | undefined;
  /** Left out, the true one. */
  checksum?: number | undefined;
}

export function zipOf(entries: Iterable<Entry>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isDeflated = false, claimedBytes = content.length, checksum = crc32(content) } of entries) {
    const packed = isDeflated ? deflateRawSync(content, { level: 9 }) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(0x0800, 6);
    local.writeUInt16LE(isDeflated ? 8 : 0, 8);
    local.writeUInt32LE(checksum, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(claimedBytes, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(directory.reduce((sum, part) => sum + part.length, 0), 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

/** The container with a part's text changed by hand, as no editor would write it. */
export function withPart(container: Buffer, name: string, change: (text: string) => string | Buffer): Buffer {
  return withEntry(container, { name, content: Buffer.from(change(contentsOf(container).get(name)?.toString() ?? "")) });
}

/** The container with an entry in the place of the part of its name. */
export function withEntry(container: Buffer, entry: Entry): Buffer {
  const others = [...contentsOf(container)].filter(([name]) => name !== entry.name);
  return zipOf([...others.map(([name, content]) => ({ name, content })), entry]);
}

function contentsOf(container: Buffer): Map<string, Buffer> {
  return new Map([...zipParts(container)].map(([name, { packed, isDeflated }]) => [name, isDeflated ? inflateRawSync(packed) : packed]));
}
