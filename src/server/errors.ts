/** Every refusal and failure as RFC 9457 `application/problem+json`: a stable code, a Chinese detail, the request's id; never a stack. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HuiyinError } from "../store/errors.ts";
import { asksForPage, type PageSender } from "./page.ts";
import { validationFaults } from "./validation.ts";

export interface FieldFault {
  path: string;
  message: string;
}

/** A refusal by the HTTP layer itself; `extra` are further members of the problem. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly extra: Record<string, unknown>;

  constructor(status: number, code: string, detail: string, extra: Record<string, unknown> = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }
}

export const notFound = (what = "没有找到所请求的内容。"): Refusal => new Refusal(404, "not-found", what);
export const invalid = (path: string, message: string): Refusal =>
  new Refusal(422, "invalid-payload", "提交的内容有误，请按 errors 逐项改正。", { errors: [{ path, message }] });

/** The status of each code that rooms below may throw; a code that is not here is our own fault. */
const statusByCode: Record<string, number> = {
  "version-conflict": 409,
  "event-not-allowed": 409,
  "already-replayed": 409,
  "already-dismissed": 409,
  "fields-not-correctable": 422,
  "has-secondaries": 409,
  "merge-chain": 409,
  "not-permitted": 403,
  "invalid-payload": 422,
  "invalid-json": 400,
  "case-not-found": 404,
  "callback-not-found": 404,
  "callback-ended": 409,
  "callback-awaits-approval": 409,
  "caller-not-eligible": 422,
  "call-slot-closed": 422,
  "rating-link-unknown": 404,
  "rating-link-used": 410,
  "rating-link-revoked": 410,
  "rating-link-expired": 410,
  "corrective-action-not-found": 404,
  "corrective-action-state": 409,
  "common-cause-not-found": 404,
  "common-cause-case-not-found": 404,
  "common-cause-closed": 409,
  "common-cause-actions-open": 409,
  "notice-event-not-allowed": 409,
  "notice-conflict": 409,
  "notice-week-not-over": 409,
  "notice-acknowledged": 409,
  "notice-unit-unknown": 422,
  "views-too-many": 409,
  "attachments-too-many": 409,
  "attachment-known": 409,
  "quarantine-not-found": 404,
  "delivery-not-found": 404,
  "day-invalid": 422,
  "ledger-too-long": 422,
  "delivery-settled": 409,
  "unit-not-found": 422,
  "user-not-found": 422,
  "username-invalid": 422,
  "username-taken": 409,
  "last-administrator": 409,
  "unknown-profile": 422,
  "profile-mismatch": 422,
  "too-large": 413,
  "signature-missing": 401,
  "signature-expired": 401,
  "signature-invalid": 401,
  "signature-replayed": 409,
  "too-many-records": 413,
  "unsupported-media-type": 415,
  "store-unavailable": 503,
};

/** @param code of a HuiyinError */
export const statusOf = (code: string): number => statusByCode[code] ?? 500;

const fastifyRefusals: Record<string, [status: number, code: string, detail: string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: [400, "invalid-json", "请求体不是合格的 JSON，请检查括号、引号和逗号。"],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, "invalid-json", "请求体是空的：Content-Type 为 application/json 时必须有内容。"],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "too-large", "请求体超过大小限制；推送大批记录请分批，或改用 NDJSON（application/x-ndjson）。"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "unsupported-media-type", "不支持这种 Content-Type，请按接口说明发送。"],
  FST_ERR_CTP_EMPTY_TYPE: [415, "unsupported-media-type", "请求缺少 Content-Type。"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "invalid-request", "请求体与 Content-Length 不一致。"],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [415, "unsupported-media-type", "上传文件请用 multipart/form-data。"],
  FST_FILES_LIMIT: [422, "invalid-payload", "一次只能上传一个文件。"],
  FST_PARTS_LIMIT: [422, "invalid-payload", "表单的部分过多；一次只上传一个文件。"],
  FST_FIELDS_LIMIT: [422, "invalid-payload", "表单的字段过多；一次只上传一个文件。"],
  FST_ERR_BAD_URL: [400, "invalid-url", "网址中的编码不正确。"],
};

