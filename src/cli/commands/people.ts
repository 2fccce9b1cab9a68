/** `huiyin user` and `huiyin key`: people and API keys; a password or key that was made is printed once. */
import { millisOf, toInstant, toOffsetText } from "../../rules/shanghai.ts";
import { roleLabels, roles, sources, type Instant, type Role, type Source } from "../../rules/words.ts";
import { cliActor } from "../../store/actors.ts";
import { recordAudit, type AuditAction } from "../../store/audit.ts";
import { HuiyinError } from "../../store/errors.ts";
import { addKey, keyScopes, listKeys, overlapHoursMax, revokeKey, rotateKey, type KeyScope } from "../../store/keys.ts";
import { addUser, disableUser, listUsers } from "../../store/people.ts";
import { hashPassword, newPassword, passwordProblem } from "../../store/passwords.ts";
import type { Transaction } from "../../store/store.ts";
import { rootUnit, unitByNameOrCode } from "../../store/units.ts";
import { now, type House } from "../house.ts";
import { print, printJson, tell } from "../output.ts";

export interface UserAddOptions {
  name?: string;
  role: string[];
  unit?: string;
  password?: string;
  passwordStdin?: boolean;
  json?: boolean;
}

export async function userAdd({ store }: House, username: string, options: UserAddOptions): Promise<number> {
  const unit = options.unit === undefined ? await rootUnit(store.read) : await unitByNameOrCode(store.read, options.unit);
  if (unit === null) throw new HuiyinError("usage", `没有单位 ${options.unit ?? ""}，请用 config/catalogue.yaml 中的代码或名称。`);
  const held = options.role.flatMap((text) => text.split(","));
  const unknown = held.find((role) => !(roles as readonly string[]).includes(role));
  if (held.length === 0 || unknown !== undefined) throw new HuiyinError("usage", `没有角色 ${unknown ?? ""}，可用：${roles.map((role) => `${role}(${roleLabels[role]})`).join("、")}。`);
  const made = options.password === undefined && !options.passwordStdin;
  const password = options.passwordStdin ? await readStdin() : (options.password ?? newPassword());
  const problem = passwordProblem(password);
  if (problem !== null) throw new HuiyinError("usage", problem);
  const passwordHash = await hashPassword(password);
  const user = { username, displayName: options.name ?? username, passwordHash, roles: held.map((role) => ({ role: role as Role, unitId: unit.id })), at: now() };
  const { id } = await store.write(async (tx) => {
    const added = await addUser(tx, user);
    await audited(tx, "user-added", username, held.map((role) => roleLabels[role as Role]).join("、"));
    return added;
  });
  if (options.json) printJson({ id, username, ...(made ? { password } : {}) });
  else print(`已添加用户 ${username}(编号 ${id}，${unit.name}，${held.map((role) => roleLabels[role as Role]).join("、")})。${made ? `\n密码(只显示这一次):${password}` : ""}`);
  return 0;
}

export async function userList({ store }: House, { json }: { json?: boolean }): Promise<number> {
  const users = await listUsers(store.read);
  if (json) printJson(users);
  else for (const user of users) print(JSON.stringify(user));
  return 0;
}

export async function userDisable({ store }: House, username: string): Promise<number> {
  const done = await store.write(async (tx) => {
    const found = await disableUser(tx, username);
    if (found) await audited(tx, "user-disabled", username);
    return found;
  });
  tell(done ? `已停用用户 ${username}，其登录已失效。` : `没有用户 ${username}。`);
  return done ? 0 : 1;
}

