/** `huiyin notice`: builds a week's notice from the live figures; it does not publish. */
import { writeFile } from "node:fs/promises";
import { isWeek } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { now, type House } from "../house.ts";
import { noticeOf, noticePage, noticePlain } from "../notices.ts";
import { print, tell } from "../output.ts";

export async function notice({ store }: House, week: string, { format = "text", out }: { format?: string; out?: string }): Promise<number> {
  if (!isWeek(week)) throw new HuiyinError("usage", `周次 ${week} 有误，应为 2026-W47 的形式(该年须有此周)。`);
  const built = await noticeOf(store, week, now());
  const forms: Record<string, () => string> = { json: () => JSON.stringify(built, null, 2), html: () => noticePage(built), text: () => noticePlain(built) };
  const text = forms[format]?.();
  if (text === undefined) throw new HuiyinError("usage", `不支持的格式 ${format}，可用:json、html、text。`);
  if (out === undefined) print(text);
  else {
    await writeFile(out, text);
    tell(`已写入 ${out}`);
  }
  return 0;
}
