/** The records of a file: NDJSON as a stream of any length, every other format as a whole within its limit. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { HuiyinError } from "../store/errors.ts";
import { decodeNdjson, decodeRecords, formatOf, type DecodedRecord } from "./decode.ts";
import { inputBytesMaxDefault } from "./decode/record.ts";

/** @throws HuiyinError `file-format-unknown`, `file-unreadable` before the first record */
export async function* recordsOfFile(path: string): AsyncGenerator<DecodedRecord> {
  const format = formatOf(path);
  if (format === null) throw new HuiyinError("file-format-unknown", `无法从文件名判断 ${path} 的格式，请使用 .json、.ndjson、.csv、.xlsx 或 .xml。`);
  if (format === "ndjson") yield* decodeNdjson(streamOf(path));
  else yield* decodeRecords(await bytesOf(path), { format });
}

async function* streamOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) yield chunk as Uint8Array;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** One byte more than is allowed is enough to see that a file is too long. */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, inputBytesMaxDefault + 1));
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^E[A-Z]+$/.test(code) ? new HuiyinError("file-unreadable", `无法读取文件 ${path}，请核对路径和权限。`) : error;
}
