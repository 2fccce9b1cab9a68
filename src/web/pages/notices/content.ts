/** The part of a notice's content that the page shows: a mirror of reports/notice/content.ts, which the service sends as it was frozen. */
import type { AnswerOf } from "../../api/types";

export interface CountLine {
  key: string;
  label: string;
  count: number;
  share: string;
  change: string;
  changeYear: string;
}
export interface MetricLine {
  name: string;
  label: string;
  numerator: number;
  denominator: number;
  value: number | null;
  text: string;
  points: string;
  pointsYear: string;
  threshold: number | null;
  below: boolean;
}
export interface UnitLine {
  unitId: number;
  name: string;
  rank: number | null;
  assigned: number;
  onTime: number;
  overdue: number;
  open: number;
  disposedRate: string;
  onTimeRate: string;
  rated: number;
  dissatisfied: number;
  dissatisfiedRate: string;
  change: string;
  changeYear: string;
  below: string[];
}
export interface CaseLine {
  caseId: number;
  caseNo: string;
  sourceLabel: string;
  kindLabel: string;
  unitName: string;
  category: string;
  reportedOn: string;
  matter: string;
  remark: string;
}
export interface ActionLine {
  action: string;
  unitName: string;
  owner: string;
  due: string;
  caseNo: string | null;
  stateLabel: string;
  daysOverdue: number;
}
export interface Demand {
  key: string;
  unitName: string;
  text: string;
}
export interface Section {
  key: SectionKey;
  heading: string;
  sentences: string[];
  edited: boolean;
}
export type SectionKey = "overview" | "callbacks" | "topics" | "units" | "actions" | "demands" | "data";

interface Content {
  issue: { year: number; number: number };
  revision: number;
  issuer: string;
  period: { from: string; to: string };
  publishedAt: string | null;
  publishedBy: string | null;
  total: CountLine;
  lateCount: number;
  bySource: CountLine[];
  byKind: CountLine[];
  byUnit: CountLine[];
  byWindow: CountLine[];
  byItem: CountLine[];
  byCategory: CountLine[];
  byLane: CountLine[];
  metrics: MetricLine[];
  handling: { count: number; median: string; p90: string };
  units: UnitLine[];
  escalations: { level: number; label: string; count: number }[];
  lists: { overdue: CaseLine[]; unsatisfied: CaseLine[]; secondComplaints: CaseLine[]; late: CaseLine[] };
  listCounts: { overdue: number; unsatisfied: number; secondComplaints: number; late: number; actionsDue: number; actionsOverdue: number };
  actions: { due: ActionLine[]; overdue: ActionLine[] };
  typicalCases: { caseId: number; caseNo: string; unitName: string; category: string; verdictLabel: string; rootCauseLabel: string; lesson: string }[];
  demands: Demand[];
  previousDemands: { week: string; label: string; outcomes: (Demand & { outcome: string; outcomeLabel: string; answer: string })[] } | null;
  charts: { trend: { week: string; label: string; total: number; satisfaction: number | null }[]; funnel: { label: string; count: number }[] };
  accounting: { received: number; created: number; updated: number; unchanged: number; quarantined: number; balanced: boolean };
  coverage: { before: number; here: number; waiting: number; all: number; complete: boolean };
  sections: Section[];
}

type Beside = AnswerOf<"/api/v1/notices/{week}">;
type BesideNames = "week" | "title" | "status" | "state" | "stateLabel" | "contentHash" | "checkpoint" | "draft" | "revisions" | "acknowledgements" | "allowed";
export type Notice = Pick<Beside, BesideNames> & Content;
export const noticeOf = (body: Beside): Notice => body as unknown as Notice;
