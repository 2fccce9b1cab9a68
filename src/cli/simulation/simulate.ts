/**
 * Half a year in the hall: records arrive from every source, people do their work, limits fall due, a holiday comes, the service is down for
 * two days. Everything goes through the real doors with a simulated clock, and is the same again for the same seed.
 */
import { decodeRecords } from "../../ingest/decode.ts";
import { takeRecords } from "../../ingest/intake.ts";
import { thaw } from "../../machines/step.ts";
import { addDays, dayMillis, dayOf, instantAt, millisOf, toInstant, weekdayOf } from "../../rules/shanghai.ts";
import type { Day, Instant, Rating, Week } from "../../rules/words.ts";
import { addWorkingMillis } from "../../rules/workingTime.ts";
import { separationBreach, type PermittedEvent } from "../../rules/permissions.ts";
import { acknowledgeAnswer, pendingAnswers } from "../../store/answers.ts";
import { feedActor, systemActor } from "../../store/actors.ts";
import { applyEvent } from "../../store/applyEvent.ts";
import { planCallbacks } from "../../store/callbackTasks.ts";
import { HuiyinError } from "../../store/errors.ts";
import { fireTimersDue } from "../../store/fireTimers.ts";
import { escalateGroups } from "../../store/groupComplaints.ts";
import { rateByLink } from "../../store/rateByLink.ts";
import { createRatingLink, newRatingToken } from "../../store/ratingLinks.ts";
import { registerCases } from "../../store/relate.ts";
import type { CaseRow } from "../../store/schema.ts";
import type { Actor } from "../../store/store.ts";
import { unitByNameOrCode } from "../../store/units.ts";
import { profileFor, type House } from "../house.ts";
import { arrivalOf, beginNumbering, fates, planDay, type Arrival, type Fate } from "./arrivals.ts";
import { matterOf } from "./matters.ts";
import { nextStepOf, type NextStep, type Post } from "./nextStep.ts";
import { CorrectiveRound } from "./correctiveRound.ts";
import { NoticeRound } from "./noticeRound.ts";
import { Chance } from "./random.ts";
import { walkInOf } from "./walkIn.ts";

export interface SimulationOptions {
  seed: number;
  weeks: number;
  /** 1 for about forty cases a week. */
  scale: number;
  until: Instant;
  /** The people by post; several for each, so that duties lie in different hands. */
  actors: Readonly<Record<Post, readonly Actor[]>>;
  onDay?: ((day: Day, counts: SimulationCounts) => void | Promise<void>) | undefined;
  /** After each notice that is published. */
  onNotice?: ((week: Week) => Promise<void>) | undefined;
}

export interface SimulationCounts {
  records: number;
  cases: number;
  events: number;
  fired: number;
  refused: number;
}

const hourMillis = 3_600_000;
/** The service is down on these days, counted from the first: what fell due is done when it is back. */
const downDays = [61, 62];
/** Days on which one matter comes from so many people. */
const crowdDays = new Map([[33, 6], [120, 5]]);
/** Every so many arrivals one gets the next of the fates, so that each shows itself. */
const arrivalsPerFate = 3;
const minutesPerBeat = 60;

interface Life {
  fate: Fate;
  done: Map<string, number>;
  unitId: number;
}

export async function simulate(house: House, options: SimulationOptions): Promise<SimulationCounts> {
  return new Simulation(house, options).run();
}

class Simulation {
  private readonly chance: Chance;
  private readonly counts: SimulationCounts = { records: 0, cases: 0, events: 0, fired: 0, refused: 0 };
  private readonly agenda = new Map<number, (() => Promise<void>)[]>();
  private readonly lives = new Map<number, Life>();
  private readonly house: House;
  private readonly options: SimulationOptions;
  private readonly notices: NoticeRound;
  private readonly corrections: CorrectiveRound;
  private now: Instant;
  private fateCount = 0;

  constructor(house: House, options: SimulationOptions) {
    this.house = house;
    this.options = options;
    this.notices = new NoticeRound(house, options, new Chance(options.seed + 1));
    this.corrections = new CorrectiveRound(house, options, new Chance(options.seed + 2));
    this.chance = new Chance(options.seed);
    this.now = options.until;
    beginNumbering();
  }

