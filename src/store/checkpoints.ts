/**
 * Checkpoints: a hash over the newest event of every history, chained to the checkpoint before, so that histories rewritten later show
 * against what was printed. Each takes in only what has grown since the last one.
 */
import type { HashName } from "../rules/suites.ts";
import type { Instant } from "../rules/words.ts";
import { beginDigest, hashNameOf, type Digest } from "./digest.ts";
import type { Reader, Transaction } from "./store.ts";

export interface Checkpoint {
  id: number;
  at: Instant;
  cases: number;
  events: number;
  hash: string;
}

const none = { id: 0, cases: 0, events: 0, hash: "0".repeat(64) };
const headsPerStatement = 300;

/** The newest one where nothing has happened since. */
export async function makeCheckpoint(tx: Transaction, at: Instant, name: HashName = "sha256"): Promise<Checkpoint> {
  const last = (await tx.selectFrom("checkpoints").selectAll().orderBy("id", "desc").executeTakeFirst()) ?? { ...none, at };
  let grown = await grownAfter(tx, 0);
  if (grown.length === 0 && last.id > 0) return { id: last.id, at: last.at, cases: last.cases, events: last.events, hash: last.hash };
  // The row comes first, because the heads point to it; its figures are known when all heads have been read.
  const { id } = await tx.insertInto("checkpoints").values({ at, cases: 0, events: 0, previous_hash: last.hash, hash: last.hash }).returning("id").executeTakeFirstOrThrow();
  const hash = beginDigest(name).update(last.hash);
  const counts = { cases: last.cases, events: last.events };
  while (grown.length > 0) {
    for (const row of grown) {
      addHead(hash, { caseId: row.id, seq: row.version, hash: row.chain_head });
      counts.cases += row.checkpointed_version === 0 ? 1 : 0;
      counts.events += row.version - row.checkpointed_version;
    }
    await tx.insertInto("checkpoint_heads").values(grown.map((row) => ({ case_id: row.id, seq: row.version, checkpoint_id: id }))).execute();
    await tx.updateTable("cases").set((eb) => ({ checkpointed_version: eb.ref("version") })).where("id", "in", grown.map((row) => row.id)).execute();
    grown = await grownAfter(tx, grown.at(-1)?.id ?? 0);
  }
  const made = { ...counts, hash: hash.end() };
  await tx.updateTable("checkpoints").set(made).where("id", "=", id).execute();
  return { id, at, ...made };
}

/** Cases whose history has grown since their last head was taken, in order, some at a time. */
function grownAfter(tx: Transaction, after: number) {
  return tx.selectFrom("cases").select(["id", "version", "checkpointed_version", "chain_head"]).whereRef("checkpointed_version", "<", "version").where("id", ">", after).orderBy("id").limit(headsPerStatement).execute();
}

/** Checkpoints that the histories no longer bear out, oldest first. */
export async function falseCheckpoints(read: Reader): Promise<Checkpoint[]> {
  const wrong: Checkpoint[] = [];
  let previous = none.hash;
  const counts = { cases: 0, events: 0 };
  for (const checkpoint of await read.selectFrom("checkpoints").selectAll().orderBy("id").execute()) {
    const heads = await read
      .selectFrom("checkpoint_heads")
      .leftJoin("case_events", (join) => join.onRef("case_events.case_id", "=", "checkpoint_heads.case_id").onRef("case_events.seq", "=", "checkpoint_heads.seq"))
      .select((eb) => [
        "checkpoint_heads.case_id",
        "checkpoint_heads.seq",
        "case_events.hash",
        eb.selectFrom("checkpoint_heads as earlier").select(({ fn }) => fn.max("earlier.seq").as("seq")).whereRef("earlier.case_id", "=", "checkpoint_heads.case_id").whereRef("earlier.seq", "<", "checkpoint_heads.seq").as("seq_before"),
      ])
      .where("checkpoint_id", "=", checkpoint.id)
      .orderBy("checkpoint_heads.case_id")
      .execute();
    const summed = beginDigest(hashNameOf(checkpoint.hash)).update(previous);
    for (const row of heads) {
      addHead(summed, { caseId: row.case_id, seq: row.seq, hash: row.hash ?? "missing" });
      counts.cases += row.seq_before === null ? 1 : 0;
      counts.events += row.seq - (row.seq_before ?? 0);
    }
    const hash = summed.end();
    if (hash !== checkpoint.hash || checkpoint.previous_hash !== previous || counts.cases !== checkpoint.cases || counts.events !== checkpoint.events) wrong.push(checkpoint);
    previous = checkpoint.hash;
  }
  return wrong;
}

const addHead = (hash: Digest, head: { caseId: number; seq: number; hash: string }): void => void hash.update(`\n${head.caseId}:${head.seq}:${head.hash}`);
