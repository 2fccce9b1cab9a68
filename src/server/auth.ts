/** Who is calling: a person by the session cookie, an integration by its key; and whether the route's entry lets them in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Instant } from "../rules/words.ts";
import { recordAudit } from "../store/audit.ts";
import { StoreUnavailable } from "../store/errors.ts";
import { actorOfKey, findKey, isExpired, isUseToBeNoted, noteUse, type KeySummary } from "../store/keys.ts";
import { findSession, isCsrfTokenOf, noteSeen, type Session } from "../store/sessions.ts";
import type { Actor, Store } from "../store/store.ts";
import { Refusal } from "./errors.ts";
import { routePermissions, type RoutePermission } from "./routePermissions.ts";
import { WrongKeys } from "./wrongKeys.ts";

/** Over HTTPS the browser itself sees to it that no other host and no plain connection sets the cookie (`__Host-`). */
const cookieNames = { plain: "huiyin_session", secure: "__Host-huiyin_session" } as const;

/** Whether the session's cookie is for HTTPS only: told by the operator, else by how the request came. */
export const isCookieSecure = (request: FastifyRequest, secureCookies: boolean | undefined): boolean => secureCookies ?? request.protocol === "https";
export const sessionCookieName = (isSecure: boolean): string => (isSecure ? cookieNames.secure : cookieNames.plain);
/** Sent by pages for what they ask on their own while nobody touches them: it keeps no session awake. */
export const backgroundHeader = "x-background";
export const csrfHeader = "x-csrf-token";

interface AuthDeps {
  store: Store;
  now: () => Instant;
  secureCookies?: boolean | undefined;
  limits: { wrongKeysPerMinuteMax: number };
}

/** Set on every request that got past the door of a route that is not public. */
export interface Caller {
  actor: Actor;
  session: Session | null;
  key: KeySummary | null;
}

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export interface RegisteredRoute {
  method: string;
  path: string;
}

/** Must be called before any route is added; throws for a route that has no entry in the table. */
export function registerAuth(app: FastifyInstance, deps: AuthDeps): RegisteredRoute[] {
  const wrongKeys = new WrongKeys(deps.limits.wrongKeysPerMinuteMax);
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, path }) => {
    for (const each of [method].flat()) {
      if (permissionOf(each, path) === undefined) throw new Error(`The route ${each} ${path} has no entry in routePermissions.`);
      routes.push({ method: each, path });
    }
  });
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request, reply) => {
    const path = request.routeOptions.url;
    // No route: the handler for unknown addresses answers, and it tells nothing.
    if (path === undefined) return;
    const bearer = bearerOf(request);
    if (bearer === undefined) refuseForeignPages(request);
    const permission = permissionOf(request.method, path);
    if (permission === "public") return;
    const caller = bearer === undefined ? await personOf(request, deps) : await integrationOf(bearer, request, reply, { ...deps, wrongKeys });
    refuseUnlessPermitted(caller, permission, request);
    request.caller = caller;
  });
  return routes;
}

/** Behind the door there always is a caller. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error("This route is public: it has no caller.");
  return request.caller;
}

/** The paths of the units whose cases this person works on; to administer people is no reason to read complaints. */
export function casePathsOf(actor: Actor): string[] {
  return [...new Set(actor.roles.filter(({ role }) => role !== "admin").map(({ unitPath }) => unitPath))];
}

function permissionOf(method: string, path: string): RoutePermission | undefined {
  return routePermissions[`${method === "HEAD" ? "GET" : method} ${path}`];
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  return header === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? "");
}

/** The session's token as the browser sent it; empty where it sent none. */
export const sessionTokenOf = (request: FastifyRequest, secureCookies: boolean | undefined): string => request.cookies[sessionCookieName(isCookieSecure(request, secureCookies))] ?? "";

async function personOf(request: FastifyRequest, { store, now, secureCookies }: AuthDeps): Promise<Caller> {
  const token = sessionTokenOf(request, secureCookies);
  const at = now();
  const session = token ? await findSession(store.read, token, at) : null;
  if (!session) throw new Refusal(401, "not-authenticated", token ? "登录已经失效，请重新登录。" : "请先登录，或在 Authorization 中给出接口密钥。");
  refuseForgedWrites(request, token);
  if (session.isSeenLongAgo && request.headers[backgroundHeader] === undefined) await noted(store.write((tx) => noteSeen(tx, token, at)));
  return { actor: session.actor, session, key: null };
}