  async run(): Promise<SimulationCounts> {
    const { weeks, until, onDay } = this.options;
    const days = weeks * 7;
    const first = addDays(dayOf(until), -days);
    for (let index = 0; index <= days; index += 1) {
      const day = addDays(first, index);
      this.planDay(day, index);
      for (let minutes = 0; minutes < 24 * 60; minutes += minutesPerBeat) {
        const at = instantAt(day, minutes);
        if (at > until) break;
        await this.beat(at, downDays.includes(index), minutes);
      }
      await onDay?.(day, this.counts);
    }
    return this.counts;
  }

  /** What was planned for this hour, and the jobs; nothing while the service is down. */
  private async beat(at: Instant, isDown: boolean, minutes: number): Promise<void> {
    this.now = at;
    const due = this.agenda.get(millisOf(at)) ?? [];
    this.agenda.delete(millisOf(at));
    if (isDown) {
      for (const task of due) this.plan(toInstant(millisOf(at) + dayMillis), task);
      return;
    }
    const { store, rulebook } = this.house;
    if (minutes >= 7 * 60 && minutes <= 21 * 60) this.counts.fired += (await fireTimersDue(store, rulebook, at)).fired;
    for (const task of due) await task();
    if (minutes >= 8 * 60 && minutes <= 18 * 60) await planCallbacks(store, rulebook, at);
    await this.notices.beat(at, minutes);
    await this.corrections.beat(at, minutes);
    if (minutes === 16 * 60) await this.fetchAnswers();
    if (minutes === 10 * 60 || minutes === 15 * 60) await this.workOnEscalations();
    if (minutes === 18 * 60) await escalateGroups(store, rulebook, at, { limit: 1000 });
  }

  private planDay(day: Day, index: number): void {
    const { scale } = this.options;
    const isWorking = this.house.rulebook.clock.calendar.isWorkingDay(day);
    const afterHoliday = isWorking && !this.house.rulebook.clock.calendar.isWorkingDay(addDays(day, -1)) && !this.house.rulebook.clock.calendar.isWorkingDay(addDays(day, -4));
    const share = isWorking ? (afterHoliday ? 2.4 : 1) : weekdayOf(day) <= 5 ? 0.25 : 0.5;
    const crowd = crowdDays.get(index) ?? 0;
    const { arrivals, walkIns } = planDay(this.chance, day, { scale, share, crowd }, () => this.nextFate());
    for (const arrival of arrivals) this.plan(arrival.at, () => this.take(arrival));
    for (const walkIn of walkIns) this.plan(walkIn.at, () => this.register(walkIn));
  }

  private nextFate(): Fate {
    this.fateCount += 1;
    return this.fateCount % arrivalsPerFate === 0 ? (fates[(this.fateCount / arrivalsPerFate) % fates.length] ?? "usual") : "usual";
  }

  /** At the next full hour at or after the instant, so that one look an hour is enough. */
  private plan(at: Instant, task: () => Promise<void>): void {
    const millis = Math.max(Math.ceil(millisOf(at) / hourMillis) * hourMillis, millisOf(this.now) + hourMillis);
    this.agenda.set(millis, [...(this.agenda.get(millis) ?? []), task]);
  }

  private async take(arrival: Arrival): Promise<void> {
    const { store, rulebook } = this.house;
    const records = decodeRecords(Buffer.from(JSON.stringify(arrival.record)), { format: "json" });
    const profile = profileFor(this.house, arrival.source);
    const { results } = await takeRecords(store, { profile, records, sender: "simulation", actor: feedActor("simulation", "模拟平台"), rulebook, now: () => this.now });
    this.counts.records += 1;
    const [result] = results;
    if (result?.outcome !== "created" || result.caseId === undefined) return;
    await this.adopt(result.caseId, arrival.fate);
    this.planSequel(arrival);
  }

  private async register({ at: _at, matter, name, phone }: Parameters<typeof walkInOf>[0]): Promise<void> {
    const actor = this.chance.pick(this.options.actors.window);
    const context = { at: this.now, actor, rulebook: this.house.rulebook };
    const [opened] = await this.house.store.write((tx) => registerCases(tx, [walkInOf({ at: this.now, matter, name, phone }, `W-MN-${this.counts.cases + 1}`)], context));
    if (opened !== undefined) await this.adopt(opened.id, "usual");
  }

