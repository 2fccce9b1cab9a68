/** The ledger of the “办不成事” window for a period: one line per case, and totals that are counted from these very lines. Pure. */
import { caseStateLabels, caseStateNames, escalationLabels, type CaseStateName, type EscalationName } from "../machines/states.ts";
import { isSatisfied, kindLabels, laneLabels, priorityLabels, ratingLabels, sourceLabels, type Day, type Instant, type Kind, type Lane, type Priority, type Rating, type Source } from "../rules/words.ts";
import { dayText, dueText, minuteText } from "./documentTimes.ts";
import { ownWords, shownName, shownPhone, type PrintedComplainant } from "./masking.ts";
import { cut, oneLine } from "./safeText.ts";
import { percent } from "../rules/metrics.ts";

export interface LedgerRow {
  caseNo: string | null;
  registeredAt: Instant;
  source: Source;
  kind: Kind;
  lane: Lane;
  priority: Priority;
  /** Raw or masked: the ledger masks it. */
  complainant: PrintedComplainant;
  serviceItem: string | null;
  /** Stands for the service item where none is known. */
  category: string | null;
  title: string | null;
  content: string;
  unitName: string | null;
  handlerName: string | null;
  state: CaseStateName;
  /** The level at which the case is now. */
  escalation: EscalationName;
  /** The limit of the disposition; null for a case that has none. */
  dispositionDueAt: Instant | null;
  /** When the disposition was approved. */
  dispositionApprovedAt: Instant | null;
  /** The latest connected callback, or the latest attempt where none was connected; null where none was made. */
  callback: { connected: boolean; rating: Rating | null } | null;
  /** When the source had the answer. */
  answeredAt: Instant | null;
  round: number;
  urgeCount: number;
  /** The case that this one repeats (二次投诉), and the one into which it was merged. */
  repeatOfCaseNo: string | null;
  mergedIntoCaseNo: string | null;
  remark: string | null;
}

export interface LedgerInput {
  hall: string;
  /** First and last day of the period, by registration. */
  from: Day;
  to: Day;
  /** In the order in which they are to stand. */
  rows: readonly LedgerRow[];
  /** A case without a disposition is overdue or not as of this instant. */
  printedAt: Instant;
  printedBy: string | null;
}

/** A cell: its text for paper, of several lines where it has two facts; for a workbook the number, or the instant and whether it is the end of a limit. */
export interface LedgerCell {
  text: string;
  number?: number;
  instant?: Instant;
  isDue?: true;
}

export interface LedgerTotals {
  total: number;
  /** Every state that occurs, in the order of a case's life; every level, whether or not it occurs. */
  byState: { state: CaseStateName; label: string; count: number }[];
  byLevel: { level: EscalationName; label: string; count: number }[];
  overdue: number;
  rated: number;
  satisfied: number;
  /** `95.0%`; "—" where nobody rated. */
  satisfaction: string;
}

export interface Ledger {
  title: string;
  hall: string;
  period: string;
  printed: string;
  printedAt: Instant;
  totals: LedgerTotals;
  /** The totals as one sentence. */
  summary: string;
  /** One cell per column of `ledgerColumns`. */
  rows: LedgerCell[][];
}

export const ledgerTitle = "“办不成事”窗口工作台账";
export const ledgerNote = "本台账含投诉信息，个人信息已脱敏，须妥善保管，不得外传。";
export const emptyLedgerText = "本期无登记事项";
export const excerptCharactersMax = 60;

/** Widths on a landscape A4 page with margins of 8 mm, 281 mm in all, and in a workbook. */
export const ledgerColumns: readonly { heading: string; widthMillimetres: number; widthCharacters: number; isCentred?: true }[] = [
  { heading: "序号", widthMillimetres: 8, widthCharacters: 5, isCentred: true },
  { heading: "工单号", widthMillimetres: 19, widthCharacters: 19 },
  { heading: "登记时间", widthMillimetres: 16, widthCharacters: 16, isCentred: true },
  { heading: "来源", widthMillimetres: 14, widthCharacters: 10, isCentred: true },
  { heading: "类别", widthMillimetres: 9, widthCharacters: 8, isCentred: true },
  { heading: "诉求人（脱敏）", widthMillimetres: 20.5, widthCharacters: 14, isCentred: true },
  { heading: "事项", widthMillimetres: 19, widthCharacters: 15 },
  { heading: "诉求摘要", widthMillimetres: 35, widthCharacters: 38 },
  { heading: "承办单位", widthMillimetres: 17, widthCharacters: 15 },
  { heading: "承办人", widthMillimetres: 11, widthCharacters: 9, isCentred: true },
  { heading: "状态", widthMillimetres: 12, widthCharacters: 9, isCentred: true },
  { heading: "办结期限", widthMillimetres: 16, widthCharacters: 16, isCentred: true },
  { heading: "办结时间", widthMillimetres: 16, widthCharacters: 16, isCentred: true },
  { heading: "是否超期", widthMillimetres: 8, widthCharacters: 6, isCentred: true },
  { heading: "督办级别", widthMillimetres: 12.4, widthCharacters: 9, isCentred: true },
  { heading: "回访结果", widthMillimetres: 12.4, widthCharacters: 9, isCentred: true },
  { heading: "答复时间", widthMillimetres: 16, widthCharacters: 16, isCentred: true },
  { heading: "备注", widthMillimetres: 19.7, widthCharacters: 20 },
];

const none: LedgerCell = { text: "—" };