async function integrationOf(bearer: string, request: FastifyRequest, reply: FastifyReply, deps: AuthDeps & { wrongKeys: WrongKeys }): Promise<Caller> {
  const { store, now } = deps;
  const at = now();
  const key = await findKey(store.read, bearer);
  if (!key) return refuseKey(null, request, reply, { ...deps, at });
  if (isExpired(key, at)) return refuseKey(key, request, reply, { ...deps, at });
  if (isUseToBeNoted(key, at)) await noted(store.write((tx) => noteUse(tx, key.id, at)));
  return { actor: actorOfKey(key), session: null, key };
}

/** A store that cannot be written just now, because its disk is full, may still be read: what was only to be noted refuses nobody. */
async function noted(note: Promise<void>): Promise<void> {
  await note.catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
  });
}

/** Tells the log each time, and the audit trail once a minute and address; only who has the right secret is told that it has expired. */
async function refuseKey(expired: KeySummary | null, request: FastifyRequest, reply: FastifyReply, { store, at, wrongKeys }: AuthDeps & { at: Instant; wrongKeys: WrongKeys }): Promise<never> {
  const reason = expired === null ? "密钥不正确或已吊销" : "密钥已到期";
  request.log.warn({ address: request.ip, key: expired?.id ?? null }, "key refused");
  const counted = wrongKeys.add(request.ip, at);
  if (typeof counted === "object") {
    void reply.header("retry-after", String(counted.secondsLeft));
    throw new Refusal(429, "too-many-attempts", "接口密钥连续错误过多，请稍后再试。");
  }
  if (counted !== "counted") {
    const actor = expired === null ? { id: "unknown", name: "（未知）" } : actorOfKey(expired);
    const detail = `${request.ip}，${reason}${counted === "last" ? "，一分钟内过多，暂停答复" : ""}`;
    await store.write((tx) => recordAudit(tx, { action: "key-refused", subject: expired?.name ?? null, detail }, { actor, at }));
  }
  if (expired !== null) throw new Refusal(401, "key-expired", "接口密钥已到期，请向管理员换新的密钥。");
  throw new Refusal(401, "not-authenticated", "接口密钥不正确或已经吊销。");
}

function refuseUnlessPermitted({ actor, key }: Caller, permission: RoutePermission | undefined, request: FastifyRequest): void {
  if (permission === undefined || permission === "public") return;
  if (!key) {
    if (actor.roles.some(({ role }) => (permission.roles as readonly string[]).includes(role))) return;
    throw new Refusal(403, "not-permitted", permission.roles.length === 0 ? "这个接口只接受接口密钥。" : "您的角色不能使用这个接口。");
  }
  if (!permission.scopes.some((scope) => key.scopes.includes(scope)))
    throw new Refusal(403, "not-permitted", "这个接口密钥没有相应的权限范围。");
  const source = (request.params as { source?: string } | undefined)?.source;
  if (source !== undefined && !(key.sources as readonly string[]).includes(source)) {
    throw new Refusal(403, "source-not-permitted", "这个接口密钥没有绑定该来源。");
  }
}

const isWrite = (request: FastifyRequest): boolean => !["GET", "HEAD", "OPTIONS"].includes(request.method);

/**
 * A page must send its session's token with every change (docs/adr/0010). Programs that hold a cookie themselves, such as curl, are in no
 * danger of being made to send it: they say of no page that it asked, which every browser does with every change.
 */
function refuseForgedWrites(request: FastifyRequest, token: string): void {
  if (!isWrite(request)) return;
  const given = request.headers[csrfHeader];
  const { origin, referer, "sec-fetch-site": site } = request.headers;
  if (given === undefined && origin === undefined && referer === undefined && site === undefined) return;
  if (isCsrfTokenOf(token, [given].flat().join())) return;
  throw new Refusal(403, "csrf-token-invalid", "页面的校验码缺失或已过期，请刷新页面后重试。");
}

/** A page of another site can make a browser send the cookie along; the browser says where the request came from. */
function refuseForeignPages(request: FastifyRequest): void {
  if (!isWrite(request)) return;
  const site = request.headers["sec-fetch-site"];
  const origin = request.headers.origin;
  const foreign = site === "cross-site" || site === "same-site" || (origin !== undefined && hostOf(origin) !== request.headers.host);
  if (foreign) throw new Refusal(403, "cross-site-request", "拒绝来自其他网站页面的请求。");
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
