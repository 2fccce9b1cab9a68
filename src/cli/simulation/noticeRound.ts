/** The week's round of notices in the simulation: drafted by the job, published by a supervisor, signed for by the units. */
import { draftNotices } from "../../jobs/draftNotices.ts";
import { followNotices } from "../../jobs/followNotices.ts";
import { dayOf, weekdayOf } from "../../rules/shanghai.ts";
import type { Instant, Week } from "../../rules/words.ts";
import { acknowledgeNotice, editNotice, openAcknowledgements, publishNotice } from "../../store/notices.ts";
import { listNotices } from "../../store/readNotices.ts";
import type { Actor } from "../../store/store.ts";
import type { House } from "../house.ts";
import { composerOf } from "../notices.ts";
import type { Post } from "./nextStep.ts";
import type { Chance } from "./random.ts";
import type { SimulationOptions } from "./simulate.ts";

export class NoticeRound {
  private readonly house: House;
  private readonly actors: Readonly<Record<Post, readonly Actor[]>>;
  private readonly onNotice: ((week: Week) => Promise<void>) | undefined;
  private readonly chance: Chance;

  /** @param chance of its own, so that notices change nothing of what happens to cases. */
  constructor(house: House, { actors, onNotice }: Pick<SimulationOptions, "actors" | "onNotice">, chance: Chance) {
    this.house = house;
    this.actors = actors;
    this.onNotice = onNotice;
    this.chance = chance;
  }

  async beat(at: Instant, minutes: number): Promise<void> {
    if (weekdayOf(dayOf(at)) === 1 && minutes === 9 * 60) await this.publish(at);
    if (minutes === 10 * 60) await followNotices(this.house, at);
    if (minutes === 14 * 60) await this.acknowledge(at);
  }

  /** Last week's notice, and a missed one; now and then the supervisor writes a sentence of his own. */
  private async publish(at: Instant): Promise<void> {
    const { store, rulebook } = this.house;
    await draftNotices({ store }, at);
    const [actor] = this.actors.supervisor;
    if (actor === undefined) return;
    const context = { at, actor, rulebook };
    const drafts = (await listNotices(store.read, { before: null, limit: 60 })).filter(({ state }) => state === "drafted");
    for (const { week } of drafts.toReversed()) {
      if (this.chance.happens(0.2)) await store.write((tx) => editNotice(tx, week, { expectedVersion: 1, sections: { demands: ["1.请各单位对照通报，逐件整改，按时签收。"] } }, context));
      await store.write((tx) => publishNotice(tx, week, composerOf(this.house), context));
      await this.onNotice?.(week);
    }
  }

  /** Most units sign on the day, some later, and one now and then after its time. */
  private async acknowledge(at: Instant): Promise<void> {
    const { store, rulebook } = this.house;
    for (const { week, unit_id } of await openAcknowledgements(store.read)) {
      const actor = this.actors.handler.find(({ roles }) => roles.some(({ unitPath }) => unitPath.endsWith(`/${unit_id}/`)));
      if (actor === undefined || !this.chance.happens(0.6)) continue;
      const note = this.chance.happens(0.5) ? "已组织学习，逐件整改" : null;
      await store.write((tx) => acknowledgeNotice(tx, week, { unitId: unit_id, note }, { at, actor, rulebook }));
    }
  }
}
