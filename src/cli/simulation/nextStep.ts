/** What somebody in the simulated hall would do with a case next, and after how many working hours, by its state and its fate. */
import type { CaseContext } from "../../machines/caseContext.ts";
import type { CaseRow } from "../../store/schema.ts";
import type { Fate } from "./arrivals.ts";
import type { Chance } from "./random.ts";

export type Post = "window" | "handler" | "supervisor" | "reviewer" | "caller";

export interface NextStep {
  post: Post;
  type: string;
  payload: Record<string, unknown>;
  /** From now; a fate may make it long. */
  workingHours: number;
  /** Set where the fate has made it late, which it does once. */
  isLate?: true;
}

interface Situation {
  row: CaseRow;
  context: CaseContext;
  /** Where the parts of closing, or the handling, stand. */
  flow: unknown;
  fate: Fate;
  unitId: number;
  done: ReadonlyMap<string, number>;
}

/** Null where only the source, or nobody, has something to do. */
export function nextStepOf(situation: Situation, chance: Chance): NextStep | null {
  const { row, fate, unitId, done } = situation;
  const count = (type: string) => done.get(type) ?? 0;
  const step = (post: Post, type: string, payload: Record<string, unknown>, low: number, high: number): NextStep => ({ post, type, payload, workingHours: chance.between(low, high) });
  const late = (wanted: Fate, hours: number, each: NextStep): NextStep => (fate === wanted && count("late") === 0 ? { ...each, workingHours: hours, isLate: true } : each);
  switch (row.state) {
    case "registered":
      if (fate === "returned" && row.kind !== "praise") return step("window", "returnToSource", { reason: "不属于公安职责范围，建议转主管部门" }, 1, 3);
      if (fate === "ignored") return { ...step("window", "accept", {}, 0, 0), workingHours: 60 };
      return late("late-accept", 14, step("window", "accept", {}, 0.3, 3));
    case "accepted":
      return step("window", "assign", { unitId }, 0.2, 1.5);
    case "assigned":
      if (fate === "declined-twice" && count("decline") < 2) return step("handler", "decline", { reason: "不属于本单位职责" }, 0.5, 2);
      return late("late-sign", 9, step("handler", "sign", {}, 0.3, 2.5));
    case "handling":
    case "suspended":
      return handlingStep(situation, step, late, count);
    case "disposed":
      if (fate === "rejected" && count("rejectDisposition") === 0) return step("supervisor", "rejectDisposition", { reason: "事实不清，请补充调查" }, 1, 4);
      return step("supervisor", "approveDisposition", {}, 1, 5);
    case "closing":
      return closingStep(situation, chance, step, late, count);
    default:
      return null;
  }
}

type Make = (post: Post, type: string, payload: Record<string, unknown>, low: number, high: number) => NextStep;
type Late = (wanted: Fate, hours: number, each: NextStep) => NextStep;
type Count = (type: string) => number;

function handlingStep({ row, context, flow, fate }: Situation, step: Make, late: Late, count: Count): NextStep {
  const { handling } = (flow as { working: { handling: { work: string; extension: string } } }).working;
  if (handling.work === "suspended") return step("handler", "resume", {}, 6, 14);
  if (handling.extension === "requested") {
    return context.extensionsGranted < context.extensionsMax ? step("supervisor", "grantExtension", { days: 2 }, 1, 3) : step("supervisor", "denyExtension", { reason: "已延期一次，请抓紧办理" }, 1, 3);
  }
  if (row.first_contact_at === null && fate !== "no-contact" && row.anonymous === 0) return step("handler", "recordContact", { channel: "phone", connected: true }, 0.3, 3);
  if (fate === "suspended" && count("suspend") === 0) return step("handler", "suspend", { reason: "等待反映人补充材料" }, 1, 3);
  if (fate === "second-extension" && count("requestExtension") < 2) return step("handler", "requestExtension", { reason: "需跨部门核实", days: 2 }, 2, 5);
  if (fate === "stuck" && count("late") === 0) return { ...step("handler", "submitDisposition", dispositionOf(context.round), 0, 0), workingHours: row.source === "petition" ? 290 : 130, isLate: true };
  if (count("recordProgress") === 0) return step("handler", "recordProgress", { note: "已调取监控并约谈当事人员" }, 0.5, 3);
  return late("late-disposition", 60, step("handler", "submitDisposition", dispositionOf(context.round), 1, 8));
}

const dispositionOf = (round: number) => ({
  result: round === 1 ? "经核实，反映情况基本属实，已对当事人员批评教育并加开窗口。" : "已再次核实，安排专人上门说明并现场办结。",
  reply: round === 1 ? "经核实，您反映的问题属实，我们已整改，感谢监督。" : "已由专人与您沟通并办结，感谢您的理解与监督。",
  verdict: "substantiated",
});

const rootCauses = ["attitude", "competence", "process", "system-fault", "unclear-notification", "buck-passing", "delay", "misunderstanding"];

function closingStep({ row, context, flow, fate }: Situation, chance: Chance, step: Make, late: Late, count: Count): NextStep | null {
  const { review, callback } = (flow as { closing: { review: string; callback: string } }).closing;
  // Whoever has time first begins; neither waits for the other.
  if (callback === "pending" && (review !== "pending" || chance.happens(0.5))) return late("late-callback", 22, callbackStep(context, fate, chance, step, count));
  if (callback === "unreachable") return step("supervisor", "approveUnreachable", {}, 1, 6);
  if (review === "pending") {
    const typical = chance.happens(0.08);
    const actions = chance.happens(0.5) ? [{ action: "窗口公示材料清单并逐件出具一次性告知单", owner: "窗口负责人", due: dueDay(row, chance) }] : [];
    const payload = { verdict: chance.pick(["substantiated", "partly", "not"]), rootCause: chance.pick(rootCauses), responsibility: chance.pick(["unit", "person", "none"]), typicalCase: typical, lesson: "落实首问负责和一次性告知，高峰时段加开窗口。", correctiveActions: actions };
    return late("late-review", 32, step("reviewer", "submitReview", payload, 2, 10));
  }
  if (review === "drafted") return chance.happens(0.06) && count("rejectReview") === 0 ? step("supervisor", "rejectReview", { reason: "整改措施不具体" }, 1, 4) : step("supervisor", "approveReview", {}, 1, 6);
  return null;
}

function callbackStep(context: CaseContext, fate: Fate, chance: Chance, step: Make, count: Count): NextStep {
  const rated = (rating: string, solved: boolean, comment?: string) => step("caller", "recordCallback", { channel: "phone", connected: true, rating, solved, ...(comment === undefined ? {} : { comment }) }, 1, 6);
  if (fate === "unreachable" || (chance.happens(0.15) && count("recordCallback") < 2)) return step("caller", "recordCallback", { channel: "phone", connected: false }, 3, 5);
  const unsatisfied = (fate === "unsatisfied" && context.unsatisfied < 1) || (fate === "unsatisfied-twice" && context.unsatisfied < 2);
  if (unsatisfied) return rated(chance.pick(["dissatisfied", "very-dissatisfied"]), false, "问题没有真正解决");
  return rated(chance.weighted([["very-satisfied", 5], ["satisfied", 4], ["fairly-satisfied", 1]] as const), true);
}

/** Two to six weeks after the report, as a day. */
function dueDay(row: CaseRow, chance: Chance): string {
  return new Date(Date.parse(row.reported_at) + chance.whole(14, 42) * 86_400_000).toISOString().slice(0, 10);
}
