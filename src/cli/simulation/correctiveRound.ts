/** Corrective actions in the simulation: units hand in what they did, most of them in time, and the reviewer closes it or sends it back. */
import type { Instant } from "../../rules/words.ts";
import { closeCorrectiveAction, returnCorrectiveAction, submitCorrectiveAction } from "../../store/correctiveActions.ts";
import { HuiyinError } from "../../store/errors.ts";
import type { Actor } from "../../store/store.ts";
import type { House } from "../house.ts";
import type { Chance } from "./random.ts";
import type { SimulationOptions } from "./simulate.ts";

const actionsPerDay = 200;

export class CorrectiveRound {
  private readonly house: House;
  private readonly actors: SimulationOptions["actors"];
  private readonly chance: Chance;

  /** @param chance of its own, so that it changes nothing of what happens to cases. */
  constructor(house: House, { actors }: Pick<SimulationOptions, "actors">, chance: Chance) {
    this.house = house;
    this.actors = actors;
    this.chance = chance;
  }

  async beat(at: Instant, minutes: number): Promise<void> {
    if (minutes !== 17 * 60) return;
    const { store } = this.house;
    const rows = await store.read.selectFrom("corrective_actions").select(["id", "unit_id", "state"]).where("state", "in", ["open", "submitted"]).orderBy("id").limit(actionsPerDay).execute();
    for (const { id, unit_id, state } of rows) {
      if (state === "submitted") await this.review(id, at);
      else if (this.chance.happens(0.22)) await this.submit(id, unit_id, at);
    }
  }

  private async submit(id: number, unitId: number | null, at: Instant): Promise<void> {
    const actor = this.actors.handler.find(({ roles }) => roles.some(({ unitPath }) => unitPath.endsWith(`/${unitId}/`)));
    if (actor !== undefined) await this.attempt(() => this.house.store.write((tx) => submitCorrectiveAction(tx, id, { evidence: "已调整窗口安排并组织学习，附照片" }, { at, actor })));
  }

  private async review(id: number, at: Instant): Promise<void> {
    const isDone = this.chance.happens(0.9);
    const take = async (actor: Actor) => {
      const deed = { at, actor };
      await this.house.store.write((tx) => (isDone ? closeCorrectiveAction(tx, id, {}, deed) : returnCorrectiveAction(tx, id, { opinion: "佐证不足，请补充" }, deed)));
    };
    // Who handled the case does not judge it: then the other reviewer does.
    for (const actor of this.actors.reviewer) if (await this.attempt(() => take(actor))) return;
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof HuiyinError) return false;
      throw error;
    }
  }
}
