/** Who is calling: a person by the session cookie, an integration by its key; and whether the route's entry lets them in. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Instant } from "../rules/words.ts";
import { actorOfKey, findKey, type KeySummary } from "../store/keys.ts";
import { findSession, type Session } from "../store/sessions.ts";
import type { Actor, Store } from "../store/store.ts";
import { Refusal } from "./errors.ts";
import { routePermissions, type RoutePermission } from "./routePermissions.ts";

export const sessionCookie = "huiyin_session";

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
export function registerAuth(app: FastifyInstance, deps: { store: Store; now: () => Instant }): RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, path }) => {
    for (const each of [method].flat()) {
      if (permissionOf(each, path) === undefined) throw new Error(`The route ${each} ${path} has no entry in routePermissions.`);
      routes.push({ method: each, path });
    }
  });
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request) => {
    const path = request.routeOptions.url;
    // No route: the handler for unknown addresses answers, and it tells nothing.
    if (path === undefined) return;
    const bearer = bearerOf(request);
    if (bearer === undefined) refuseForeignPages(request);
    const permission = permissionOf(request.method, path);
    if (permission === "public") return;
    const caller = bearer === undefined ? await personOf(request, deps) : await integrationOf(bearer, deps);
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

async function personOf(request: FastifyRequest, deps: { store: Store; now: () => Instant }): Promise<Caller> {
  const token = request.cookies[sessionCookie];
  const session = token ? await findSession(deps.store.read, token, deps.now()) : null;
  if (!session)
    throw new Refusal(401, "not-authenticated", token ? "登录已经失效，请重新登录。" : "请先登录，或在 Authorization 中给出接口密钥。");
  return { actor: session.actor, session, key: null };
}

async function integrationOf(bearer: string, deps: { store: Store }): Promise<Caller> {
  const key = await findKey(deps.store.read, bearer);
  if (!key) throw new Refusal(401, "not-authenticated", "接口密钥不正确或已经吊销。");
  return { actor: actorOfKey(key), session: null, key };
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

/** A page of another site can make a browser send the cookie along; the browser says where the request came from. */
function refuseForeignPages(request: FastifyRequest): void {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return;
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
