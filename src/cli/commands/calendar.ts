/** `huiyin calendar` and `huiyin deadlines`: the year as it is counted, its amendments, and limits recomputed after a change. */
import { calendarYear } from "../../rules/calendarYear.ts";
import { lastDayOf } from "../../rules/limits.ts";
import { dayOf, toOffsetText } from "../../rules/shanghai.ts";
import { timerLabels } from "../../rules/words.ts";
import { cliActor } from "../../store/actors.ts";
import { amendDay, calendarChanges } from "../../store/calendarChanges.ts";
import { HuiyinError } from "../../store/errors.ts";
import { readCalendar } from "../../store/readCalendar.ts";
import { recomputeDeadlines } from "../../store/recomputeDeadlines.ts";
import { now, reloadCalendar, type House } from "../house.ts";
import { print, printJson, table, tell } from "../output.ts";

/** Exit code 1 for a year whose holidays are not known yet. */
export async function calendarCheck({ store, rulebook }: House, text: string | undefined, { json }: { json?: boolean }): Promise<number> {
  const year = Number(text ?? dayOf(now()).slice(0, 4));
  if (!Number.isInteger(year) || year < 1990 || year > 2100) throw new HuiyinError("usage", `年份 ${text ?? ""} 应在 1990 至 2100 之间。`);
  const result = calendarYear(rulebook.clock.calendar, await readCalendar(store.read), year);
  if (json) {
    printJson(result);
  } else {
    const named = (days: { day: string; name: string; amended: boolean }[]) => days.map(({ day, name, amended }) => `${Number(day.slice(8))}日${name === "" ? "" : `（${name}）`}${amended ? "*" : ""}`).join("、");
    print(table([["月份", "工作日", "放假（平日）", "上班（周末调休）"], ...result.months.map((month) => [month.month, month.workingDays, named(month.off), named(month.worked)])]));
    print(`${year} 年共 ${result.workingDays} 个工作日。带 * 的由管理员修正。`);
    if (result.provisional) tell(`${year} 年的法定节假日尚未公布（或未录入），以上只按周末推算，期限会标明“暂定”；公布后用 huiyin calendar set 修正。`);
    const changes = (await calendarChanges(store.read, 1000)).filter(({ day }) => day.startsWith(String(year)));
    for (const change of changes) print(`${toOffsetText(change.at).slice(0, 10)} ${change.actorName} 将 ${change.day} 改为${change.working ? "上班" : "放假"}：${change.name}`);
  }
  return result.provisional ? 1 : 0;
}

export async function calendarSet(house: House, day: string, { working, off, name }: { working?: boolean; off?: boolean; name: string }): Promise<number> {
  if ((working ?? false) === (off ?? false)) throw new HuiyinError("usage", "请用 --working（上班）或 --off（放假）之一说明。");
  await house.store.write((tx) => amendDay(tx, { day, working: working === true, name }, { actor: cliActor, at: now() }));
  await reloadCalendar(house);
  tell(`已将 ${day} 改为${working ? "上班" : "放假"}。新的期限按此计算；已有期限用 huiyin deadlines recompute 重算（先加 --dry-run 查看）。`);
  return 0;
}

/** Exit code 1 where a dry run finds something to change. */
export async function deadlinesRecompute({ store, rulebook }: House, { dryRun = false, reason, json }: { dryRun?: boolean; reason?: string; json?: boolean }): Promise<number> {
  if (!dryRun && (reason === undefined || reason.trim().length < 2)) throw new HuiyinError("usage", "请用 --reason 写明重算的缘由，它会记入每件工单的历史；只想查看请加 --dry-run。");
  const { examined, changes } = await recomputeDeadlines(store, rulebook, { reason: reason?.trim() ?? "", at: now(), dryRun });
  const moved = changes.filter(({ kept }) => kept === undefined);
  if (json) {
    printJson({ examined, dryRun, changes });
  } else {
    const shown = (instant: string) => `${lastDayOf(instant)} ${toOffsetText(instant).slice(11, 16) === "00:00" ? "24:00" : toOffsetText(instant).slice(11, 16)}`;
    const rows = changes.map((change) => [change.caseNo ?? change.caseId, timerLabels[change.kind], shown(change.from), change.kept === undefined ? shown(change.to) : "不变", change.kept === "moved-by-hand" ? "曾延期或挂起，保留" : change.kept === "no-such-limit" ? "现行策略无此期限，保留" : ""]);
    if (rows.length > 0) print(table([["工单", "期限", "原为", "重算为", "说明"], ...rows]));
    print(`共查 ${examined} 项在走的期限，${dryRun ? "将改变" : "已改变"} ${moved.length} 项。`);
  }
  return dryRun && moved.length > 0 ? 1 : 0;
}
