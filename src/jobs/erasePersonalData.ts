/** Removes the personal data of what has been over for the policy's years, a case in a transaction, and then the files that nobody needs any more. */
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { systemActor } from "../store/actors.ts";
import { recordAudit } from "../store/audit.ts";
import { removeBlob } from "../store/blobs.ts";
import { casesToErase, eraseCase, eraseDismissed, filesWithoutCase } from "../store/erasure.ts";
import type { JobDeps } from "./job.ts";

const casesPerRunMax = 5_000;
const casesAtOnce = 50;
const recordsPerRunMax = 5_000;
/** A run that was killed before it had removed the files is followed by one that does. */
const filesDays = 7;

export async function erasePersonalData({ store, rulebook, attachmentsFolder, stopping = () => false }: Pick<JobDeps, "store" | "rulebook" | "attachmentsFolder" | "stopping">, now: Instant): Promise<{ erased: number; records: number; files: number }> {
  const context = { at: now, actor: systemActor, rulebook };
  let erased = 0;
  for (let due = await casesToErase(store.read, context, casesAtOnce); due.length > 0 && erased < casesPerRunMax && !stopping(); due = await casesToErase(store.read, context, casesAtOnce)) {
    for (const { id } of due) await store.write((tx) => eraseCase(tx, id, context));
    erased += due.length;
  }
  const records = await store.write(async (tx) => {
    const count = await eraseDismissed(tx, context, recordsPerRunMax);
    if (erased + count > 0) await recordAudit(tx, { action: "personal-data-erased", detail: `${erased} 件工单、${count} 条销项记录` }, context);
    return count;
  });
  const files = await filesWithoutCase(store.read, toInstant(millisOf(now) - filesDays * dayMillis));
  for (const sha256 of files) await removeBlob(attachmentsFolder, sha256);
  return { erased, records, files: files.length };
}
