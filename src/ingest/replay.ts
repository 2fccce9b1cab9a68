/** Quarantined records put right: fields corrected, then replayed, so that each gets the outcome that it would have had. */
import { HuiyinError } from "../store/errors.ts";
import { correctQuarantined, isOvertaken, mustBeOpen, readQuarantined, settleReplay, textOfQuarantined } from "../store/quarantine.ts";
import type { EventContext, Store } from "../store/store.ts";
import { decodeRaw } from "./decode.ts";
import { decide, judge, type RecordResult } from "./intake.ts";
import type { Profile } from "./profile.ts";

type Profiles = ReadonlyMap<string, Profile>;

/** Null when there is no such record. @throws HuiyinError `already-replayed`, `already-dismissed`, `unknown-profile` */
export function replayQuarantined(store: Store, id: number, profiles: Profiles, context: EventContext): Promise<RecordResult | null> {
  return store.write(async (tx) => {
    if ((await readQuarantined(tx, id)) === null) return null;
    const row = await mustBeOpen(tx, id);
    const profile = profileNamed(profiles, row.profile);
    const judged = judge(decodeRaw(textOfQuarantined(row, context.rulebook.vault)), profile);
    const late = judged.record !== undefined && (await isOvertaken(tx, row, judged.externalId));
    const { outcome, known } = await decide(tx, judged, profile, context, { late });
    const problems = judged.problems ?? null;
    await settleReplay(tx, id, { outcome, externalId: judged.externalId, caseId: known?.caseId ?? null, contentHash: judged.record ? judged.contentHash : null, problems }, context);
    return { index: 0, externalId: judged.externalId, outcome, ...known, ...(problems ? { errors: problems } : {}) };
  });
}

/** What may be put right: the whole text, single fields of it (null takes one away), or the profile by which it is read. */
export interface Correction {
  raw?: string | undefined;
  fields?: Record<string, string | null> | undefined;
  profile?: string | undefined;
}

/**
 * Null when there is no such record.
 * @throws HuiyinError `already-replayed`, `already-dismissed`, `unknown-profile`, `profile-mismatch`, `fields-not-correctable`
 */
export function correctRecord(store: Store, id: number, correction: Correction, profiles: Profiles, context: EventContext): Promise<true | null> {
  return store.write(async (tx) => {
    const row = await readQuarantined(tx, id);
    if (row === null) return null;
    if (correction.profile !== undefined && profileNamed(profiles, correction.profile).source !== row.source) {
      throw new HuiyinError("profile-mismatch", `来源档案 ${correction.profile} 不属于来源 ${row.source}，请另选。`);
    }
    const text = correction.raw ?? textOfQuarantined(row, context.rulebook.vault);
    const raw = correction.fields === undefined ? correction.raw : withFields(text, correction.fields);
    await correctQuarantined(tx, id, { raw, profile: correction.profile, fields: correction.fields && Object.keys(correction.fields) }, context.rulebook.vault, context);
    return true;
  });
}

/** The fields of a quarantined text, as far as it can be read; null where it cannot. */
export function fieldsOf(text: string): Record<string, unknown> | null {
  return decodeRaw(text).value ?? null;
}

function withFields(text: string, fields: Record<string, string | null>): string {
  const value = fieldsOf(text);
  if (value === null) throw new HuiyinError("fields-not-correctable", "这条记录无法分出字段，请在 raw 中提交改正后的全文。");
  const corrected = new Map(Object.entries(value));
  for (const [key, content] of Object.entries(fields)) {
    if (content === null) corrected.delete(key);
    else corrected.set(key, content);
  }
  return JSON.stringify(Object.fromEntries(corrected));
}

function profileNamed(profiles: Profiles, name: string): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) throw new HuiyinError("unknown-profile", `没有名为 ${name} 的来源档案，可用：${[...profiles.keys()].join("、")}。`);
  return profile;
}
