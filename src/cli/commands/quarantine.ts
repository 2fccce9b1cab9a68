/** `huiyin quarantine`: what could not be taken, why, and its replay once it was put right. */
import { outcomeLabels, sourceLabels, type Outcome } from "../../rules/words.ts";
import { replayQuarantined } from "../../ingest/replay.ts";
import { cliActor } from "../../store/actors.ts";
import { HuiyinError } from "../../store/errors.ts";
import { dismissQuarantined, listQuarantine, quarantineActions, readQuarantined, recordView, textOfQuarantined } from "../../store/quarantine.ts";
import { now, type House } from "../house.ts";
import { print, printJson, table, tell } from "../output.ts";

const listedMax = 1000;

export async function quarantineList({ store }: House, { json, dismissed }: { json?: boolean; dismissed?: boolean }): Promise<number> {
  const rows = await listQuarantine(store.read, { limit: listedMax, state: dismissed ? "dismissed" : "open" });
  const items = rows.map((row) => ({
    id: row.id,
    source: row.source,
    profile: row.profile,
    externalId: row.external_id,
    receivedAt: row.received_at,
    errors: reasonsOf(row.problems),
    dismissalReason: row.dismissal_reason,
  }));
  if (json) printJson(items);
  else if (items.length === 0) print(dismissed ? "没有销项的记录。" : "隔离区为空。");
  else {
    const reason = (item: (typeof items)[number]) => (dismissed ? `销项：${item.dismissalReason ?? ""}` : item.errors.map((error) => error.detail).join("；"));
    print(table([["编号", "来源", "来源编号", dismissed ? "理由" : "原因"], ...items.map((item) => [item.id, sourceLabels[item.source], item.externalId ?? "（无编号）", reason(item)])]));
  }
  if (rows.length === listedMax) tell(`只列出最新的 ${listedMax} 条。`);
  return 0;
}

export async function quarantineShow({ store, rulebook }: House, id: string): Promise<number> {
  const row = await readQuarantined(store.read, numberOf(id));
  if (row === null) throw unknown(id);
  // What came may hold personal data; that it was shown is kept, here as over HTTP.
  await store.write((tx) => recordView(tx, row.id, { actor: cliActor, at: now() }));
  printJson({
    id: row.id,
    source: row.source,
    profile: row.profile,
    externalId: row.external_id,
    outcome: row.outcome,
    errors: reasonsOf(row.problems),
    dismissalReason: row.dismissal_reason,
    raw: textOfQuarantined(row, rulebook.vault),
    corrected: row.corrected_sealed !== null,
    actions: await quarantineActions(store.read, row.id),
  });
  return 0;
}

export interface ReplayOptions {
  json?: boolean;
  all?: boolean;
  source?: string;
}

/** Exit code 1 when any record is still quarantined afterwards. */
export async function quarantineReplay({ store, rulebook, config }: House, given: readonly string[], { json, all, source }: ReplayOptions): Promise<number> {
  if (all ? given.length > 0 : given.length === 0) throw new HuiyinError("usage", "请写明要重放的编号，或用 --all 重放全部。");
  const open = all ? (await openIds(store)).filter((row) => source === undefined || row.source === source).map(({ id }) => id) : given.map(numberOf);
  const results = [];
  for (const id of open) {
    const result = await replayQuarantined(store, id, config.profiles, { at: now(), actor: cliActor, rulebook });
    if (result === null) throw unknown(String(id));
    results.push({ id, ...result });
    if (!json) print(`${id}  ${outcomeLabels[result.outcome satisfies Outcome]}  ${result.caseNo ?? (result.errors ?? []).map((error) => error.detail).join("；")}`);
  }
  if (json) printJson(results);
  return results.some((result) => result.outcome === "quarantined") ? 1 : 0;
}

/** Oldest first: what came first is taken first. */
async function openIds({ read }: House["store"]) {
  const rows = [];
  for (let beforeId: number | undefined; ; ) {
    const page = await listQuarantine(read, { limit: listedMax, beforeId });
    rows.push(...page.map(({ id, source }) => ({ id, source })));
    beforeId = page.at(-1)?.id;
    if (page.length < listedMax) return rows.reverse();
  }
}

export async function quarantineDismiss({ store }: House, id: string, { reason }: { reason: string }): Promise<number> {
  if (reason.trim().length < 2) throw new HuiyinError("usage", "请用 --reason 写明销项理由。");
  await store.write((tx) => dismissQuarantined(tx, numberOf(id), reason.trim(), { actor: cliActor, at: now() }));
  tell(`已销项 ${id}。`);
  return 0;
}

function numberOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new HuiyinError("usage", `编号 ${id} 应为整数。`);
  return Number(id);
}

const unknown = (id: string) => new HuiyinError("quarantine-not-found", `隔离区没有编号为 ${id} 的记录。`);
const reasonsOf = (problems: string | null) => JSON.parse(problems ?? "[]") as { code: string; detail: string }[];
