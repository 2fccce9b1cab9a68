/** The quarantine as the server asks for it, answered by store and intake. */
import { correctRecord, fieldsOf, replayQuarantined } from "../../ingest/replay.ts";
import type { FeedProblem, Quarantine, QuarantineDetail, QuarantineItem } from "../../server/ports.ts";
import { dismissQuarantined, listQuarantine, quarantineActions, readQuarantined, recordView, textOfQuarantined } from "../../store/quarantine.ts";
import type { FeedRecordRow } from "../../store/schema.ts";
import { feedActor } from "../../store/actors.ts";
import type { Actor } from "../../store/store.ts";
import type { Instant } from "../../rules/words.ts";
import type { House } from "../house.ts";

export function quarantinePort({ store, rulebook, config }: House): Quarantine {
  const { vault } = rulebook;
  /** What is opened is the engine's own door: a person's right to be here was asked by the route. */
  const contextOf = (actor: Actor, at: Instant) => ({ at, actor: feedActor(actor.id, actor.name), rulebook });

  async function detailOf(id: number): Promise<QuarantineDetail | null> {
    const row = await readQuarantined(store.read, id);
    if (row === null) return null;
    const raw = textOfQuarantined(row, vault);
    return {
      ...itemOf(row),
      raw,
      corrected: row.corrected_sealed !== null,
      original: row.corrected_sealed === null || row.raw_sealed === null ? null : vault.unseal(row.raw_sealed),
      fields: fieldsOf(raw),
      truncated: row.raw_bytes === null || row.raw_sha256 === null ? null : { bytes: row.raw_bytes, sha256: row.raw_sha256 },
      actions: await quarantineActions(store.read, id),
    };
  }

  return {
    list: async (filter) => (await listQuarantine(store.read, filter)).map(itemOf),
    async show(id, actor, at) {
      if ((await readQuarantined(store.read, id)) === null) return null;
      await store.write((tx) => recordView(tx, id, { actor, at }));
      return detailOf(id);
    },
    async correct(id, correction, actor, at) {
      return (await correctRecord(store, id, correction, config.profiles, contextOf(actor, at))) && detailOf(id);
    },
    replay: (id, actor, at) => replayQuarantined(store, id, config.profiles, contextOf(actor, at)),
    async dismiss(id, reason, actor, at) {
      if ((await readQuarantined(store.read, id)) === null) return null;
      await store.write((tx) => dismissQuarantined(tx, id, reason, { actor, at }));
      return detailOf(id);
    },
  };
}

const itemOf = (row: FeedRecordRow): QuarantineItem => ({
  id: row.id,
  source: row.source,
  externalId: row.external_id,
  profile: row.profile,
  receivedAt: row.received_at,
  errors: JSON.parse(row.problems ?? "[]") as FeedProblem[],
  replayedAt: row.replayed_at,
  dismissedAt: row.dismissed_at,
  dismissalReason: row.dismissal_reason,
});
