/** `huiyin notice`: a week's notice as it was published, or built from the live figures where it was not; it does not publish. */
import { writeFile } from "node:fs/promises";
import { isWeek } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { now, type House } from "../house.ts";
import { noticeDocument, noticeOf, noticePlain } from "../notices.ts";
import { print, tell } from "../output.ts";

const formats = ["text", "json", "html", "docx", "xlsx"] as const;
type Format = (typeof formats)[number];

export async function notice(house: House, week: string, { format = "text", out }: { format?: string; out?: string }): Promise<number> {
  if (!isWeek(week)) throw new HuiyinError("usage", `周次 ${week} 有误，应为 2026-W47 的形式（该年须有此周）。`);
  if (!isFormat(format)) throw new HuiyinError("usage", `不支持的格式 ${format}，可用：${formats.join("、")}。`);
  const file = out ?? (format === "docx" || format === "xlsx" ? `notice-${week}.${format}` : undefined);
  const made = await noticeOf(house, week, now());
  const document = format === "json" ? JSON.stringify(made.content, null, 2) : format === "text" ? noticePlain(made.content) : await noticeDocument(house, made, format);
  if (file === undefined) print(document.toString());
  else {
    await writeFile(file, document);
    tell(`已写入 ${file}`);
  }
  return 0;
}

const isFormat = (text: string): text is Format => (formats as readonly string[]).includes(text);
