/** How a notice names what its figures are broken down by, and writes its numbers, weeks and times. */
import { caseStateLabels, type CaseStateName } from "../../machines/states.ts";
import { noneKey, noneLabels, type Dimension } from "../../rules/metrics.ts";
import { addDays, dayOf, parseWeek, weekRange } from "../../rules/shanghai.ts";
import { kindLabels, laneLabels, sourceLabels, type Day, type Kind, type Lane, type Source, type Week } from "../../rules/words.ts";

export interface Names {
  units: ReadonlyMap<string, string>;
  handlers: ReadonlyMap<string, string>;
}

export function labelOf(by: Dimension | "state", key: string, names: Names): string {
  if (key === noneKey && by !== "state") return noneLabels[by];
  switch (by) {
    case "unit":
      return names.units.get(key) ?? `单位 ${key}`;
    case "handler":
      return names.handlers.get(key) ?? `人员 ${key}`;
    case "source":
      return sourceLabels[key as Source] ?? key;
    case "kind":
      return kindLabels[key as Kind] ?? key;
    case "lane":
      return laneLabels[key as Lane] ?? key;
    case "state":
      return caseStateLabels[key as CaseStateName] ?? key;
    default:
      return key;
  }
}

const monthDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

/** 11月16日至11月22日; with the years where the week lies across two. */
export function weekDays(week: Week): string {
  const { from, to } = weekRange(week);
  const [first, last] = [dayOf(from), addDays(dayOf(to), -1)];
  const year = first.slice(0, 4) === last.slice(0, 4) ? ["", ""] : [`${first.slice(0, 4)}年`, `${last.slice(0, 4)}年`];
  return `${year[0]}${monthDay(first)}至${year[1]}${monthDay(last)}`;
}

/** 2026年第47周 */
export function weekName(week: Week): string {
  const parsed = parseWeek(week);
  return parsed === null ? week : `${parsed.year}年第${parsed.number}周`;
}

/** 3小时20分, of working time; "—" where there is none. */
export function minutesText(minutes: number | null): string {
  if (minutes === null) return "—";
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest}分` : rest === 0 ? `${hours}小时` : `${hours}小时${rest}分`;
}
