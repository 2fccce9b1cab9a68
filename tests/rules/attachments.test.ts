/** Which files may be attached, how many and how large, and that no name leads anywhere or hides what the file is. */
import { describe, expect, it, test } from "vitest";
import { attachmentBytesMax, attachmentEndings, attachmentKinds, attachmentName, attachmentNameCharactersMax, attachmentPartLabels, attachmentParts, attachmentsPerCaseMax } from "../../src/rules/attachments.ts";

test("a case, a disposition and a review may have attachments", () => {
  expect(attachmentParts).toEqual(["case", "disposition", "review"]);
  expect(attachmentPartLabels).toEqual({ case: "工单", disposition: "办理结果", review: "复盘" });
});

test("a file has at most 20 MiB, a case at most 30 files, a name at most 120 characters", () => {
  expect([attachmentBytesMax, attachmentsPerCaseMax, attachmentNameCharactersMax]).toEqual([20_971_520, 30, 120]);
});

test("images, PDF, sound, video and office files without macros are taken, each with its ending", () => {
  const office = "application/vnd.openxmlformats-officedocument";
  expect(attachmentEndings).toEqual({
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
    [`${office}.wordprocessingml.document`]: "docx",
    [`${office}.spreadsheetml.sheet`]: "xlsx",
    [`${office}.presentationml.presentation`]: "pptx",
  });
});

test.each([...new Set(Object.values(attachmentEndings))])("the sentence of what is taken names %s", (ending) => {
  expect(attachmentKinds.toLowerCase()).toMatch(new RegExp(`(?<![a-z0-9])${ending}(?![a-z0-9])`));
});

describe("the name of an attachment", () => {
  it.each([
    ["keeps what it was called", "现场照片.jpg", "jpg", "现场照片.jpg"],
    ["has the ending of what the file is, whatever it claimed", "账单.exe", "pdf", "账单.pdf"],
    ["gets an ending where there was none", "照片", "png", "照片.png"],
    ["loses one ending, not two", "a.tar.gz", "pdf", "a.tar.pdf"],
    ["loses an ending of one letter", "笔录.z", "pdf", "笔录.pdf"],
    ["loses an ending of eight letters and digits", "笔录.abcdeF12", "pdf", "笔录.pdf"],
    ["keeps what is longer than an ending", "笔录.abcdefghi", "pdf", "笔录.abcdefghi.pdf"],
    ["keeps a point that ends nothing", "笔录.", "pdf", "笔录..pdf"],
    ["keeps Chinese words after a point", "第1.第二", "pdf", "第1.第二.pdf"],
    ["keeps an ending that does not stand last", "a.jpg 的副本", "png", "a.jpg 的副本.png"],
    ["keeps blanks between words", "现场 照片 1.jpg", "jpg", "现场 照片 1.jpg"],
    ["has no blanks around it", "  照片.jpg  ", "jpg", "照片.jpg"],
    ["has no blanks before its ending", "照片  .jpg", "jpg", "照片.jpg"],
    ["has no directories of a path", "/home/user/照片.jpg", "jpg", "照片.jpg"],
    ["has no directories of a path of Windows", "C:\\Users\\user\\照片.jpg", "jpg", "照片.jpg"],
    ["leads nowhere", "../../etc/passwd", "pdf", "passwd.pdf"],
    ["leads nowhere by mixed strokes", "..\\../照片", "jpg", "照片.jpg"],
    ["is the word for attachment where none was given", "", "jpg", "附件.jpg"],
    ["is the word for attachment where only blanks were given", "   ", "jpg", "附件.jpg"],
    ["is the word for attachment where only an ending was given", ".jpg", "jpg", "附件.jpg"],
    ["is the word for attachment where only blanks stand before the ending", " .jpg", "jpg", "附件.jpg"],
    ["is the word for attachment where only a directory was given", "photos/", "jpg", "附件.jpg"],
    ["is the word for attachment where only refused signs were given", "<>?*", "jpg", "附件.jpg"],
  ])("%s: %j as %s is %j", (_what, given, ending, name) => {
    expect(attachmentName(given, ending)).toBe(name);
  });

  it.each(["<", ">", ":", '"', "|", "?", "*", "\u0000", "\n", "\r", "\t", "\u007F", "\u200B", "\u202E", "\uFEFF", "\uE000", "\uD800", "\u2028", "\u2029"])("has no %j in it, wherever it stood", (sign) => {
    expect(attachmentName(`甲${sign}乙${sign}${sign}丙.jpg`, "jpg")).toBe("甲乙丙.jpg");
  });

  it.each(["'", "(", ")", "#", "&", "+", "，", "（", "《", "😀", "é"])("keeps %s", (sign) => {
    expect(attachmentName(`甲${sign}乙.jpg`, "jpg")).toBe(`甲${sign}乙.jpg`);
  });

  it("loses an ending that a hidden sign stood in", () => {
    expect(attachmentName("照片.j\u200Bpg", "png")).toBe("照片.png");
  });

  it.each([
    ["字", 119, 119],
    ["字", 120, 120],
    ["字", 121, 120],
    ["😀", 120, 120],
    ["😀", 121, 120],
  ])("has at most 120 characters before its ending: of %s, %i times, it keeps %i", (sign, given, kept) => {
    expect(attachmentName(`${sign.repeat(given)}.jpg`, "jpg")).toBe(`${sign.repeat(kept)}.jpg`);
  });

  it("keeps the beginning of a name that is too long", () => {
    expect(attachmentName(`首${"字".repeat(130)}尾`, "docx")).toBe(`首${"字".repeat(119)}.docx`);
  });
});
