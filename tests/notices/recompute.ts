/**
 * Recomputes a weekly notice's figures from raw events by plain code that shares nothing with src/: sets and loops instead of queries,
 * its own weeks, its own working time. Of derived rows it believes the due instants of limits, which the table of hand-worked deadlines
 * proves, and whether a limit is paused or was ended as no longer asked for.
 */

export interface RawRows {
  cases: { id: number; source: string; kind: string; lane: string; category: string | null; service_item: string | null; window_name: string | null; reported_at: string }[];
  events: { case_id: number; seq: number; type: string; payload: string; at: string; state_after: string }[];
  timers: { id: number; case_id: number; kind: string; status: string; from_at: string; due_at: string }[];
  links: { from_case_id: number; to_case_id: number; relation: string; created_at: string; ended_at: string | null }[];
  escalations: { level: number; raised_at: string }[];
  feed: { day: string; outcome: string }[];
  units: { id: number; parent_id: number | null }[];
  calendar: { day: string; working: number; origin: string }[];
}

/** What earlier notices told: each week's figures, and which week told which case. */
export interface Told {
  figures: Map<string, Figures>;
  caseWeek: Map<number, string>;
}

export const nothingTold = (): Told => ({ figures: new Map(), caseWeek: new Map() });

type Fraction = [numerator: number, denominator: number];

export interface Figures {
  total: number;
  late: number;
  ids: number[];
  counts: Record<string, Record<string, number>>;
  metrics: Record<string, Fraction>;
  unitMetrics: Record<string, Record<string, Fraction>>;
  standing: Record<string, number[]>;
  handling: { count: number; median: number | null; p90: number | null };
  escalations: Record<string, number>;
  funnel: number[];
  feed: Record<string, number>;
  overdue: number[];
  unsatisfied: number[];
  second: number[];
}

const hour = 3_600_000;
const dayLength = 24 * hour;
const local = (at: string): number => new Date(at).getTime() + 8 * hour;

