/** A weekly notice as frozen data: everything that its page, DOCX, XLSX and JSON show, and nothing that identifies a complainant. */
import type { MetricName, Ratio } from "../../rules/metrics.ts";
import type { Day, Instant, Week } from "../../rules/words.ts";

export interface NoticeContent {
  week: Week;
  /** 〔2026〕第47期: the week's own year and number, so that every week has one number whenever it is published. */
  issue: { year: number; number: number };
  /** 0 for a draft that has never been published, then 1, 2 … */
  revision: number;
  status: "draft" | "published";
  /** The organisation that issues it: the root unit's name. */
  issuer: string;
  /** 窗口服务投诉每周通报（2026年第47周，11月16日至11月22日） */
  title: string;
  /** Instants with offset: Monday 00:00, and the Monday after. */
  period: { from: string; to: string };
  builtAt: string;
  publishedAt: string | null;
  publishedBy: string | null;
  /** Why this revision was made; null for the first. */
  revisionReason: string | null;
  /** Thresholds of policy, as shares: a unit below one of them must mend it. */
  thresholds: Partial<Record<MetricName, number>>;
  total: CountLine;
  /** Of the total, cases of earlier weeks that arrived after their own notice was published (补报). */
  lateCount: number;
  bySource: CountLine[];
  byKind: CountLine[];
  byUnit: CountLine[];
  byWindow: CountLine[];
  byItem: CountLine[];
  byCategory: CountLine[];
  byLane: CountLine[];
  byState: CountLine[];
  /** The five categories with most cases. */
  topCategories: CountLine[];
  metrics: MetricLine[];
  handling: HandlingTime;
  /** Ranked: satisfaction, then on-time rate, then fewer overdue; a unit without rated cases comes last, without a rank. */
  units: UnitLine[];
  escalations: { level: number; label: string; count: number }[];
  lists: { overdue: CaseLine[]; unsatisfied: CaseLine[]; secondComplaints: CaseLine[]; late: CaseLine[] };
  actions: { due: ActionLine[]; overdue: ActionLine[] };
  /** How many there are, where the lists above stop at some number. */
  listCounts: { overdue: number; unsatisfied: number; secondComplaints: number; late: number; actionsDue: number; actionsOverdue: number };
  typicalCases: TypicalCaseLine[];
  /** What this notice asks of units, and what became of what the last one asked. */
  demands: Demand[];
  previousDemands: { week: Week; label: string; outcomes: DemandOutcome[] } | null;
  charts: {
    /** Twelve weeks, the notice's own last. */
    trend: { week: Week; label: string; total: number; satisfaction: number | null }[];
    sources: { label: string; count: number }[];
    satisfactionByUnit: { label: string; value: number | null }[];
    /** 登记、受理、办结、回访、复盘、闭环 of the cases that the notice counts, as they stand when it is built. */
    funnel: { label: string; count: number }[];
  };
  accounting: { received: number; created: number; updated: number; unchanged: number; quarantined: number; balanced: boolean };
  /** How the notices together hold every case once: published before, in this one, and not yet told. */
  coverage: { before: number; here: number; waiting: number; all: number; complete: boolean };
  /** Sentences composed from the figures, or as the supervisor edited them. */
  sections: Section[];
}

/** A count with its comparisons; `key` is that of `GET /metrics?by=`, "none" where the cases name nothing. */
export interface CountLine {
  key: string;
  label: string;
  count: number;
  /** Of the total, `41.7%`; "—" of nothing. */
  share: string;
  /** Against the week before (环比) and the same ISO week of the year before (同比): `+12.5%`, or "—". */
  change: string;
  changeYear: string;
}

export interface MetricLine extends Ratio {
  name: MetricName;
  label: string;
  /** Null where the denominator is 0. */
  value: number | null;
  /** `96.4%`, or "—". */
  text: string;
  /** Difference to the week before in percentage points, `+1.2`; "—" where either is missing. */
  points: string;
  pointsYear: string;
  threshold: number | null;
  below: boolean;
}

/** Working time from `reportedAt` to the approved disposition, in minutes. */
export interface HandlingTime {
  count: number;
  medianMinutes: number | null;
  p90Minutes: number | null;
  /** `3小时20分`, or "—". */
  median: string;
  p90: string;
}

/** The row of one unit in the attached table: 交办数, 按时办结, 超时办结, 未办结, 办结率, 按时办结率, 不满意数, 不满意率 and its rates. */
export interface UnitLine {
  unitId: number;
  name: string;
  rank: number | null;
  /** Cases that the notice counts and that the unit has. */
  assigned: number;
  onTime: number;
  overdue: number;
  open: number;
  disposedRate: string;
  onTimeRate: string;
  rated: number;
  dissatisfied: number;
  dissatisfiedRate: string;
  metrics: MetricLine[];
  change: string;
  changeYear: string;
  /** Labels of the metrics in which it lies below the threshold. */
  below: string[];
}

/** A case in a named list: never a name, phone or id number; `matter` is cut short and masked. */
export interface CaseLine {
  caseId: number;
  caseNo: string;
  sourceLabel: string;
  kindLabel: string;
  unitName: string;
  category: string;
  reportedOn: Day;
  matter: string;
  /** What the list says of it: `办结超期3个工作日`, `非常不满意`, `原件 HY20261102-000123`, `2026-W45 补报`. */
  remark: string;
}

export interface ActionLine {
  action: string;
  unitName: string;
  owner: string;
  due: Day;
  caseNo: string | null;
  stateLabel: string;
  daysOverdue: number;
}

export interface TypicalCaseLine {
  caseId: number;
  caseNo: string;
  unitName: string;
  category: string;
  verdictLabel: string;
  rootCauseLabel: string;
  lesson: string;
}

export interface Demand {
  /** `below:3:satisfaction`, `actions:3` */
  key: string;
  unitId: number;
  unitName: string;
  text: string;
}

export interface DemandOutcome extends Demand {
  outcome: "met" | "unmet" | "unknown";
  outcomeLabel: string;
  /** What the unit answered when it acknowledged, or "". */
  answer: string;
}

export type SectionKey = "overview" | "callbacks" | "topics" | "units" | "actions" | "demands" | "data";

export interface Section {
  key: SectionKey;
  /** 一、基本情况 */
  heading: string;
  sentences: string[];
  /** Whether the supervisor wrote it. */
  edited: boolean;
}

export interface NoticeAcknowledgement {
  unitId: number;
  unitName: string;
  dueAt: Instant;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  note: string | null;
}

/** What stands beside the frozen content: proofs that show against paper. */
export interface NoticeProof {
  contentHash: string;
  checkpoint: { events: number; hash: string } | null;
}

/** What one revision changed of another, figure by figure. */
export interface NoticeDifference {
  path: string;
  label: string;
  before: string;
  after: string;
}
