/** One attempt to post a message, and what became of it. Nothing that a receiver does makes it throw. */
import { valueAtPath } from "../../ingest/sourcePath.ts";
import type { Message } from "./message.ts";

export type PostOutcome = { delivered: true; status: number; receipt: string } | { delivered: false; status: number | null; error: string; retryAfterSeconds: number | null };

export interface PostTarget {
  url: string;
  headers: Record<string, string>;
  timeoutSeconds: number;
  /** Where a platform answers 200 to everything and tells in the body whether it took it. */
  success: { field: string; values: readonly string[] } | null;
}

/** More of an answer is not read. */
const answerBytesMax = 64 * 1024;
const retryAfterSecondsMax = 24 * 60 * 60;

export async function post(message: Message, signature: Record<string, string>, target: PostTarget): Promise<PostOutcome> {
  try {
    const response = await fetch(target.url, {
      method: "POST",
      headers: { "user-agent": "huiyin", ...message.headers, ...target.headers, ...signature },
      body: message.body,
      // Whoever moves must tell: an answer is not handed to an address that nobody entered.
      redirect: "manual",
      signal: AbortSignal.timeout(target.timeoutSeconds * 1000),
    });
    const text = await beginningOf(response);
    return outcomeOf(response, text, target.success);
  } catch (error) {
    return { delivered: false, status: null, error: reasonOf(error), retryAfterSeconds: null };
  }
}

function outcomeOf(response: Response, text: string, success: PostTarget["success"]): PostOutcome {
  const { status } = response;
  if (status < 200 || status > 299) {
    return { delivered: false, status, error: `对方返回 HTTP ${status}`, retryAfterSeconds: retryAfterOf(response) };
  }
  if (success === null) return { delivered: true, status, receipt: `HTTP ${status}` };
  const value = valueAt(text, success.field);
  if (value !== null && success.values.includes(value)) return { delivered: true, status, receipt: `HTTP ${status} ${success.field}=${value}` };
  const shown = value === null ? "没有此字段" : `值为 ${value.slice(0, 100)}`;
  return { delivered: false, status, error: `对方回执未表示成功（${success.field} ${shown}）`, retryAfterSeconds: null };
}

/** The value under a path such as `result.code`, as text. */
function valueAt(text: string, path: string): string | null {
  try {
    const value = valueAtPath(JSON.parse(text), path);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
  } catch {
    return null;
  }
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= answerBytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function retryAfterOf(response: Response): number | null {
  const header = response.headers.get("retry-after");
  return header !== null && /^\d{1,6}$/.test(header) ? Math.min(Number(header), retryAfterSecondsMax) : null;
}

/** Short, in Chinese, without addresses or contents. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === "TimeoutError") return "对方没有在时限内应答";
  const code = cause?.code ?? "";
  if (code === "ECONNREFUSED") return "对方拒绝连接（ECONNREFUSED）";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `找不到对方主机（${code}）`;
  if (/CERT|TLS|SSL/.test(code)) return `与对方的加密连接不可信（${code}）`;
  return `连接失败${code === "" ? "" : `（${code}）`}`;
}
