/** One uploaded file, whole or not at all. */
import type { MultipartFile } from "@fastify/multipart";
import { Refusal } from "./errors.ts";

/** @param tooLarge what the uploader is told of a file beyond the limit. */
export async function uploadedFile(file: MultipartFile | undefined, bytesMax: number, tooLarge: string): Promise<{ bytes: Buffer; name: string }> {
  if (file === undefined) throw new Refusal(422, "file-missing", "请在 multipart/form-data 中附上一个文件。");
  const refusal = new Refusal(413, "too-large", tooLarge);
  try {
    const bytes = await file.toBuffer();
    // Cut at the limit, it may also arrive here without a word: a file that is not whole is never taken.
    if (file.file.truncated || bytes.length > bytesMax) throw refusal;
    return { bytes, name: file.filename };
  } catch (error) {
    throw (error as { code?: string }).code === "FST_REQ_FILE_TOO_LARGE" ? refusal : error;
  }
}
