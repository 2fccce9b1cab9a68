/** What arrives on a simulated day from every source, in the platforms' own field names and each at its hour. */
import { dayOf, instantAt, toOffsetText, weekdayOf } from "../../rules/shanghai.ts";
import type { Day, Instant, Source } from "../../rules/words.ts";
import { matterOf, personOf, type SimulatedMatter } from "./matters.ts";
import type { Chance } from "./random.ts";

/** What becomes of a case beside the usual: each makes some rule of the hall show itself. */
export const fates = [
  "late-accept", "late-sign", "no-contact", "late-disposition", "late-review", "late-callback", "declined-twice", "unsatisfied",
  "unsatisfied-twice", "second-extension", "stuck", "unreachable", "suspended", "withdrawn", "urged", "repeated", "returned", "rejected", "changed", "ignored",
] as const;
export type Fate = (typeof fates)[number] | "usual";

export interface Arrival {
  at: Instant;
  source: Extract<Source, "110" | "12345" | "petition">;
  record: Record<string, unknown>;
  externalId: string;
  fate: Fate;
}

export interface DayPlan {
  arrivals: Arrival[];
  /** Registered at the window itself. */
  walkIns: { at: Instant; matter: SimulatedMatter; name: string; phone: string }[];
}

export interface ArrivalOptions {
  /** 1 for about forty a week. */
  scale: number;
  /** A holiday has few, the day after it many, a campaign more. */
  share: number;
  /** So many of one matter on this day, from different people. */
  crowd: number;
}

let serial = 0;

export function planDay(chance: Chance, day: Day, { scale, share, crowd }: ArrivalOptions, nextFate: () => Fate): DayPlan {
  const expected = (weekdayOf(day) <= 5 ? 7.2 : 1.6) * scale * share;
  const count = Math.floor(expected) + (chance.happens(expected % 1) ? 1 : 0);
  const arrivals = Array.from({ length: count }, () => arrivalOf(chance, day, matterOf(chance, day), nextFate()));
  if (crowd > 0) {
    const matter = matterOf(chance, day);
    for (let n = 0; n < crowd; n += 1) arrivals.push(arrivalOf(chance, day, { ...matter, content: `${matter.content}（第${n + 1}位反映人）` }, "usual"));
  }
  const walkIns = chance.happens(0.4 * Math.min(1, scale) * share) && weekdayOf(day) <= 5 ? [{ at: instantAt(day, chance.whole(9 * 60, 16 * 60)), matter: matterOf(chance, day), ...personOf(chance) }] : [];
  return { arrivals, walkIns };
}

/** Petitions are few, and those that get stuck must be among them: their legal limits are months long. */
function sourceOf(chance: Chance, fate: Fate): Arrival["source"] {
  return fate === "stuck" && chance.happens(0.5) ? "petition" : chance.weighted([["12345", 6], ["110", 3], ["petition", 1]] as const);
}

/** For tests and for each new simulation: the numbering begins anew. */
export function beginNumbering(): void {
  serial = 0;
}

export function arrivalOf(chance: Chance, day: Day, matter: SimulatedMatter, fate: Fate, person = personOf(chance), source = sourceOf(chance, fate)): Arrival {
  const minutes = chance.whole(8 * 60, 20 * 60);
  const reported = instantAt(day, minutes);
  const at = instantAt(day, minutes + chance.whole(5, 90));
  serial += 1;
  const number = `${day.replaceAll("-", "")}${String(serial).padStart(6, "0")}`;
  const local = toOffsetText(reported).slice(0, 19).replace("T", " ");
  const anonymous = chance.happens(0.08);
  const mark = { 数据性质: "模拟" };
  if (source === "110") {
    const record = { JJDBH: `MN110${number}`, BJSJ: local, BJRXM: anonymous ? "匿名" : person.name, LXDH: anonymous ? "" : person.phone, JQLBDM: "810300", JQLBMC: `投诉监督-${matter.category}`, BJNR: matter.content, SFDZ: matter.unitName, GXDWDM: matter.unitCode, GXDWMC: matter.unitName, ...mark };
    return { at, source, record, externalId: record.JJDBH, fate };
  }
  if (source === "petition") {
    const record = { XFJBH: `MNXF${number}`, XFRXM: person.name, LXDH: person.phone, XFXS: chance.pick(["网上信访", "来信", "来访"]), XFRQ: dayOf(reported), NRFL: `政法-公安-${matter.category}`, GKXX: matter.content, XFMD: "申诉求决", XFRS: 1, ...mark };
    return { at, source, record, externalId: record.XFJBH, fate };
  }
  const kind = chance.weighted([["投诉", 70], ["咨询", 12], ["建议", 6], ["表扬", 6], ["求助", 6]] as const);
  const record = {
    工单编号: `MN12345${number}`,
    来电时间: local,
    诉求人: anonymous ? "匿名" : person.name,
    联系电话: anonymous ? "" : person.phone,
    诉求类型: kind,
    诉求标题: `【模拟】${kind === "表扬" ? `表扬${matter.unitName}窗口` : kind === "咨询" ? `咨询${matter.serviceItem}` : matter.title}`,
    诉求内容: kind === "表扬" ? `【模拟】来电人表扬${matter.unitName}窗口工作人员耐心细致。` : kind === "咨询" ? `【模拟】来电人咨询${matter.serviceItem}所需材料和办理时限。` : matter.content,
    服务事项: matter.serviceItem,
    诉求分类: matter.category,
    承办单位: matter.unitName,
    是否保密: chance.happens(0.05) ? "是" : "否",
    紧急程度: chance.happens(0.06) ? "紧急" : "一般",
    ...(chance.happens(0.05) ? { 企业名称: "模拟科技有限公司" } : {}),
    ...mark,
  };
  return { at, source, record, externalId: record.工单编号, fate };
}
