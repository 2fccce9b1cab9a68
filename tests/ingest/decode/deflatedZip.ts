/** A ZIP container with one compressed part that may lie about its size. */
import { deflateRawSync } from "node:zlib";
import { zipStored } from "../../../src/ingest/decode/zip.ts";

export function deflatedZip(name: string, content: Buffer, { claimedBytes }: { claimedBytes: number }): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const bytes = zipStored(new Map([[name, packed]]));
  const central = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt16LE(8, 8);
  bytes.writeUInt32LE(claimedBytes, 22);
  bytes.writeUInt16LE(8, central + 10);
  bytes.writeUInt32LE(claimedBytes, central + 24);
  return bytes;
}
