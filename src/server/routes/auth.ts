/** Logging in and out, and who one is. */
import type { FastifyRequest } from "fastify";
import { millisOf, toOffsetText } from "../../rules/shanghai.ts";
import { roleLabels, type Instant, type Role } from "../../rules/words.ts";
import { recordAudit } from "../../store/audit.ts";
import { hashPassword, isHashOutdated, verifyPassword } from "../../store/passwords.ts";
import { endSessionsOf, findUserForLogin, findUserNamed, renewHash } from "../../store/people.ts";
import { csrfTokenOf, endSession, findSession, idleMinutes, listSessions, newSessionToken, sessionHours, startSession, tokenHashOf, type Session } from "../../store/sessions.ts";
import { attemptSucceeded, beginAttempt } from "../../store/signInAttempts.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, isCookieSecure, sessionCookieName, sessionTokenOf } from "../auth.ts";
import { LoginRequest, Me, OpenSessions, SessionsEnded } from "../contract/auth.ts";
import { Refusal } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";

export function authRoutes(app: App, { store, now, limits, rulebook, secureCookies }: RouteDeps): void {
  const cookie = { httpOnly: true, sameSite: "strict", path: "/" } as const;

  app.post(
    "/auth/login",
    {
      schema: { summary: "登录", tags: ["auth"], body: LoginRequest, response: answers({ 200: Me }) },
      config: {
        rateLimit: {
          max: limits.loginAttemptsPerMinuteMax,
          timeWindow: 60_000,
          // After the body is known: an address alone would lock out a whole office behind one router.
          hook: "preHandler",
          keyGenerator: (request: FastifyRequest) =>
            `${request.ip} ${(request.body as { username: string }).username.normalize("NFKC").trim().toLowerCase()}`,
          errorResponseBuilder: () => new Refusal(429, "too-many-attempts", "登录过于频繁，请一分钟后再试。"),
        },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const at = now();
      const attempt = { username, address: request.ip, at, vault: rulebook().vault };
      const lockedUntil = await store.write((tx) => beginAttempt(tx, attempt));
      if (lockedUntil !== null) {
        request.log.warn({ address: request.ip }, "sign-in locked");
        void reply.header("retry-after", String(Math.max(1, Math.ceil((millisOf(lockedUntil) - millisOf(at)) / 1000))));
        throw new Refusal(429, "too-many-attempts", "登录失败次数过多，已暂停登录，请稍后再试；忘记密码请联系管理员重置。");
      }
      const user = await findUserForLogin(store.read, username);
      const right = await verifyPassword(user?.passwordHash ?? null, password);
      if (!user || !right) {
        await recordFailure(username, request, at);
        throw new Refusal(401, "wrong-credentials", "用户名或密码不正确。");
      }
      const token = newSessionToken();
      const newHash = isHashOutdated(user.passwordHash) ? await hashPassword(password) : null;
      await store.write(async (tx) => {
        await attemptSucceeded(tx, attempt);
        // Whoever signs in anew leaves nothing of the session that the browser had before.
        const before = sessionTokenOf(request, secureCookies);
        if (before) await endSession(tx, before);
        if (newHash !== null) await renewHash(tx, user.id, newHash);
        await startSession(tx, { token, userId: user.id, at, address: request.ip });
        await recordAudit(tx, { action: "signed-in", subject: user.username, detail: request.ip }, { actor: { id: `user:${user.id}`, name: user.displayName }, at });
      });
      const session = await findSession(store.read, token, at);
      if (!session) throw new Refusal(401, "wrong-credentials", "用户名或密码不正确。");
      request.log.info({ actor: session.actor.id, address: request.ip }, "login");
      const secure = isCookieSecure(request, secureCookies);
      return reply.setCookie(sessionCookieName(secure), token, { ...cookie, secure, maxAge: sessionHours * 3600 }).send(meOf(session, token));
    },
  );

  async function recordFailure(username: string, request: FastifyRequest, at: Instant): Promise<void> {
    request.log.warn({ address: request.ip }, "sign-in failed");
    // A name that nobody has may be a password in the wrong field: it is not kept.
    const named = await findUserNamed(store.read, username);
    const actor = { id: named === null ? "unknown" : `user:${named.id}`, name: named?.displayName ?? "（无此用户）" };
    await store.write((tx) => recordAudit(tx, { action: "sign-in-failed", subject: named?.username ?? null, detail: request.ip }, { actor, at }));
  }

  app.post("/auth/logout", { schema: { summary: "退出", tags: ["auth"], response: answers({ 204: Nothing }) } }, async (request, reply) => {
    const token = sessionTokenOf(request, secureCookies);
    const { actor } = callerOf(request);
    await store.write(async (tx) => {
      if (token) await endSession(tx, token);
      await recordAudit(tx, { action: "signed-out" }, { actor, at: now() });
    });
    const secure = isCookieSecure(request, secureCookies);
    return reply.clearCookie(sessionCookieName(secure), { ...cookie, secure }).code(204).send(null);
  });

  app.get("/auth/me", { schema: { summary: "当前用户", tags: ["auth"], response: answers({ 200: Me }) } }, (request) => {
    const { session } = callerOf(request);
    if (!session) throw new Refusal(403, "not-permitted", "这个接口只供登录的用户使用。");
    return meOf(session, sessionTokenOf(request, secureCookies));
  });

  app.get("/auth/sessions", { schema: { summary: "自己的登录", description: "Where one is signed in.", tags: ["auth"], response: answers({ 200: OpenSessions }) } }, async (request) => {
    const { actor } = callerOf(request);
    const found = await listSessions(store.read, actor.userId ?? 0, { token: sessionTokenOf(request, secureCookies), at: now() });
    return { items: found.map((each) => ({ ...each, startedAt: toOffsetText(each.startedAt), seenAt: toOffsetText(each.seenAt), expiresAt: toOffsetText(each.expiresAt) })) };
  });

  app.delete("/auth/sessions", { schema: { summary: "退出其他登录", description: "Ends one's sessions in other places.", tags: ["auth"], response: answers({ 200: SessionsEnded }) } }, async (request) => {
    const { actor } = callerOf(request);
    const keep = { tokenHash: tokenHashOf(sessionTokenOf(request, secureCookies)) };
    const ended = await store.write(async (tx) => {
      const count = await endSessionsOf(tx, actor.userId ?? 0, keep);
      await recordAudit(tx, { action: "sessions-ended", detail: `${count} 个` }, { actor, at: now() });
      return count;
    });
    return { ended };
  });
}

function meOf({ actor, expiresAt }: Session, token: string): Me {
  return {
    user: { id: actor.userId ?? 0, displayName: actor.name },
    roles: actor.roles.map(({ role, unitPath }) => ({ role: role as Role, label: roleLabels[role as Role], unitPath })),
    expiresAt: toOffsetText(expiresAt),
    idleMinutes,
    csrfToken: csrfTokenOf(token),
  };
}
