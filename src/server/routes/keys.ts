/** API keys of integrations: made, shown once, rotated, revoked. */
import { millisOf, toInstant, toOffsetText } from "../../rules/shanghai.ts";
import type { Instant } from "../../rules/words.ts";
import { recordAudit } from "../../store/audit.ts";
import { addKey, isExpired, keyScopeLabels, listKeys, overlapHoursUsual, revokeKey, rotateKey, type KeySummary } from "../../store/keys.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { KeyMade, KeyRotated, KeyRotation, Keys, NewKey } from "../contract/administration.ts";
import { IdParams } from "../contract/basics.ts";
import { invalid, notFound } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";

export function keyRoutes(app: App, { store, now }: RouteDeps): void {
  const tags = ["keys"];
  const unknown = () => notFound("没有这个有效的接口密钥。");

  const keyOf = async (id: number) => {
    const key = (await listKeys(store.read)).find((each) => each.id === id);
    if (key === undefined) throw unknown();
    return present(key, now());
  };

  app.get("/keys", { schema: { summary: "接口密钥", tags, response: answers({ 200: Keys }) } }, async () => ({ items: (await listKeys(store.read)).map((key) => present(key, now())) }));

  app.post("/keys", { schema: { summary: "新建接口密钥", tags, body: NewKey, response: answers({ 201: KeyMade }) } }, async (request, reply) => {
    const at = now();
    const expiresAt = endOf(request.body.expiresAt, at) ?? null;
    const made = await store.write(async (tx) => {
      const added = await addKey(tx, { ...request.body, expiresAt, at });
      const detail = `${request.body.sources.join("、")}${expiresAt === null ? "" : `，${toOffsetText(expiresAt)} 到期`}`;
      await recordAudit(tx, { action: "key-added", subject: request.body.name, detail }, { actor: callerOf(request).actor, at });
      return added;
    });
    return reply.code(201).send({ ...(await keyOf(made.id)), key: made.key });
  });

  app.post(
    "/keys/:id/rotate",
    {
      schema: {
        summary: "更换接口密钥",
        description: "A new key with the same sources and scopes; the old one works beside it until the overlap ends.",
        tags,
        params: IdParams,
        body: KeyRotation,
        response: answers({ 201: KeyRotated }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const at = now();
      const { overlapHours = overlapHoursUsual } = request.body;
      const expiresAt = endOf(request.body.expiresAt, at);
      const made = await store.write(async (tx) => {
        const rotated = await rotateKey(tx, id, { at, overlapHours, expiresAt });
        if (rotated === null) throw unknown();
        const name = (await listKeys(tx)).find((key) => key.id === id)?.name ?? String(id);
        await recordAudit(tx, { action: "key-rotated", subject: name, detail: `新编号 ${rotated.id}，旧密钥 ${toOffsetText(rotated.oldEndsAt)} 失效` }, { actor: callerOf(request).actor, at });
        return rotated;
      });
      return reply.code(201).send({ ...(await keyOf(made.id)), key: made.key, oldEndsAt: toOffsetText(made.oldEndsAt) });
    },
  );

  app.delete("/keys/:id", { schema: { summary: "吊销接口密钥", tags, params: IdParams, response: answers({ 204: Nothing }) } }, async (request, reply) => {
    const { id } = request.params;
    const at = now();
    await store.write(async (tx) => {
      if (!(await revokeKey(tx, id, at))) throw unknown();
      const name = (await listKeys(tx)).find((key) => key.id === id)?.name ?? String(id);
      await recordAudit(tx, { action: "key-revoked", subject: name }, { actor: callerOf(request).actor, at });
    });
    return reply.code(204).send(null);
  });
}

/** A time that is given must be one, and still to come. */
function endOf(given: string | null | undefined, at: Instant): Instant | null | undefined {
  if (given === undefined || given === null) return given;
  const millis = Date.parse(given);
  if (Number.isNaN(millis) || millis <= millisOf(at)) throw invalid("/expiresAt", "到期时间应晚于现在");
  return toInstant(millis);
}

function present(key: KeySummary, at: Instant) {
  return {
    ...key,
    scopeLabels: key.scopes.map((scope) => keyScopeLabels[scope]),
    createdAt: toOffsetText(key.createdAt),
    revokedAt: offsetOrNull(key.revokedAt),
    expiresAt: offsetOrNull(key.expiresAt),
    expired: isExpired(key, at),
    usedAt: offsetOrNull(key.usedAt),
  };
}
