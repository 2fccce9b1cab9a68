/** API keys of integrations: made, shown once, revoked. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { recordAudit } from "../../store/audit.ts";
import { addKey, keyScopeLabels, listKeys, revokeKey, type KeySummary } from "../../store/keys.ts";
import type { App, RouteDeps } from "../app.ts";
import { callerOf } from "../auth.ts";
import { KeyMade, Keys, NewKey } from "../contract/administration.ts";
import { IdParams } from "../contract/basics.ts";
import { notFound } from "../errors.ts";
import { answers, Nothing } from "../openapi.ts";
import { offsetOrNull } from "../presentCase.ts";

export function keyRoutes(app: App, { store, now }: RouteDeps): void {
  const tags = ["keys"];
  const unknown = () => notFound("没有这个有效的接口密钥。");

  app.get("/keys", { schema: { summary: "接口密钥", tags, response: answers({ 200: Keys }) } }, async () => ({ items: (await listKeys(store.read)).map(present) }));

  app.post("/keys", { schema: { summary: "新建接口密钥", tags, body: NewKey, response: answers({ 201: KeyMade }) } }, async (request, reply) => {
    const at = now();
    const made = await store.write(async (tx) => {
      const added = await addKey(tx, { ...request.body, at });
      await recordAudit(tx, { action: "key-added", subject: request.body.name, detail: request.body.sources.join("、") }, { actor: callerOf(request).actor, at });
      return added;
    });
    const key = (await listKeys(store.read)).find(({ id }) => id === made.id);
    if (key === undefined) throw unknown();
    return reply.code(201).send({ ...present(key), key: made.key });
  });

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

function present(key: KeySummary) {
  return { ...key, scopeLabels: key.scopes.map((scope) => keyScopeLabels[scope]), createdAt: toOffsetText(key.createdAt), revokedAt: offsetOrNull(key.revokedAt) };
}
