/** People and what they may do, for administrators; and one's own password. A password made here is shown once. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { roleLabels } from "../../rules/words.ts";
import { recordAudit } from "../../store/audit.ts";
import { hashPassword, newPassword, passwordProblem, verifyPassword } from "../../store/passwords.ts";
import { addUser, changeUser, endSessionsOf, listUsers, passwordHashOf, setPassword, type UserSummary } from "../../store/people.ts";
import { tokenHashOf } from "../../store/sessions.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf, sessionTokenOf } from "../auth.ts";
import { IdParams } from "../contract/basics.ts";
import { NewUser, PasswordChange, PasswordMade, User, UserChange, UserList, UserMade } from "../contract/administration.ts";
import { SessionsEnded } from "../contract/auth.ts";
import { invalid, notFound, Refusal } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";

export function peopleRoutes(app: App, { store, now, limits, secureCookies }: RouteDeps): void {
  const tags = ["people"];
  const unknown = () => notFound("没有这名用户。");
  const userOf = async (id: number) => {
    const [user] = await listUsers(store.read, id);
    if (user === undefined) throw unknown();
    return user;
  };

  app.get("/users", { schema: { summary: "用户", tags, response: answers({ 200: UserList }) } }, async () => ({ items: (await listUsers(store.read)).map(present) }));

  app.post("/users", { schema: { summary: "添加用户", tags, body: NewUser, response: answers({ 201: UserMade }) } }, async (request, reply) => {
    const { actor } = callerOf(request);
    const { username, displayName, roles } = request.body;
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    const at = now();
    const { id } = await store.write(async (tx) => {
      const added = await addUser(tx, { username, displayName, passwordHash, roles, at });
      await recordAudit(tx, { action: "user-added", subject: username, detail: roles.map(({ role }) => roleLabels[role]).join("、") }, { actor, at });
      return added;
    });
    return reply.code(201).send({ ...present(await userOf(id)), password });
  });

  app.patch(
    "/users/:id",
    {
      schema: {
        summary: "修改、停用或启用用户",
        description: "`roles` are all that the person does from now on. Nobody can disable himself, and the last administrator stays one.",
        tags,
        params: IdParams,
        body: UserChange,
        response: answers({ 200: User }),
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      const { id } = request.params;
      const { disabled, displayName, roles } = request.body;
      if (disabled === true && actor.userId === id) throw new Refusal(409, "own-account", "不能停用自己的账号，请由另一名管理员停用。");
      const before = await userOf(id);
      const at = now();
      await store.write(async (tx) => {
        if (!(await changeUser(tx, id, request.body))) throw unknown();
        const by = { actor, at };
        if (disabled !== undefined && disabled !== before.disabled) await recordAudit(tx, { action: disabled ? "user-disabled" : "user-enabled", subject: before.username }, by);
        if (displayName !== undefined || roles !== undefined) {
          const detail = [...(displayName === undefined ? [] : [`姓名 ${displayName.trim()}`]), ...(roles === undefined ? [] : [`角色 ${roles.map(({ role }) => roleLabels[role]).join("、")}`])].join("；");
          await recordAudit(tx, { action: "user-changed", subject: before.username, detail }, by);
        }
      });
      return present(await userOf(id));
    },
  );

  app.post("/users/:id/password", { schema: { summary: "重置密码", description: "Ends the person's sessions.", tags, params: IdParams, response: answers({ 200: PasswordMade }) } }, async (request) => {
    const user = await userOf(request.params.id);
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    const { actor } = callerOf(request);
    await store.write(async (tx) => {
      await setPassword(tx, user.id, passwordHash);
      await recordAudit(tx, { action: "password-reset", subject: user.username }, { actor, at: now() });
    });
    return { password };
  });

  app.delete("/users/:id/sessions", { schema: { summary: "强制退出", description: "Ends all of the person's sessions.", tags, params: IdParams, response: answers({ 200: SessionsEnded }) } }, async (request) => {
    const user = await userOf(request.params.id);
    const { actor } = callerOf(request);
    const ended = await store.write(async (tx) => {
      const count = await endSessionsOf(tx, user.id);
      await recordAudit(tx, { action: "sessions-ended", subject: user.username, detail: `${count} 个` }, { actor, at: now() });
      return count;
    });
    return { ended };
  });

  app.post(
    "/auth/password",
    {
      schema: { summary: "修改自己的密码", description: "Ends one's other sessions.", tags: ["auth"], body: PasswordChange, response: answers({ 204: Nothing }) },
      config: {
        rateLimit: {
          max: limits.loginAttemptsPerMinuteMax,
          timeWindow: 60_000,
          hook: "preHandler",
          keyGenerator: (request) => request.caller?.actor.id ?? request.ip,
          errorResponseBuilder: () => new Refusal(429, "too-many-attempts", "尝试过于频繁，请一分钟后再试。"),
        },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const userId = actor.userId ?? 0;
      const { current, password } = request.body;
      const problem = passwordProblem(password);
      if (problem !== null) throw invalid("/password", problem);
      if (!(await verifyPassword(await passwordHashOf(store.read, userId), current))) throw new Refusal(403, "wrong-password", "现在的密码不正确。");
      const passwordHash = await hashPassword(password);
      await store.write(async (tx) => {
        await setPassword(tx, userId, passwordHash, { tokenHash: tokenHashOf(sessionTokenOf(request, secureCookies)) });
        await recordAudit(tx, { action: "password-changed" }, { actor, at: now() });
      });
      return reply.code(204).send(null);
    },
  );
}

function present({ roles, createdAt, ...user }: UserSummary) {
  return { ...user, createdAt: toOffsetText(createdAt), roles: roles.map((held) => ({ ...held, roleLabel: roleLabels[held.role] })) };
}
