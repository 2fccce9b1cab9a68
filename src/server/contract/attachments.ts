/** Evidence attached to cases. */
import Type from "typebox";
import { attachmentParts } from "../../rules/attachments.ts";
import { Id, InstantText, OneOf } from "./basics.ts";

export const AttachmentQuery = Type.Object({ about: Type.Optional(OneOf(attachmentParts, "What the file belongs to; case by default")) });
export const Attachment = Type.Object({
  id: Id,
  caseId: Id,
  about: OneOf(attachmentParts),
  aboutLabel: Type.String(),
  name: Type.String(),
  mediaType: Type.String({ description: "By content, not by name" }),
  size: Type.Integer({ description: "Bytes" }),
  sha256: Type.String(),
  addedAt: InstantText,
  addedBy: Type.String(),
  url: Type.String(),
});
export const AttachmentList = Type.Object({ items: Type.Array(Attachment) });