  private async adopt(caseId: number, fate: Fate): Promise<void> {
    this.counts.cases += 1;
    const row = await this.rowOf(caseId);
    const unit = row.source_unit === null ? null : await unitByNameOrCode(this.house.store.read, row.source_unit);
    const fallback = await unitByNameOrCode(this.house.store.read, "320481100000");
    this.lives.set(caseId, { fate, done: new Map(), unitId: unit !== null && unit.parentId !== null ? unit.id : (fallback?.id ?? 1) });
    await this.planNext(caseId);
  }

  /** What the source sends later, because of the fate of its record. */
  private planSequel({ source, record, fate, externalId }: Arrival): void {
    const later = (days: number) => toInstant(millisOf(this.now) + days * dayMillis);
    const again = (changes: Record<string, unknown>): Arrival => ({ at: this.now, source, record: { ...record, ...changes }, externalId, fate: "usual" });
    if (source === "12345" && fate === "withdrawn") this.plan(later(1), () => this.take(again({ 工单状态: "已撤单" })));
    if (source === "12345" && fate === "urged") this.plan(later(2), () => this.take(again({ 工单状态: "催办" })));
    if (source === "12345" && fate === "changed") this.plan(later(1), () => this.take(again({ 诉求内容: `${String(record["诉求内容"])}（补充：已拍照留存）` })));
    if (fate === "repeated" && record["诉求人"] !== "匿名") this.plan(later(30), () => this.repeat(source, record));
  }

  private async repeat(source: Arrival["source"], record: Record<string, unknown>): Promise<void> {
    const day = dayOf(this.now);
    const again = arrivalOf(this.chance, day, matterOf(this.chance, day), "usual", { name: "模拟重复", phone: "13900000000" }, source);
    // The same person about the same item or unit, in other words.
    const kept = ["诉求人", "联系电话", "服务事项", "承办单位", "BJRXM", "LXDH", "GXDWDM", "GXDWMC", "XFRXM", "ZJHM"];
    const same = Object.fromEntries(Object.entries(record).filter(([key]) => kept.includes(key)));
    const wanted = source === "12345" ? { 诉求类型: "投诉" } : {};
    await this.take({ ...again, record: { ...again.record, ...same, ...wanted } });
  }

  private async planNext(caseId: number): Promise<void> {
    const life = this.lives.get(caseId);
    if (life === undefined) return;
    const step = this.stepFor(await this.rowOf(caseId), life);
    if (step === null) return;
    const at = addWorkingMillis(this.house.rulebook.clock, this.now, Math.max(0.05, step.workingHours) * hourMillis);
    this.plan(at, () => this.act(caseId));
  }

  private stepFor(row: CaseRow, life: Life): NextStep | null {
    const { context, value } = thaw(row.snapshot, row.machine_version);
    const flow = (value as { flow: unknown }).flow;
    return nextStepOf({ row, context, flow, fate: life.fate, unitId: life.unitId, done: life.done }, this.chance);
  }

  /** Decided anew when its time has come: the case may stand elsewhere by then. */
  private async act(caseId: number): Promise<void> {
    const life = this.lives.get(caseId);
    if (life === undefined) return;
    const row = await this.rowOf(caseId);
    const step = this.stepFor(row, life);
    if (step === null) return;
    const actor = await this.actorFor(step, row);
    const isDone = actor !== null && (this.isSelfRated(step, row) ? await this.rateAlone(row, step.payload) : await this.apply(row, step.type, step.payload, actor));
    if (isDone) {
      life.done.set(step.type, (life.done.get(step.type) ?? 0) + 1);
      if (step.isLate) life.done.set("late", 1);
    }
    await this.planNext(caseId);
  }

  /** Some answer the message before anybody rings. */
  private isSelfRated({ type, payload }: NextStep, row: CaseRow): boolean {
    return type === "recordCallback" && payload["connected"] === true && row.phone_index !== null && this.chance.happens(0.12);
  }

