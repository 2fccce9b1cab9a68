/** Evidence on cases: uploaded, listed, and given out so that nothing in it can run in the page. */
import multipart from "@fastify/multipart";
import Type from "typebox";
import { attachmentBytesMax, attachmentKinds, attachmentName, attachmentPartLabels } from "../../rules/attachments.ts";
import { toOffsetText } from "../../rules/shanghai.ts";
import { addAttachment, listAttachments, readAttachment, type AttachmentRow } from "../../store/attachments.ts";
import { readBlob, saveBlob } from "../../store/blobs.ts";
import { readCase } from "../../store/readCases.ts";
import type { Actor } from "../../store/store.ts";
import type { App, RouteDeps } from "../app.ts";
import { attachmentType } from "../attachmentType.ts";
import { callerOf, casePathsOf } from "../auth.ts";
import { Attachment, AttachmentList, AttachmentQuery } from "../contract/attachments.ts";
import { IdParams } from "../contract/basics.ts";
import { notFound, Refusal } from "../errors.ts";
import { answers } from "../openapi.ts";
import { uploadedFile } from "../uploadedFile.ts";
import { unknownCase } from "./cases.ts";

const formBody = { "multipart/form-data": Type.Object({ file: Type.String({ contentEncoding: "binary" }) }) };

export async function attachmentRoutes(app: App, { store, now, rulebook, attachmentsFolder }: RouteDeps): Promise<void> {
  const tags = ["attachments"];
  await app.register(multipart, { limits: { files: 1, fields: 4, fieldSize: 1000, parts: 5, fileSize: attachmentBytesMax + 1 } });

  app.get("/cases/:id/attachments", { schema: { summary: "工单附件", tags, params: IdParams, response: answers({ 200: AttachmentList }) } }, async (request) => {
    await mustSee(request.params.id, callerOf(request).actor);
    return { items: (await listAttachments(store.read, request.params.id)).map(presentAttachment) };
  });

  app.post(
    "/cases/:id/attachments",
    {
      bodyLimit: attachmentBytesMax + 64 * 1024,
      schema: {
        summary: "上传附件",
        description: "One file in multipart/form-data: images, PDF, sound, video or office files, told by their content. Its hash goes into the case's history.",
        tags,
        params: IdParams,
        querystring: AttachmentQuery,
        response: answers({ 201: Attachment }),
      },
      config: { documentedBodies: formBody },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { id } = request.params;
      // Asked before the bytes are read, and once more by the event itself.
      await mustSee(id, actor);
      const { bytes, name } = await uploadedFile(await request.file(), attachmentBytesMax, `附件不能超过 ${attachmentBytesMax / 1024 / 1024} MB。`);
      if (bytes.length === 0) throw new Refusal(422, "file-missing", "这个文件是空的。");
      const type = await attachmentType(bytes);
      if (type === null) throw new Refusal(415, "attachment-type", `按内容识别，这个文件不在可上传之列：${attachmentKinds}。`);
      const sha256 = await saveBlob(attachmentsFolder, bytes);
      const given = { about: request.query.about ?? "case", name: attachmentName(name, type.ending), mediaType: type.mediaType, size: bytes.length, sha256 } as const;
      const row = await store.write((tx) => addAttachment(tx, id, given, { at: now(), actor, rulebook: rulebook() }));
      return reply.code(201).header("location", `/api/v1/attachments/${row.id}`).send(presentAttachment(row));
    },
  );

  app.get(
    "/attachments/:id",
    { schema: { summary: "下载附件", tags, params: IdParams, response: answers({ 200: Type.Unsafe<unknown>(Type.Any({ description: "The file" })) }) } },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const row = await readAttachment(store.read, request.params.id);
      if (row === null || (await readCase(store.read, row.case_id, casePathsOf(actor))) === null) throw notFound("没有这个附件，或不在您的单位范围内。");
      const bytes = await readBlob(attachmentsFolder, row.sha256);
      if (bytes === null) throw new Refusal(410, "attachment-lost", "附件文件缺失或已被改动，请联系管理员从备份恢复。");
      return reply
        .header("content-type", row.media_type)
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("x-content-type-options", "nosniff")
        .header("cache-control", "private, no-store")
        .header("content-disposition", `attachment; filename="attachment.${row.name.split(".").at(-1) ?? "bin"}"; filename*=UTF-8''${encodeURIComponent(row.name)}`)
        .serializer((payload: unknown) => payload as string)
        .send(bytes);
    },
  );

  async function mustSee(id: number, actor: Actor): Promise<void> {
    if ((await readCase(store.read, id, casePathsOf(actor))) === null) throw unknownCase();
  }
}

const presentAttachment = (row: AttachmentRow) => ({
  id: row.id,
  caseId: row.case_id,
  about: row.about,
  aboutLabel: attachmentPartLabels[row.about],
  name: row.name,
  mediaType: row.media_type,
  size: row.size,
  sha256: row.sha256,
  addedAt: toOffsetText(row.added_at),
  addedBy: row.added_by_name,
  url: `/api/v1/attachments/${row.id}`,
});
