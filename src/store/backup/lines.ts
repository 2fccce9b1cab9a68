/** Cuts a stream of bytes into lines, as many at a time as there are, in bounded memory. */
import { StringDecoder } from "node:string_decoder";
import { BackupRefused } from "./parts.ts";

const lineCharactersMax = 64 * 1024 * 1024;

/** What stands behind the last line feed comes as a line too. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const piece of bytes) {
    const lines = (rest + decoder.write(piece)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > lineCharactersMax) throw new BackupRefused("backup-damaged", "备份文件已损坏：有一行长得不合理。");
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (rest !== "") yield [rest];
}