export function ledger(input: LedgerInput): Ledger {
  const totals = totalsOf(input);
  const printedBy = input.printedBy === null ? "" : `　打印人：${cut(oneLine(input.printedBy), 30, "…")}`;
  return {
    title: ledgerTitle,
    hall: cut(oneLine(input.hall), 60, "…"),
    period: input.from === input.to ? dayText(input.from) : `${dayText(input.from)}至${dayText(input.to)}`,
    printed: `打印时间：${minuteText(input.printedAt)}${printedBy}`,
    printedAt: input.printedAt,
    totals,
    summary: summaryOf(totals),
    rows: input.rows.map((row, index) => cellsOf(row, index + 1, input.printedAt)),
  };
}

/**
 * Late is what was approved after its limit, and what is still open after it. A suspended case's limit has no end yet, and a case that
 * was returned or merged has none any more: null.
 */
export function isOverdue(row: LedgerRow, at: Instant): boolean | null {
  if (row.dispositionDueAt === null || row.state === "returned" || row.state === "merged") return null;
  if (row.dispositionApprovedAt !== null) return row.dispositionApprovedAt > row.dispositionDueAt;
  return row.state === "suspended" ? false : at > row.dispositionDueAt;
}

function totalsOf({ rows, printedAt }: LedgerInput): LedgerTotals {
  const count = (isCounted: (row: LedgerRow) => boolean) => rows.filter(isCounted).length;
  const ratings = rows.map(ratingOf).filter((rating) => rating !== null);
  const satisfied = ratings.filter(isSatisfied).length;
  return {
    total: rows.length,
    byState: caseStateNames.map((state) => ({ state, label: caseStateLabels[state], count: count((row) => row.state === state) })).filter((each) => each.count > 0),
    byLevel: (Object.keys(escalationLabels) as EscalationName[]).map((level) => ({ level, label: escalationLabels[level], count: count((row) => row.escalation === level) })),
    overdue: count((row) => isOverdue(row, printedAt) === true),
    rated: ratings.length,
    satisfied,
    satisfaction: percent({ numerator: satisfied, denominator: ratings.length }),
  };
}

function summaryOf({ total, byState, byLevel, overdue, rated, satisfied, satisfaction }: LedgerTotals): string {
  if (total === 0) return "合计0件。";
  const listed = (counts: readonly { label: string; count: number }[]) => counts.map(({ label, count }) => `${label}${count}件`).join("、");
  const told = rated === 0 ? "尚无回访评价" : `回访评价${rated}件，其中满意${satisfied}件，满意率${satisfaction}`;
  return `合计${total}件。按状态：${listed(byState)}。按督办级别：${listed(byLevel)}。超期${overdue}件。${told}。`;
}

/** In the order of `ledgerColumns`. */
function cellsOf(row: LedgerRow, number: number, at: Instant): LedgerCell[] {
  const late = isOverdue(row, at);
  const phone = shownPhone(row.complainant);
  return [
    { text: String(number), number },
    short(row.caseNo, 40),
    { text: minuteText(row.registeredAt), instant: row.registeredAt },
    { text: sourceLabels[row.source] },
    { text: kindLabels[row.kind] },
    { text: [shownName(row.complainant), ...(phone === null ? [] : [phone])].join("\n") },
    own(row.serviceItem ?? row.category, row, 30),
    own(oneLine(row.title ?? "") || row.content, row, excerptCharactersMax),
    short(row.unitName, 40),
    short(row.handlerName, 20),
    { text: caseStateLabels[row.state] },
    row.dispositionDueAt === null ? none : { text: dueText(row.dispositionDueAt), instant: row.dispositionDueAt, isDue: true },
    row.dispositionApprovedAt === null ? none : { text: minuteText(row.dispositionApprovedAt), instant: row.dispositionApprovedAt },
    late === null ? none : { text: late ? "是" : "否" },
    { text: escalationLabels[row.escalation] },
    { text: callbackText(row) },
    row.answeredAt === null ? none : { text: minuteText(row.answeredAt), instant: row.answeredAt },
    { text: remarks(row) || "—" },
  ];
}

const ratingOf = ({ callback }: LedgerRow): Rating | null => (callback?.connected ? callback.rating : null);

function callbackText(row: LedgerRow): string {
  const rating = ratingOf(row);
  if (rating !== null) return ratingLabels[rating];
  if (row.callback === null) return "—";
  return row.callback.connected ? "未作评价" : "未接通";
}

const short = (text: string | null, charactersMax: number): LedgerCell => ({ text: cut(oneLine(text ?? ""), charactersMax, "…") || "—" });

/** Of a long text a beginning is enough. */
const own = (text: string | null, row: LedgerRow, charactersMax: number): LedgerCell => short(ownWords(text ?? "", row.complainant, 2_000, "…"), charactersMax);

function remarks(row: LedgerRow): string {
  return [
    row.priority === "urgent" ? priorityLabels.urgent : "",
    row.lane === "enterprise" ? laneLabels.enterprise : "",
    row.repeatOfCaseNo === null ? "" : `二次投诉（前件${oneLine(row.repeatOfCaseNo)}）`,
    row.mergedIntoCaseNo === null ? "" : `并入${oneLine(row.mergedIntoCaseNo)}`,
    row.round > 1 ? `第${row.round}轮办理` : "",
    row.urgeCount > 0 ? `催办${row.urgeCount}次` : "",
    row.remark === null ? "" : own(row.remark, row, excerptCharactersMax).text.replace(/^—$/, ""),
  ]
    .filter((text) => text !== "")
    .join("；");
}
