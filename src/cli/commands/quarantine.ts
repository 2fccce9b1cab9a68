/** `huiyin quarantine`: what could not be taken, why, and its replay once it was put right. */
import { sourceLabels } from "../../rules/words.ts";
import { replayQuarantined } from "../../ingest/replay.ts";
import { cliActor } from "../../store/actors.ts";
import { HuiyinError } from "../../store/errors.ts";
import { listQuarantine, readQuarantined } from "../../store/quarantine.ts";
import { now, type House } from "../house.ts";
import { print, printJson } from "../output.ts";

const listedMax = 1000;

export async function quarantineList({ store }: House, { json }: { json?: boolean }): Promise<number> {
  const rows = await listQuarantine(store.read, { limit: listedMax });
  const items = rows.map((row) => ({ id: row.id, source: row.source, externalId: row.external_id, receivedAt: row.received_at, errors: reasonsOf(row.problems) }));
  if (json) printJson(items);
  else if (items.length === 0) print("隔离区为空。");
  else for (const item of items) print(`${item.id}  ${sourceLabels[item.source]}  ${item.externalId ?? "(无编号)"}  ${item.errors.map((error) => error.detail).join("；")}`);
  return 0;
}

export async function quarantineShow({ store, rulebook }: House, id: string): Promise<number> {
  const row = await readQuarantined(store.read, numberOf(id));
  if (row === null) throw new HuiyinError("quarantine-not-found", `隔离区没有编号为 ${id} 的记录。`);
  printJson({ id: row.id, source: row.source, externalId: row.external_id, outcome: row.outcome, errors: reasonsOf(row.problems), raw: row.raw_sealed === null ? null : rulebook.vault.unseal(row.raw_sealed) });
  return 0;
}

/** Exit code 1 when any record is still quarantined afterwards. */
export async function quarantineReplay({ store, rulebook, config }: House, ids: readonly string[], { json }: { json?: boolean }): Promise<number> {
  const results = [];
  for (const id of ids) {
    const result = await replayQuarantined(store, numberOf(id), config.profiles, { at: now(), actor: cliActor, rulebook });
    if (result === null) throw new HuiyinError("quarantine-not-found", `隔离区没有编号为 ${id} 的记录。`);
    results.push({ id: Number(id), ...result });
    if (!json) print(`${id}  ${result.outcome}  ${result.caseNo ?? (result.errors ?? []).map((error) => error.detail).join("；")}`);
  }
  if (json) printJson(results);
  return results.some((result) => result.outcome === "quarantined") ? 1 : 0;
}

function numberOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new HuiyinError("usage", `编号 ${id} 应为整数。`);
  return Number(id);
}

const reasonsOf = (problems: string | null) => JSON.parse(problems ?? "[]") as { code: string; detail: string }[];
