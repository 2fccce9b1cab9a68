/** What a file is, told by its content and never by its name. */
import { fileTypeFromBuffer } from "file-type";
import { attachmentEndings } from "../rules/attachments.ts";

/** Null for a file of no kind that may be attached. */
export async function attachmentType(bytes: Uint8Array): Promise<{ mediaType: string; ending: string } | null> {
  const found = await fileTypeFromBuffer(bytes);
  if (found === undefined) return null;
  const ending = attachmentEndings[found.mime];
  return ending === undefined ? null : { mediaType: found.mime, ending };
}
