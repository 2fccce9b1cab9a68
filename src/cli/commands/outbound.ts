/** `huiyin feed secret` and `huiyin outbox`: what is agreed with a source about signatures, and the answers on their way to it. */
import { sourceLabels } from "../../rules/words.ts";
import { HuiyinError } from "../../store/errors.ts";
import { listOutbox, sendAgain, type OutboxFilter } from "../../store/outbound.ts";
import { secretDirections, secretName, signingSecret, type SecretDirection } from "../../store/signingSecrets.ts";
import { now, type House } from "../house.ts";
import { print, printJson, table, tell } from "../output.ts";

export interface SecretOptions {
  direction: string;
  rotate?: boolean;
  json?: boolean;
}

export async function feedSecret({ store, rulebook, config }: House, profile: string, { direction, rotate, json }: SecretOptions): Promise<number> {
  if (!config.profiles.has(profile)) throw new HuiyinError("unknown-profile", `没有名为 ${profile} 的来源档案，可用：${[...config.profiles.keys()].join("、")}。`);
  if (!(secretDirections as readonly string[]).includes(direction)) throw new HuiyinError("usage", `--direction 应为 ${secretDirections.join(" 或 ")}。`);
  const secret = await store.write((tx) => signingSecret(tx, secretName(direction as SecretDirection, profile), { vault: rulebook.vault, at: now(), rotate }));
  if (json) printJson({ profile, direction, secret });
  else print(secret);
  tell(direction === "feed" ? `对方按 Standard Webhooks 用此密钥签名推送；在 config/feeds 的该配置中写 signature: { required: true } 后强制验签。` : `我方推送答复时用此密钥签名，对方据此验签。`);
  return 0;
}

const listedMax = 200;
const states = ["waiting", "parked", "delivered", "void"] as const;
const stateLabels: Record<(typeof states)[number], string> = { waiting: "待发", parked: "搁置", delivered: "送达", void: "作废" };

export async function outboxList({ store }: House, { state, json }: { state?: string; json?: boolean }): Promise<number> {
  if (state !== undefined && !(states as readonly string[]).includes(state)) throw new HuiyinError("usage", `--state 应为 ${states.join("、")} 之一。`);
  const rows = await listOutbox(store.read, { state: state as OutboxFilter["state"], limit: listedMax });
  const items = rows.map((row) => ({
    id: row.id,
    caseNo: row.case_no,
    source: row.source,
    externalId: row.external_id,
    topic: row.topic,
    state: row.state === "pending" ? (row.parked_at === null ? ("waiting" as const) : ("parked" as const)) : (row.state as "delivered" | "void"),
    attempts: row.attempts,
    nextAt: row.next_at,
    lastError: row.last_error,
    proof: row.proof,
  }));
  if (json) printJson(items);
  else if (items.length === 0) print("没有答复。");
  else {
    const rest = (item: (typeof items)[number]) => item.proof ?? item.lastError ?? "";
    print(table([["编号", "工单", "来源", "来源编号", "状态", "次数", "凭据或原因"], ...items.map((item) => [item.id, item.caseNo ?? "", sourceLabels[item.source], item.externalId, stateLabels[item.state], item.attempts, rest(item)])]));
  }
  return 0;
}

export async function outboxResend({ store }: House, ids: readonly string[]): Promise<number> {
  for (const id of ids) {
    if (!/^\d{1,9}$/.test(id)) throw new HuiyinError("usage", `编号 ${id} 应为整数。`);
    await store.write((tx) => sendAgain(tx, "outbox", Number(id)));
    tell(`答复 ${id} 将在下次发送时重发。`);
  }
  return 0;
}
