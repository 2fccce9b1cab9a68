/** Replays a quarantined record after its text or its profile was put right: it gets the outcome that it would have had. */
import { HuiyinError } from "../store/errors.ts";
import { readQuarantined, settleReplay } from "../store/quarantine.ts";
import type { EventContext, Store } from "../store/store.ts";
import { decodeRaw } from "./decode.ts";
import { decide, judge, type RecordResult } from "./intake.ts";
import type { Profile } from "./profile.ts";

/** Null when there is no such record. @throws HuiyinError `already-replayed`, `unknown-profile` */
export function replayQuarantined(store: Store, id: number, profiles: ReadonlyMap<string, Profile>, context: EventContext): Promise<RecordResult | null> {
  return store.write(async (tx) => {
    const row = await readQuarantined(tx, id);
    if (row === null) return null;
    if (row.outcome !== "quarantined" || row.raw_sealed === null) throw new HuiyinError("already-replayed", "这条记录已重放入库,不能再次重放。");
    const profile = profiles.get(row.profile);
    if (profile === undefined) throw new HuiyinError("unknown-profile", `没有名为 ${row.profile} 的来源配置,请恢复该配置后再重放。`);
    const judged = judge(decodeRaw(context.rulebook.vault.unseal(row.raw_sealed)), profile);
    const { outcome, known } = await decide(tx, judged, profile, context);
    const problems = judged.problems ?? null;
    await settleReplay(
      tx,
      id,
      { outcome, externalId: judged.externalId, caseId: known?.caseId ?? null, contentHash: judged.record ? judged.contentHash : null, problems },
      context.at,
    );
    return { index: 0, externalId: judged.externalId, outcome, ...known, ...(problems ? { errors: problems } : {}) };
  });
}