/** @param page sends the page's document; what no route knows is an address of the page's own, where a browser asks for it. */
export function registerErrors(app: FastifyInstance, methodsAt: (path: string) => string[], page: PageSender | null): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const methods = methodsAt(path);
    if (methods.length === 0 && page !== null && asksForPage(request)) return page(reply);
    if (methods.length === 0) return sendProblem(notFound("没有这个地址。"), request, reply);
    void reply.header("allow", methods.join(", "));
    return sendProblem(new Refusal(405, "method-not-allowed", `这个地址只接受 ${methods.join("、")}。`), request, reply);
  });
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, detail, extra } = refusalOf(error);
  // What we refuse ourselves, however often, needs no stack: under more work than there is time for, writing it would be the most of it.
  if (status >= 500 && error instanceof Refusal) request.log.warn({ code, status }, "refused");
  else if (status >= 500) request.log.error({ err: error }, code);
  else request.log.info({ code, status }, "refused");
  if (status === 503) void reply.header("retry-after", "5");
  if (status === 401) void reply.header("www-authenticate", 'Bearer realm="huiyin"');
  return reply
    .code(status)
    .header("x-request-id", request.id)
    .type("application/problem+json; charset=utf-8")
    .serializer(JSON.stringify)
    .send({
      type: `urn:huiyin:problem:${code}`,
      title: titles[status] ?? "请求失败",
      status,
      code,
      detail,
      ...extra,
      requestId: request.id,
    });
}

const titles: Record<number, string> = {
  400: "请求有误",
  401: "未登录",
  403: "没有权限",
  404: "未找到",
  405: "方法不允许",
  409: "状态冲突",
  413: "内容过大",
  415: "类型不支持",
  422: "内容有误",
  429: "过于频繁",
  500: "内部错误",
  503: "暂时不可用",
};

function refusalOf(error: unknown): Pick<Refusal, "status" | "code" | "detail" | "extra"> {
  if (error instanceof Refusal) return error;
  const known = codeOf(error) ?? "";
  const status = statusByCode[known];
  if (status !== undefined && hasDetail(error)) return { status, code: known, detail: error.detail, extra: factsOf(error) };
  if (error instanceof HuiyinError) return { status: 500, code: "internal", detail: "服务内部出错，请凭请求编号联系管理员。", extra: {} };
  const fastify = fastifyRefusals[known];
  if (fastify) return { status: fastify[0], code: fastify[1], detail: fastify[2], extra: {} };
  const { validation, validationContext, statusCode } = error as Partial<FastifyError>;
  if (validation) {
    const place = validationContext === "querystring" ? "查询参数" : validationContext === "params" ? "网址" : "提交的内容";
    return {
      status: 422,
      code: "invalid-payload",
      detail: `${place}有误，请按 errors 逐项改正。`,
      extra: { errors: validationFaults(validation) },
    };
  }
  if (isStoreUnavailable(known, error)) {
    return { status: 503, code: "store-unavailable", detail: "数据库暂时不可用，请稍后重试；未收到成功答复的内容请重新提交。", extra: {} };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: "invalid-request", detail: "请求有误，请按接口说明发送。", extra: {} };
  }
  return { status: 500, code: "internal", detail: "服务内部出错，请凭请求编号联系管理员。", extra: {} };
}

/** What a refusal from below says beyond its code and detail, where a caller can use it. */
function factsOf(error: object): Record<string, unknown> {
  const facts = error as Record<string, unknown>;
  const names = ["errors", "state", "allowedEvents", "expected", "actual", "reason"];
  return Object.fromEntries(names.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]));
}

function hasDetail(error: unknown): error is { detail: string } {
  return typeof error === "object" && error !== null && "detail" in error && typeof error.detail === "string";
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A full or read-only disk, a locked file, a lost or refusing server: the caller may try again, and nothing was changed. */
function isStoreUnavailable(code: string, error: unknown): boolean {
  if (/^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|NOMEM|PROTOCOL)/.test(code)) return true;
  if (/^(08\w{3}|53\w{3}|57P0\d|40001|40P01|25006|58030)$/.test(code)) return true;
  // What a file system says, when an attachment is put beside the database.
  if (["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE"].includes(code)) return true;
  if (["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"].includes(code)) return true;
  return error instanceof Error && lostConnection.test(error.message);
}

const lostConnection = new RegExp(
  [
    "^Connection terminated",
    "^timeout exceeded when trying to connect",
    "^Client has encountered a connection error",
    "^The database connection is not open",
    "^driver has already been destroyed",
  ].join("|"),
);
