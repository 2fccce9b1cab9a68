/** Evidence attached to a case: its row, and the event by which the case's history vouches for the file's hash. */
import type { Selectable } from "kysely";
import { attachmentPartLabels, attachmentsPerCaseMax, type AttachmentPart } from "../rules/attachments.ts";
import { applyEvent } from "./applyEvent.ts";
import { readBlob } from "./blobs.ts";
import { HuiyinError } from "./errors.ts";
import type { AttachmentTable } from "./schema.ts";
import type { EventContext, Reader, Transaction } from "./store.ts";

export type AttachmentRow = Selectable<AttachmentTable>;

export interface NewAttachment {
  about: AttachmentPart;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

/** The bytes are saved before. @throws HuiyinError `attachments-too-many`, `attachment-known`, and what applyEvent throws */
export async function addAttachment(tx: Transaction, caseId: number, { about, name, mediaType, size, sha256 }: NewAttachment, context: EventContext): Promise<AttachmentRow> {
  // The event first: it locks the case, so that no two count the same number of attachments.
  await applyEvent(tx, caseId, { type: "attached", payload: { name, about, mediaType, size, sha256 } }, { ...context, withFile: true });
  const known = await listAttachments(tx, caseId);
  if (known.length >= attachmentsPerCaseMax) throw new HuiyinError("attachments-too-many", `一件工单最多 ${attachmentsPerCaseMax} 个附件。`);
  const same = known.find((row) => row.sha256 === sha256);
  if (same !== undefined) throw new HuiyinError("attachment-known", `同一文件已作为“${attachmentPartLabels[same.about]}”附件上传：${same.name}。`);
  return tx
    .insertInto("attachments")
    .values({ case_id: caseId, about, name, media_type: mediaType, size, sha256, added_at: context.at, added_by: context.actor.id, added_by_name: context.actor.name })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export const listAttachments = (db: Reader | Transaction, caseId: number): Promise<AttachmentRow[]> => db.selectFrom("attachments").selectAll().where("case_id", "=", caseId).orderBy("id").execute();

export async function readAttachment(read: Reader, id: number): Promise<AttachmentRow | null> {
  return (await read.selectFrom("attachments").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Attachments whose file is missing or changed, or of which the case's history says something else. */
export async function falseAttachments(read: Reader, folder: string): Promise<{ id: number; caseId: number; name: string }[]> {
  const wrong: { id: number; caseId: number; name: string }[] = [];
  for (let after = 0; ; ) {
    const rows = await read.selectFrom("attachments").selectAll().where("id", ">", after).orderBy("id").limit(200).execute();
    if (rows.length === 0) return wrong;
    for (const row of rows) {
      const told = await read.selectFrom("case_events").select("seq").where("case_id", "=", row.case_id).where("type", "=", "attached").where("payload", "like", `%"${row.sha256}"%`).executeTakeFirst();
      if (told === undefined || (await readBlob(folder, row.sha256)) === null) wrong.push({ id: row.id, caseId: row.case_id, name: row.name });
    }
    after = rows.at(-1)?.id ?? after;
  }
}
