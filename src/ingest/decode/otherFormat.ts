/** Tells by its first bytes that an input is of another format than it is said to be, so that its sender hears what is wrong. */
import type { Problem } from "../problems.ts";
import { looksLikeUtf16, withoutMarks } from "./text.ts";

type Kind = "zip" | "ole" | "pdf" | "gzip" | "utf-16" | "utf-32" | "html" | "xml" | "json";

/** So much of an input tells its kind. */
export const kindBytes = 1024;

/** What an input is that is said to be one of these kinds, or null where it may be. */
export function otherFormat(bytes: Buffer, said: readonly Kind[]): Problem | null {
  const kind = kindOf(bytes);
  if (kind === null || said.includes(kind)) return null;
  // Where a container is expected, bytes that are no text are no surprise.
  return said.includes("zip") ? { ...problems[kind], code: "unreadable" } : problems[kind];
}

export function kindOf(bytes: Buffer): Kind | null {
  const start = bytes.toString("latin1", 0, 8);
  const binary = signatures.find(([signature]) => start.startsWith(signature));
  if (binary) return binary[1];
  const text = withoutMarks(bytes.subarray(0, kindBytes)).toString("latin1").trimStart();
  const textual = beginnings.find(([beginning]) => beginning.test(text));
  if (textual) return textual[1];
  return !/^(\xff\xfe|\xfe\xff)/.test(start) && looksLikeUtf16(bytes) ? "utf-16" : null;
}

const signatures: [string, Kind][] = [
  ["PK\x03\x04", "zip"],
  ["PK\x05\x06", "zip"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"],
  ["%PDF-", "pdf"],
  ["\x1f\x8b\x08", "gzip"],
  ["\xff\xfe\0\0", "utf-32"],
  ["\0\0\xfe\xff", "utf-32"],
];

const beginnings: [RegExp, Kind][] = [
  [/^(<!--[^>]*-->\s*)*<(!doctype\s+html|html|head|body|meta|script)[\s>]/i, "html"],
  [/^<(\?xml\s|!doctype\s|!--|[A-Za-z_\x80-\xff][\w.:\x80-\xff-]*[\s/>])/i, "xml"],
  // An array's bracket alone is no sign: a column may be named [编号].
  [/^(\[\s*)?\{\s*["}]/, "json"],
];

const other = (what: string, advice: string, code: Problem["code"] = "unreadable"): Problem => ({ code, detail: `收到的是${what}，与所说的格式不符；${advice}。` });

const problems: Record<Kind, Problem> = {
  zip: other("压缩包或 XLSX 工作簿", "工作簿请按 .xlsx 导入，压缩包请解压后再导入", "undecodable"),
  ole: other("旧版 Office 文件（.xls）或加了密码的工作簿", "请用表格软件打开，去掉密码，另存为 .xlsx 后重新导入", "undecodable"),
  pdf: other(" PDF", "请由来源导出 XLSX、CSV、JSON 或 XML 后重新推送", "undecodable"),
  gzip: other(" gzip 压缩文件", "请解压后重新推送", "undecodable"),
  "utf-16": { code: "undecodable", detail: "文字像是没有标记（BOM）的 UTF-16 编码，不能确定；请另存为 UTF-8 编码后重新推送。" },
  "utf-32": { code: "undecodable", detail: "文字是 UTF-32 编码；请另存为 UTF-8 编码后重新推送。" },
  html: other("网页（可能是登录页或出错页）", "请核对来源的接口或下载的文件后重新推送"),
  xml: other(" XML", "请按 .xml（application/xml）重新推送"),
  json: other(" JSON", "请按 .json（application/json）重新推送"),
};
