/** The assignment slip (交办单) of one case as the boxes of a one-page form: personal data masked, texts cut to their room. Pure. */
import { kindLabels, laneLabels, priorityLabels, sourceLabels, timerLabels, type Instant, type Kind, type Lane, type Priority, type Source, type TimerKind } from "../rules/words.ts";
import { dueText, minuteText } from "./documentTimes.ts";
import { confidentialLabel, ownWords, shownName, shownPhone, type PrintedComplainant } from "./masking.ts";
import { cut, cutMark, oneLine } from "./safeText.ts";
import { formRows, type SlipRow } from "./slipForm.ts";

/** One limit of the case; `doneAt` where it was kept or is over. */
export interface SlipLimit {
  kind: TimerKind;
  dueAt: Instant;
  doneAt: Instant | null;
  paused: boolean;
  /** It lies beyond the calendar's known years, so that an amendment may still move it. */
  provisional: boolean;
}

export interface SlipInput {
  /** Who assigns: the hall or bureau, as it stands above the title. */
  hall: string;
  caseNo: string | null;
  source: Source;
  externalId: string;
  kind: Kind;
  lane: Lane;
  priority: Priority;
  /** From 1; what comes back from an unsatisfied callback is in round 2. */
  round: number;
  urgeCount: number;
  reportedAt: Instant;
  registeredAt: Instant;
  /** Raw or masked: the slip masks it. The name is needed raw only to hide it in the complaint's own words. */
  complainant: PrintedComplainant;
  unitName: string | null;
  handlerName: string | null;
  firstContactOwnerName: string | null;
  title: string | null;
  content: string;
  address: string | null;
  serviceItem: string | null;
  /** In the order in which they arose: of several of one kind the last one holds. */
  limits: readonly SlipLimit[];
  printedAt: Instant;
  printedBy: string | null;
}

export interface Slip {
  title: string;
  hall: string;
  /** 工单号 */
  number: string;
  rows: SlipRow[];
  note: string;
  printed: string;
  printedAt: Instant;
}

export const slipTitle = "公安窗口投诉事项交办单";
export const slipNote = "本单含投诉信息，须妥善保管，不得复印、外传，办结后随工单归档。";
const noneText = "—";

export function slip(input: SlipInput): Slip {
  const printedBy = input.printedBy === null ? "" : `　　打印人：${cut(oneLine(input.printedBy), 30, "…")}`;
  return {
    title: slipTitle,
    hall: cut(oneLine(input.hall), 40, "…"),
    number: cut(oneLine(input.caseNo ?? "") || "未编号", 40, "…"),
    rows: formRows(fieldsOf(input), demands(input)),
    note: slipNote,
    printed: `打印时间：${minuteText(input.printedAt)}${printedBy}`,
    printedAt: input.printedAt,
  };
}

export type SlipFields = ReturnType<typeof fieldsOf>;

function fieldsOf(input: SlipInput) {
  const own = (text: string | null) => ownWords(text ?? "", input.complainant, charactersMax, cutMark);
  return {
    source: sourceLabels[input.source],
    externalId: field(input.externalId),
    kind: kindLabels[input.kind],
    lane: laneLabels[input.lane],
    priority: priorityLabels[input.priority],
    reportedAt: minuteText(input.reportedAt),
    registeredAt: minuteText(input.registeredAt),
    round: `第${input.round}轮${input.urgeCount > 0 ? `，催办${input.urgeCount}次` : ""}`,
    name: shownName(input.complainant),
    phone: phoneText(input.complainant),
    unit: field(input.unitName),
    handler: field(input.handlerName),
    owner: field(input.firstContactOwnerName),
    serviceItem: field(own(input.serviceItem)),
    address: field(own(input.address)),
    title: field(own(input.title)),
    // Empty lines would take the room of words.
    content: linesOfWords(own(input.content)) || noneText,
  };
}

/** More than any slip has room for; the form cuts to what it has. */
const charactersMax = 100_000;

const linesOfWords = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

const field = (text: string | null): string => oneLine(text ?? "") || noneText;

function phoneText(complainant: PrintedComplainant): string {
  if (complainant.confidential) return "身份信息保密，凭授权在系统内查看";
  const phone = shownPhone(complainant);
  return phone === null ? noneText : `${phone}（登记事由后在系统内查看）`;
}

/** 办理要求, numbered. */
function demands(input: SlipInput): string[] {
  const { complainant, kind } = input;
  const all = [
    `办理时限：${limitsText(input.limits)}。`,
    kind === "inspection"
      ? "先核实后办理：调取录像、询问当事窗口人员，核实经过当日记入系统。"
      : complainant.anonymous
        ? "先核实后办理：诉求人匿名、无法联系的，先核实情况再办理，核实经过当日记入系统。"
        : "先联系后办理：在首次联系时限内联系诉求人，核实诉求、告知流程，联系情况当日记入系统。",
    "一次性告知：需要补充材料的，一次性告知全部材料、依据和办理途径，不让群众多跑。",
    "职责分离：承办人不得审核本件的办理结果，不得承担本件的复盘和回访。",
    "首问负责：首问负责人跟进到底，转交须经受让人同意；确需延期的，到期前在系统内申请。",
    ...(complainant.confidential ? [`${confidentialLabel}：不得向被反映人及无关人员透露诉求人身份。`] : []),
  ];
  return all.map((text, index) => `${index + 1}. ${text}`);
}

const limitOrder: readonly TimerKind[] = ["accept", "sign", "contact", "disposition", "review", "callback"];

function limitsText(limits: readonly SlipLimit[]): string {
  const texts = limitOrder.flatMap((kind) => {
    const limit = limits.findLast((each) => each.kind === kind);
    return limit ? [`${timerLabels[kind]} ${limitText(limit)}`] : [];
  });
  return texts.length > 0 ? texts.join("；") : "以系统计时为准";
}

function limitText({ dueAt, doneAt, paused, provisional }: SlipLimit): string {
  if (doneAt !== null) return `已于${minuteText(doneAt)}完成`;
  return paused ? "暂停计时" : `${dueText(dueAt)}前${provisional ? "（暂定）" : ""}`;
}
