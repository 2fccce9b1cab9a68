/** What was taken of each file of a drop folder: known by its content, so that the same file under another name is not taken again. */
import type { Instant } from "../rules/words.ts";
import type { Reader, Transaction } from "./store.ts";

export interface DroppedFile {
  id: number;
  name: string;
  state: string;
  begunAt: Instant;
  endedAt: Instant | null;
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  quarantined: number;
}

type Counts = Pick<DroppedFile, "received" | "created" | "updated" | "unchanged" | "quarantined">;

/** The file as it is known: new, cut short, or taken already. */
export async function beginFile(tx: Transaction, file: { profile: string; name: string; sha256: string; bytes: number; at: Instant }): Promise<{ file: DroppedFile; isNew: boolean }> {
  const inserted = await tx
    .insertInto("dropped_files")
    .values({ profile: file.profile, name: file.name, sha256: file.sha256, bytes: file.bytes, state: "taking", begun_at: file.at, ended_at: null })
    .onConflict((conflict) => conflict.columns(["profile", "sha256"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return { file: await readFile(tx, file.profile, file.sha256), isNew: inserted !== undefined };
}

async function readFile(read: Reader | Transaction, profile: string, sha256: string): Promise<DroppedFile> {
  const row = await read.selectFrom("dropped_files").selectAll().where("profile", "=", profile).where("sha256", "=", sha256).executeTakeFirstOrThrow();
  const { id, name, state, received, created, updated, unchanged, quarantined } = row;
  return { id, name, state, begunAt: row.begun_at, endedAt: row.ended_at, received, created, updated, unchanged, quarantined };
}

/** Another process takes the same file; this one must stop, and what it was about to write is not written. */
export class FileTakenElsewhere extends Error {}

/** In the transaction of the records themselves: after a crash the file goes on exactly where it stopped. @throws FileTakenElsewhere */
export async function advanceFile(tx: Transaction, id: number, receivedBefore: number, counts: Counts): Promise<void> {
  const row = await tx
    .updateTable("dropped_files")
    .set((eb) => ({
      received: eb("received", "+", counts.received),
      created: eb("created", "+", counts.created),
      updated: eb("updated", "+", counts.updated),
      unchanged: eb("unchanged", "+", counts.unchanged),
      quarantined: eb("quarantined", "+", counts.quarantined),
    }))
    .where("id", "=", id)
    .where("state", "=", "taking")
    .where("received", "=", receivedBefore)
    .returning("id")
    .executeTakeFirst();
  if (row === undefined) throw new FileTakenElsewhere();
}

/** False where another process has ended it. */
export async function endFile(tx: Transaction, id: number, state: "done" | "failed", at: Instant): Promise<boolean> {
  const row = await tx.updateTable("dropped_files").set({ state, ended_at: at }).where("id", "=", id).where("state", "=", "taking").returning("id").executeTakeFirst();
  return row !== undefined;
}

/** A file that was still being written while it was taken is another file once it is whole. */
export async function forgetFile(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom("dropped_files").where("id", "=", id).execute();
}
