/** The page's one way to the service: typed calls, and every refusal as an `ApiProblem` with its Chinese detail. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import { send } from "./sending";

/** What the service, or the way to it, refused. `detail` is for people; `code` is stable. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: { path: string; message: string }[];
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(typeof body["code"] === "string" ? body["code"] : String(status));
    this.status = status;
    this.body = body;
    this.code = typeof body["code"] === "string" ? body["code"] : "unknown";
    this.detail = typeof body["detail"] === "string" ? body["detail"] : `服务没有给出可读的答复（${status}），请稍后重试。`;
    this.errors = Array.isArray(body["errors"]) ? (body["errors"] as { path: string; message: string }[]) : [];
  }
}

const listeners = new Set<() => void>();
/** Told whenever a call finds that the session has ended. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sessionEnded(): void {
  for (const listener of listeners) listener();
}

// The page's own origin: requests are made with the session's cookie, and a browser says where they come from.
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** @throws ApiProblem for every answer that is not a success, and where the service cannot be reached (`offline`, status 0). */
export async function answerOf<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  let answered: Answered<Data>;
  try {
    answered = await call;
  } catch {
    throw new ApiProblem(0, { code: "offline", detail: "连接不上服务，请检查网络后重试；已填写的内容还在。" });
  }
  if (answered.response.ok) return answered.data as Data;
  const problem = new ApiProblem(answered.response.status, bodyOf(answered.error));
  if (problem.code === "not-authenticated") sessionEnded();
  throw problem;
}

const bodyOf = (error: unknown): Record<string, unknown> => (typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {});

/** What to tell somebody of whatever was thrown. */
export const detailOf = (error: unknown): string => (error instanceof ApiProblem ? error.detail : "页面出错，请刷新后重试。");