/** The ISO week by the textbook: the one of its Thursday. */
export function isoWeek(at: string): string {
  const midnight = Math.floor(local(at) / dayLength) * dayLength;
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  const thursday = new Date(midnight + (3 - weekday) * dayLength);
  const firstOfYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const number = 1 + Math.floor((thursday.getTime() - firstOfYear) / (7 * dayLength));
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, "0")}`;
}

/** Monday 00:00 in Shanghai as UTC text, and the Monday after. */
export function weekBounds(week: string): [from: string, to: string] {
  const [year = 0, number = 0] = week.split("-W").map(Number);
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayLength + (number - 1) * 7 * dayLength;
  return [new Date(monday - 8 * hour).toISOString(), new Date(monday - 8 * hour + 7 * dayLength).toISOString()];
}

export function recompute(rows: RawRows, week: string, now: string, told: Told): Figures {
  const [from, to] = weekBounds(week);
  const inWeek = (at: string) => at >= from && at < to;
  const until = to < now ? to : now;
  const histories = new Map<number, RawRows["events"]>();
  for (const event of [...rows.events].sort((a, b) => a.case_id - b.case_id || a.seq - b.seq)) histories.set(event.case_id, [...(histories.get(event.case_id) ?? []), event]);
  const lives = new Map(rows.cases.map((row) => [row.id, live(histories.get(row.id) ?? [])]));
  const lifeOf = (id: number) => lives.get(id) ?? live([]);
  const unitOf = (id: number) => (lifeOf(id).unit === null ? "none" : String(lifeOf(id).unit));

  const isTold = (caseId: number) => told.caseWeek.has(caseId);
  const counted = rows.cases.filter((row) => {
    if (told.figures.has(week)) return told.caseWeek.get(row.id) === week;
    if (isTold(row.id)) return false;
    const own = isoWeek(row.reported_at);
    return own === week || (own < week && told.figures.has(own));
  });
  const countedIds = new Set(counted.map(({ id }) => id));

  const tally = (key: (row: RawRows["cases"][number]) => string | null) => {
    const counts: Record<string, number> = {};
    for (const row of counted) counts[key(row) ?? "none"] = (counts[key(row) ?? "none"] ?? 0) + 1;
    return counts;
  };

  // Each metric as the cases of its denominator with whether they count in the numerator.
  const metricHits: Record<string, Map<number, boolean>> = {};
  const connected = (id: number) => lifeOf(id).callbacks.filter((call) => call.connected && inWeek(call.at));
  const callbackMetric = (pick: (calls: Call[]) => Call | undefined, isHit: (call: Call) => boolean) => {
    const hits = new Map<number, boolean>();
    for (const { id } of rows.cases) {
      const call = pick(connected(id));
      if (call !== undefined) hits.set(id, isHit(call));
    }
    return hits;
  };
  metricHits["firstCallbackSatisfaction"] = callbackMetric((calls) => calls.find(({ round }) => round === 1), ({ satisfied }) => satisfied);
  metricHits["satisfaction"] = callbackMetric((calls) => calls.at(-1), ({ satisfied }) => satisfied);
  metricHits["solvedRate"] = callbackMetric((calls) => calls.at(-1), ({ solved }) => solved);

  const limitMetric = (kind: string, isHit: (due: string, done: string | null) => boolean, orDone: boolean) => {
    const hits = new Map<number, boolean>();
    const latest = new Map<number, { due: string; id: number }>();
    for (const timer of rows.timers.filter((each) => each.kind === kind)) {
      const life = lifeOf(timer.case_id);
      const done = life.completions.find((each) => each.kind === kind && each.at >= timer.from_at && timer.status === "met" && !rows.timers.some((other) => other.kind === kind && other.case_id === timer.case_id && other.id > timer.id && other.from_at <= each.at && other.from_at > timer.from_at))?.at ?? null;
      if (timer.status === "paused") continue;
      if (timer.status === "cancelled" && !(kind === "contact" && life.hasDisposition)) continue;
      const fell = timer.due_at >= from && timer.due_at < until;
      if (!fell && !(orDone && done !== null && inWeek(done))) continue;
      const before = latest.get(timer.case_id);
      if (before !== undefined && (before.due > timer.due_at || (before.due === timer.due_at && before.id > timer.id))) continue;
      latest.set(timer.case_id, { due: timer.due_at, id: timer.id });
      hits.set(timer.case_id, isHit(timer.due_at, done));
    }
    return hits;
  };
  const inTime = (due: string, done: string | null) => done !== null && done <= due;
  metricHits["responseRate"] = limitMetric("contact", inTime, false);
  metricHits["onTimeRate"] = limitMetric("disposition", inTime, true);
  metricHits["reviewCompletion"] = limitMetric("review", (_due, done) => done !== null, false);
  metricHits["callbackCompletion"] = limitMetric("callback", (_due, done) => done !== null, false);

  const second = new Map<number, boolean>();
  for (const { id, reported_at } of counted) {
    const earlier = rows.links.filter((link) => link.from_case_id === id && link.relation === "repeat-of" && link.ended_at === null);
    second.set(
      id,
      earlier.some((link) => {
        // As it was known when the two were linked.
        const disposed = lifeOf(link.to_case_id).approvals.filter((at) => at <= link.created_at).at(-1);
        return disposed !== undefined && disposed <= reported_at && Date.parse(reported_at) - Date.parse(disposed) <= 90 * dayLength;
      }),
    );
  }
  metricHits["secondComplaints"] = second;

  const fraction = (hits: Map<number, boolean>, only?: string): Fraction => {
    const all = [...hits].filter(([id]) => only === undefined || unitOf(id) === only);
    return [all.filter(([, hit]) => hit).length, all.length];
  };
  const ids = (name: string, wanted: boolean) => [...(metricHits[name] ?? [])].filter(([, hit]) => hit === wanted).map(([id]) => id).sort((a, b) => a - b);

  const standing: Record<string, number[]> = {};
  for (const { id } of counted) {
    const { approvals } = lifeOf(id);
    const due = rows.timers.filter((timer) => timer.case_id === id && timer.kind === "disposition").sort((a, b) => a.id - b.id).at(-1)?.due_at;
    const approved = approvals.at(-1);
    const place = approved === undefined ? 3 : due === undefined || approved <= due ? 1 : 2;
    const line = (standing[unitOf(id)] ??= [0, 0, 0, 0]);
    line[0] = (line[0] ?? 0) + 1;
    line[place] = (line[place] ?? 0) + 1;
  }

  const minutes = rows.cases
    .filter(({ id }) => inWeek(lifeOf(id).approvals.at(-1) ?? ""))
    .map(({ id, reported_at }) => Math.max(0, Math.round(workingMillis(rows.calendar, reported_at, lifeOf(id).approvals.at(-1) ?? "") / 60_000)))
    .sort((a, b) => a - b);

  const feed: Record<string, number> = { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0 };
  for (const record of rows.feed.filter(({ day }) => isoWeek(`${day}T00:00:00.000+08:00`) === week)) {
    feed["received"] = (feed["received"] ?? 0) + 1;
    feed[record.outcome] = (feed[record.outcome] ?? 0) + 1;
  }
  const escalations: Record<string, number> = {};
  for (const { level, raised_at } of rows.escalations) if (inWeek(raised_at)) escalations[level] = (escalations[level] ?? 0) + 1;

  const units = rows.units.map(({ id }) => String(id));
  const among = (test: (life: Life) => boolean) => counted.filter(({ id }) => test(lifeOf(id))).length;
  return {
    total: counted.length,
    late: counted.filter((row) => isoWeek(row.reported_at) !== week).length,
    ids: [...countedIds].sort((a, b) => a - b),
    counts: {
      bySource: tally((row) => row.source),
      byKind: tally((row) => row.kind),
      byLane: tally((row) => row.lane),
      byCategory: tally((row) => row.category),
      byItem: tally((row) => row.service_item),
      byWindow: tally((row) => row.window_name),
      byUnit: tally((row) => unitOf(row.id)),
      byState: tally((row) => lifeOf(row.id).state),
    },
    metrics: Object.fromEntries(Object.entries(metricHits).map(([name, hits]) => [name, fraction(hits)])),
    unitMetrics: Object.fromEntries(units.map((unit) => [unit, Object.fromEntries(Object.entries(metricHits).map(([name, hits]) => [name, fraction(hits, unit)]))])),
    standing,
    handling: { count: minutes.length, median: median(minutes), p90: minutes.length === 0 ? null : (minutes[Math.ceil(0.9 * minutes.length) - 1] ?? null) },
    escalations,
    funnel: [counted.length, among((life) => life.accepted), among((life) => life.approvals.length > 0), among((life) => life.callbacks.some((call) => call.connected)), among((life) => life.reviewed), among((life) => life.closed)],
    feed,
    overdue: ids("onTimeRate", false),
    unsatisfied: ids("satisfaction", false),
    second: ids("secondComplaints", true),
  };
}

interface Call {
  at: string;
  round: number;
  connected: boolean;
  satisfied: boolean;
  solved: boolean;
}

interface Life {
  unit: number | null;
  state: string;
  accepted: boolean;
  approvals: string[];
  callbacks: Call[];
  completions: { kind: string; at: string }[];
  hasDisposition: boolean;
  reviewed: boolean;
  closed: boolean;
}

/** A case's life, read off its events one by one. */
function live(events: RawRows["events"]): Life {
  const life: Life = { unit: null, state: "registered", accepted: false, approvals: [], callbacks: [], completions: [], hasDisposition: false, reviewed: false, closed: false };
  let round = 1;
  for (const { type, payload: text, at, state_after } of events) {
    const { payload } = JSON.parse(text) as { payload: Record<string, unknown> };
    const complete = (kind: string) => void life.completions.push({ kind, at });
    if (type === "accept") life.accepted = true;
    if (type === "assign" || type === "reassign") life.unit = payload["unitId"] as number;
    if (type === "decline") life.unit = null;
    if (type === "recordContact" && payload["connected"] !== false) complete("contact");
    if (type === "submitDisposition") life.hasDisposition = true;
    if (type === "approveDisposition") {
      life.approvals.push(at);
      complete("disposition");
    }
    if (type === "approveReview") {
      complete("review");
      life.reviewed = true;
    }
    if (type === "approveUnreachable") complete("callback");
    if (type === "recordCallback") {
      const satisfied = ["very-satisfied", "satisfied", "fairly-satisfied"].includes(String(payload["rating"]));
      life.callbacks.push({ at, round, connected: payload["connected"] === true, satisfied, solved: payload["solved"] === true });
      if (payload["connected"] === true) complete("callback");
      if (payload["connected"] === true && !satisfied) round += 1;
    }
    if (type === "reopen") round += 1;
    life.state = state_after;
    life.closed = type === "reopen" ? false : life.closed || state_after === "closed";
  }
  return life;
}

/** Office hours 09:00–12:00 and 13:30–17:00 of working days, minute by minute of nothing: overlaps of each day's two sessions. */
function workingMillis(calendar: RawRows["calendar"], from: string, to: string): number {
  const exceptions = new Map<string, number>();
  for (const row of calendar) if (row.origin === "amended" || !exceptions.has(row.day)) exceptions.set(row.day, row.working);
  const [start, end] = [local(from), local(to)];
  let sum = 0;
  for (let midnight = Math.floor(start / dayLength) * dayLength; midnight < end; midnight += dayLength) {
    const day = new Date(midnight).toISOString().slice(0, 10);
    const weekday = new Date(midnight).getUTCDay();
    const works = exceptions.has(day) ? exceptions.get(day) === 1 : weekday !== 0 && weekday !== 6;
    if (!works) continue;
    for (const [opens, closes] of [[9, 12], [13.5, 17]] as const) sum += Math.max(0, Math.min(end, midnight + closes * hour) - Math.max(start, midnight + opens * hour));
  }
  return sum;
}

function median(sorted: number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? null) : Math.round(((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2);
}

/** (this − before) ÷ before in percent, one digit, with its sign. */
export function changeOf(now: number, before: number | undefined): string {
  if (!before) return "—";
  const value = (((now - before) / before) * 100).toFixed(1);
  return now > before ? `+${value}` + "%" : `${value}%`;
}
