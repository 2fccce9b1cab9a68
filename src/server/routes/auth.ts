/** Logging in and out, and who one is. */
import type { FastifyRequest } from "fastify";
import { toOffsetText } from "../../rules/shanghai.ts";
import { roleLabels, type Role } from "../../rules/words.ts";
import { recordAudit } from "../../store/audit.ts";
import { verifyPassword } from "../../store/passwords.ts";
import { findUserForLogin, findUserNamed } from "../../store/people.ts";
import { endSession, findSession, newSessionToken, sessionHours, startSession, type Session } from "../../store/sessions.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, sessionCookie } from "../auth.ts";
import { LoginRequest, Me } from "../contract/auth.ts";
import { Refusal } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";

export function authRoutes(app: App, { store, now, limits, secureCookies }: RouteDeps): void {
  const cookie = { httpOnly: true, sameSite: "strict", path: "/", secure: secureCookies ?? false } as const;

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
      const user = await findUserForLogin(store.read, username);
      const right = await verifyPassword(user?.passwordHash ?? null, password);
      const at = now();
      if (!user || !right) {
        // A name that nobody has may be a password in the wrong field: it is not kept.
        const named = await findUserNamed(store.read, username);
        const actor = { id: named === null ? "unknown" : `user:${named.id}`, name: named?.displayName ?? "（无此用户）" };
        await store.write((tx) => recordAudit(tx, { action: "sign-in-failed", subject: named?.username ?? null, detail: request.ip }, { actor, at }));
        throw new Refusal(401, "wrong-credentials", "用户名或密码不正确。");
      }
      const token = newSessionToken();
      await store.write(async (tx) => {
        await startSession(tx, { token, userId: user.id, at });
        await recordAudit(tx, { action: "signed-in", subject: user.username, detail: request.ip }, { actor: { id: `user:${user.id}`, name: user.displayName }, at });
      });
      const session = await findSession(store.read, token, at);
      if (!session) throw new Refusal(401, "wrong-credentials", "用户名或密码不正确。");
      request.log.info({ actor: session.actor.id }, "login");
      return reply.setCookie(sessionCookie, token, { ...cookie, maxAge: sessionHours * 3600 }).send(meOf(session));
    },
  );

  app.post("/auth/logout", { schema: { summary: "退出", tags: ["auth"], response: answers({ 204: Nothing }) } }, async (request, reply) => {
    const token = request.cookies[sessionCookie];
    const { actor } = callerOf(request);
    await store.write(async (tx) => {
      if (token) await endSession(tx, token);
      await recordAudit(tx, { action: "signed-out" }, { actor, at: now() });
    });
    return reply.clearCookie(sessionCookie, cookie).code(204).send(null);
  });

  app.get("/auth/me", { schema: { summary: "当前用户", tags: ["auth"], response: answers({ 200: Me }) } }, (request) => {
    const { session } = callerOf(request);
    if (!session) throw new Refusal(403, "not-permitted", "这个接口只供登录的用户使用。");
    return meOf(session);
  });
}

function meOf({ actor, expiresAt }: Session): Me {
  return {
    user: { id: actor.userId ?? 0, displayName: actor.name },
    roles: actor.roles.map(({ role, unitPath }) => ({ role: role as Role, label: roleLabels[role as Role], unitPath })),
    expiresAt: toOffsetText(expiresAt),
  };
}
