/** Which files may be attached as evidence, how many, and how they are named. */

export const attachmentParts = ["case", "disposition", "review"] as const;
export type AttachmentPart = (typeof attachmentParts)[number];
export const attachmentPartLabels: Record<AttachmentPart, string> = { case: "工单", disposition: "办理结果", review: "复盘" };

export const attachmentBytesMax = 20 * 1024 * 1024;
export const attachmentsPerCaseMax = 30;
export const attachmentNameCharactersMax = 120;

/** Images, PDF, sound, pictures in motion as phones record them, and office files without macros. */
export const attachmentEndings: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/bmp": "bmp",
  "image/heic": "heic",
  "application/pdf": "pdf",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/x-m4a": "m4a",
  "audio/mp4": "m4a",
  "audio/amr": "amr",
  "audio/aac": "aac",
  "audio/ogg": "ogg",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
};
export const attachmentKinds = "图片（JPG、PNG、GIF、WebP、BMP、HEIC）、PDF、录音（MP3、WAV、M4A、AMR、AAC、OGG）、视频（MP4、MOV）和不带宏的 Word、Excel、PPT 文件（docx、xlsx、pptx）";

/** What it was called, without any path or sign that a file system or a header minds, and with the ending of what it is. */
export function attachmentName(given: string, ending: string): string {
  const base = (given.split(/[/\\]/).at(-1) ?? "").replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, "").trim();
  const stem = base.replace(/\.[A-Za-z0-9]{1,8}$/, "").trim() || "附件";
  return `${[...stem].slice(0, attachmentNameCharactersMax).join("")}.${ending}`;
}
