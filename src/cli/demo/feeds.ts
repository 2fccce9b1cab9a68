/** Demonstration feeds of the three sources over the last three weeks, in the platforms' own field names; deterministic for a day. */
import { addDays, dayOf, instantAt } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";

export interface DemoFeed {
  source: "110" | "12345" | "petition";
  /** When it is received. */
  at: Instant;
  body: Record<string, unknown>[];
}

const matters = [
  ["车驾管", "车管窗口取号后等待近两小时，期间两个窗口暂停服务无人解释。", "驾驶证期满换证等待时间长"],
  ["户籍管理", "为孩子办理落户跑了三趟，每次要求的材料都不一样，未一次性告知。", "落户材料多次往返"],
  ["出入境", "预约上午八点半办理护照，到场后被告知预约系统没有同步，重新排队一小时。", "预约系统未同步"],
  ["户籍管理", "在派出所户籍窗口咨询分户，工作人员态度冷漠，让自己看墙上。", "户籍窗口态度"],
  ["车驾管", "办理二手车转移登记，窗口以系统故障为由让改天再来，未出具告知单。", "窗口以系统故障推脱"],
] as const;

export const demoDays = 21;

export function demoFeeds(today: Instant): DemoFeed[] {
  return Array.from({ length: demoDays }, (_, index) => addDays(dayOf(today), index - demoDays)).flatMap((day, index) => feedsOfDay(day, index));
}

function feedsOfDay(day: string, index: number): DemoFeed[] {
  const digits = day.replaceAll("-", "");
  const [category, content, title] = matters[index % matters.length] ?? matters[0];
  const phone = (n: number) => `139000${String(10_000 + index * 10 + n).slice(-5)}`;
  const feeds: DemoFeed[] = [
    {
      source: "12345",
      at: instantAt(day, 10 * 60 + 30),
      body: [
        { 工单编号: `演示${digits}01`, 来电时间: `${day} 09:12:30`, 诉求人: "演示李某", 联系电话: phone(1), 诉求类型: "投诉", 诉求标题: title, 诉求内容: `【演示】${content}`, 承办单位: "溧阳市公安局", 是否保密: "否", 紧急程度: "一般" },
        { 工单编号: `演示${digits}02`, 来电时间: `${day} 10:05:00`, 诉求人: "演示王某", 联系电话: phone(2), 诉求类型: index % 4 === 0 ? "表扬" : index % 4 === 1 ? "咨询" : "投诉", 诉求标题: "演示诉求", 诉求内容: `【演示】${matters[(index + 2) % matters.length]?.[1] ?? content}`, 承办单位: "溧阳市公安局", 是否保密: "否", 紧急程度: "一般" },
      ],
    },
    {
      source: "110",
      at: instantAt(day, 15 * 60 + 10),
      body: [{ JJDBH: `3204819${digits}0001`, BJSJ: `${digits}150241`, BJRXM: index % 5 === 0 ? "匿名" : "演示赵某", LXDH: index % 5 === 0 ? "" : phone(3), JQLBDM: "810300", JQLBMC: "投诉监督-窗口服务", BJNR: `【演示】${content}`, SFDZ: "政务服务中心公安专区" }],
    },
  ];
  if (index % 3 === 0) {
    feeds.push({
      source: "petition",
      at: instantAt(day, 16 * 60),
      body: [{ XFJBH: `3204009${digits}0001`, XFRXM: "演示冯某", LXDH: phone(4), XFXS: "网上信访", XFRQ: day, NRFL: `政法-公安-${category}`, GKXX: `【演示】${content}`, XFMD: "申诉求决", XFRS: 1 }],
    });
  }
  return feeds;
}