export async function keyAdd({ store }: House, name: string, options: { source: string[]; scope: string[]; expires?: string; json?: boolean }): Promise<number> {
  const source = options.source.flatMap((text) => text.split(","));
  const scope = options.scope.length === 0 ? [...keyScopes] : options.scope.flatMap((text) => text.split(","));
  const wrongSource = source.find((each) => !(sources as readonly string[]).includes(each));
  if (source.length === 0 || wrongSource !== undefined) throw new HuiyinError("usage", `请用 --source 指定来源，可用：${sources.join("、")}。`);
  const wrongScope = scope.find((each) => !(keyScopes as readonly string[]).includes(each));
  if (wrongScope !== undefined) throw new HuiyinError("usage", `没有权限范围 ${wrongScope}，可用：${keyScopes.join("、")}。`);
  const at = now();
  const expiresAt = options.expires === undefined ? null : endOf(options.expires, at);
  const { id, key } = await store.write(async (tx) => {
    const added = await addKey(tx, { name, sources: source as Source[], scopes: scope as KeyScope[], at, expiresAt });
    await audited(tx, "key-added", name, expiresAt === null ? null : `${toOffsetText(expiresAt)} 到期`);
    return added;
  });
  if (options.json) printJson({ id, key, expiresAt });
  else print(`已添加接口密钥 ${name}(编号 ${id}，${expiresAt === null ? "不自动到期" : `${toOffsetText(expiresAt)} 到期`})。\n密钥(只显示这一次):${key}`);
  return 0;
}

export async function keyRotate({ store }: House, id: string, options: { overlap: string; expires?: string; json?: boolean }): Promise<number> {
  const keyId = keyIdOf(id);
  const overlapHours = Number(options.overlap);
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > overlapHoursMax) throw new HuiyinError("usage", `--overlap 应为 0 到 ${overlapHoursMax} 的整数(小时)。`);
  const at = now();
  const expiresAt = options.expires === undefined ? undefined : endOf(options.expires, at);
  const made = await store.write(async (tx) => {
    const rotated = await rotateKey(tx, keyId, { at, overlapHours, expiresAt });
    if (rotated !== null) await audited(tx, "key-rotated", id, `新编号 ${rotated.id}，旧密钥 ${toOffsetText(rotated.oldEndsAt)} 失效`);
    return rotated;
  });
  if (made === null) {
    tell(`没有有效的密钥 ${id}。`);
    return 1;
  }
  if (options.json) printJson({ ...made, replaces: keyId });
  else print(`已更换：新密钥编号 ${made.id}；旧密钥 ${id} 到 ${toOffsetText(made.oldEndsAt)} 为止仍可使用。\n密钥(只显示这一次):${made.key}`);
  return 0;
}

/** `90d`, or a day, at whose end in Shanghai it is over. */
function endOf(text: string, at: Instant): Instant {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  const end = days !== undefined ? millisOf(at) + Number(days) * 86_400_000 : /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T24:00:00+08:00`) : Number.NaN;
  if (!(end > millisOf(at))) throw new HuiyinError("usage", "到期时间应为将来的日期(如 2027-12-31)或天数(如 90d)。");
  return toInstant(end);
}

export async function keyList({ store }: House, { json }: { json?: boolean }): Promise<number> {
  const keys = await listKeys(store.read);
  if (json) printJson(keys);
  else for (const key of keys) print(JSON.stringify(key));
  return 0;
}

export async function keyRevoke({ store }: House, id: string): Promise<number> {
  const keyId = keyIdOf(id);
  const done = await store.write(async (tx) => {
    const found = await revokeKey(tx, keyId, now());
    if (found) await audited(tx, "key-revoked", id);
    return found;
  });
  tell(done ? `已吊销密钥 ${id}。` : `没有有效的密钥 ${id}。`);
  return done ? 0 : 1;
}

function keyIdOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new HuiyinError("usage", `密钥编号应为正整数，不是“${text}”；可用 huiyin key list 查看。`);
  return Number(text);
}

const audited = (tx: Transaction, action: AuditAction, subject: string, detail: string | null = null): Promise<void> => recordAudit(tx, { action, subject, detail }, { actor: cliActor, at: now() });

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8").replace(/\r?\n$/, "");
}