  private async rateAlone(row: CaseRow, { rating, solved, comment }: Record<string, unknown>): Promise<boolean> {
    const { store, rulebook } = this.house;
    const task = await store.read.selectFrom("callback_tasks").select("id").where("case_id", "=", row.id).where("state", "=", "open").executeTakeFirst();
    if (task === undefined) return false;
    const token = newRatingToken(rulebook.vault);
    await store.write((tx) => createRatingLink(tx, task.id, { token, publicUrl: "https://huiyin.example" }, { at: this.now, actor: systemActor, rulebook }));
    await store.write((tx) => rateByLink(tx, token, { rating: rating as Rating, solved: solved === true, comment: comment as string | undefined }, { at: this.now, rulebook }));
    this.counts.events += 1;
    return true;
  }

  private async actorFor({ post, type }: NextStep, row: CaseRow): Promise<Actor | null> {
    const { context } = thaw(row.snapshot, row.machine_version);
    const candidates = this.options.actors[post].filter((actor) => separationBreach(type as PermittedEvent, actor.id, context) === null);
    if (type === "recordCallback") return this.plannedCaller(row, candidates);
    if (post !== "handler") return candidates.length === 0 ? null : this.chance.pick(candidates);
    const ofUnit = candidates.filter(({ roles }) => roles.some(({ unitPath }) => unitPath.endsWith(`/${row.unit_id}/`)));
    return ofUnit.find(({ userId }) => userId === row.handler_id) ?? (ofUnit.length === 0 ? null : this.chance.pick(ofUnit));
  }

  private async plannedCaller(row: CaseRow, candidates: readonly Actor[]): Promise<Actor | null> {
    const task = await this.house.store.read.selectFrom("callback_tasks").select("caller_id").where("case_id", "=", row.id).where("state", "=", "open").executeTakeFirst();
    return candidates.find(({ userId }) => userId === task?.caller_id) ?? candidates[0] ?? null;
  }

  private async apply(row: CaseRow, type: string, payload: Record<string, unknown>, actor: Actor): Promise<boolean> {
    try {
      await this.house.store.write((tx) => applyEvent(tx, row.id, { type, payload }, { at: this.now, actor, rulebook: this.house.rulebook, expectedVersion: row.version }));
      this.counts.events += 1;
      return true;
    } catch (error) {
      if (!(error instanceof HuiyinError) || error.code === "store-unavailable") throw error;
      this.counts.refused += 1;
      return false;
    }
  }

  /** The sources fetch their answers in the afternoon and say so. */
  private async fetchAnswers(): Promise<void> {
    const { store, rulebook } = this.house;
    for (const source of ["110", "12345", "petition", "window"] as const) {
      for (const answer of await pendingAnswers(store.read, source, 0, 500)) {
        const context = { at: this.now, actor: feedActor("simulation", "模拟平台"), rulebook };
        await store.write((tx) => acknowledgeAnswer(tx, { id: answer.id, source, channel: "平台", proof: `模拟回执 ${answer.id}` }, context));
        this.counts.events += 1;
        if (this.chance.happens(0.012)) this.planReopening(answer.caseId);
      }
    }
  }

  private planReopening(caseId: number): void {
    this.plan(toInstant(millisOf(this.now) + 5 * dayMillis), async () => {
      const row = await this.rowOf(caseId);
      if (row.state === "closed" && (await this.apply(row, "reopen", { reason: "反映人补充新情况" }, this.chance.pick(this.options.actors.supervisor)))) await this.planNext(caseId);
    });
  }

  /** Most escalations are taken on and resolved; those of cases that are ignored or stuck are not, so that they climb. */
  private async workOnEscalations(): Promise<void> {
    const open = await this.house.store.read.selectFrom("escalations").select(["case_id", "state", "raised_at"]).where("state", "<>", "resolved").orderBy("case_id").orderBy("id").execute();
    for (const { case_id, state, raised_at } of open) {
      const fate = this.lives.get(case_id)?.fate;
      if (fate === "ignored" || fate === "stuck" || millisOf(this.now) - millisOf(raised_at) < 3 * hourMillis) continue;
      const row = await this.rowOf(case_id);
      const actor = this.chance.pick(this.options.actors.window);
      if (state === "open") await this.apply(row, "acknowledgeEscalation", {}, actor);
      else if (this.chance.happens(0.75)) await this.apply(row, "resolveEscalation", { resolution: "已督促承办单位限时办结" }, actor);
    }
  }

  private rowOf(caseId: number): Promise<CaseRow> {
    return this.house.store.read.selectFrom("cases").selectAll().where("id", "=", caseId).executeTakeFirstOrThrow();
  }
}
