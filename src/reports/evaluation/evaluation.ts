/** Quarterly and yearly evaluation (季度测评、年终评优): the metrics of the notices over a longer period, scored and ranked by unit, window and person. */
import { change, metricLabels, metricNames, percent, valueOf, type MetricName } from "../../rules/metrics.ts";
import type { NamedPeriod } from "../../rules/periods.ts";
import type { Policy } from "../../rules/policy.ts";
import { scoreOf } from "../../rules/scoreCard.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import type { FigureRow } from "../../store/readFigures.ts";

export interface EvaluationInput {
  period: NamedPeriod;
  /** What is evaluated: the whole house, or its enterprise lane (对企专窗). */
  subject: "all" | "enterprise";
  issuer: string;
  now: Instant;
  total: FigureRow;
  byUnit: FigureRow[];
  byWindow: FigureRow[];
  byHandler: FigureRow[];
  byItem: FigureRow[];
  previousTotal: number;
  yearBeforeTotal: number;
}

export interface ScoredLine {
  key: string;
  label: string;
  rank: number | null;
  points: number | null;
  complaints: number;
  metrics: { name: MetricName; label: string; numerator: number; denominator: number; value: number | null; text: string }[];
  excellent: boolean;
}

export interface Evaluation {
  title: string;
  period: NamedPeriod;
  subject: EvaluationInput["subject"];
  issuer: string;
  builtAt: string;
  /** Whether the period is over; figures of a running one are those so far. */
  complete: boolean;
  total: ScoredLine & { change: string; changeYear: string };
  units: ScoredLine[];
  windows: ScoredLine[];
  people: ScoredLine[];
  items: { label: string; complaints: number; share: string }[];
  excellent: { units: string[]; windows: string[]; people: string[] };
  scoreCard: Policy["scoreCard"];
}

export function evaluation(input: EvaluationInput, scoreCard: Policy["scoreCard"]): Evaluation {
  const { period, subject, total, now } = input;
  const units = ranked(input.byUnit, scoreCard);
  const windows = ranked(input.byWindow, scoreCard);
  const people = ranked(input.byHandler, scoreCard);
  const excellent = (lines: readonly ScoredLine[]) => lines.filter((line) => line.excellent).map(({ label }) => label);
  return {
    title: subject === "enterprise" ? `对企专窗服务情况报告（${period.label}）` : `窗口服务测评（${period.label}）`,
    period,
    subject,
    issuer: input.issuer,
    builtAt: toOffsetText(now),
    complete: toOffsetText(now).slice(0, 10) > period.to,
    total: { ...scored(total, scoreCard), change: change(total.complaints, input.previousTotal), changeYear: change(total.complaints, input.yearBeforeTotal) },
    units,
    windows,
    people,
    items: input.byItem
      .filter(({ complaints }) => complaints > 0)
      .toSorted((a, b) => b.complaints - a.complaints || (a.label < b.label ? -1 : 1))
      .map(({ label, complaints }) => ({ label, complaints, share: percent({ numerator: complaints, denominator: total.complaints }) })),
    excellent: { units: excellent(units), windows: excellent(windows), people: excellent(people) },
    scoreCard,
  };
}

/** By points; who had too few cases comes last, without a rank, and what names nobody is not in it. */
function ranked(rows: readonly FigureRow[], scoreCard: Policy["scoreCard"]): ScoredLine[] {
  const lines = rows.filter(({ key }) => key !== "none").map((row) => scored(row, scoreCard));
  const isRanked = ({ complaints, points }: ScoredLine) => points !== null && complaints >= scoreCard.casesMin;
  const sorted = lines.toSorted((a, b) => Number(isRanked(b)) - Number(isRanked(a)) || (b.points ?? -1) - (a.points ?? -1) || b.complaints - a.complaints || (a.key < b.key ? -1 : 1));
  let rank = 0;
  return sorted.map((line, index) => {
    if (!isRanked(line)) return line;
    if (index === 0 || sorted[index - 1]?.points !== line.points) rank = index + 1;
    return { ...line, rank, excellent: (line.points ?? 0) >= scoreCard.excellent };
  });
}

function scored({ key, label, complaints, metrics }: FigureRow, scoreCard: Policy["scoreCard"]): ScoredLine {
  return {
    key,
    label,
    rank: null,
    points: scoreOf(metrics, scoreCard).points,
    complaints,
    metrics: metricNames.map((name) => ({ name, label: metricLabels[name], ...metrics[name], value: valueOf(metrics[name]), text: percent(metrics[name]) })),
    excellent: false,
  };
}
