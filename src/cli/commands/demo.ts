/** `huiyin demo`: a fresh store of clearly labelled demonstration data, driven through the real door, and the service on top of it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { previousWeek, weekOf } from "../../rules/shanghai.ts";
import { HuiyinError } from "../../store/errors.ts";
import { hashPassword } from "../../store/passwords.ts";
import { now, openHouse, type House } from "../house.ts";
import { noticeDocument, noticeOf, noticePlain } from "../notices.ts";
import { print, progress } from "../output.ts";
import { addSimulatedPeople, simulatedAccounts, simulatedPeople } from "../simulation/people.ts";
import { simulate } from "../simulation/simulate.ts";
import { startService } from "./serve.ts";

export interface DemoOptions {
  once?: boolean;
  weeks?: string;
  seed?: string;
  scale?: string;
}

const database = "data/demo.db";
const noticeFile = "data/demo-notice.html";
/** For looking at only: everyone may know it, and the service listens on this machine alone. */
const password = "huiyin-demo-2026";

export async function demo(options: DemoOptions): Promise<number> {
  mkdirSync("data", { recursive: true });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database + suffix, { force: true });
  const house = await openHouse({ HUIYIN_LOG_LEVEL: "warn", ...process.env, HUIYIN_DATABASE: `sqlite:${database}`, HUIYIN_SECRET_FILE: "data/demo.key", HUIYIN_INBOX: "data/demo-inbox" });
  try {
    print("【演示数据】以下人员、诉求均为虚构，仅供演示。");
    const actors = await addSimulatedPeople(house.store, { passwordHash: await hashPassword(password), at: now() });
    const today = now();
    const { weeks, seed, scale } = sizesOf(options);
    const bar = progress(`模拟 ${weeks} 周`, weeks * 7 + 1);
    let days = 0;
    const counts = await simulate(house, { seed, weeks, scale, until: today, actors, onDay: () => bar.update((days += 1)) });
    bar.stop();
    const closed = await closedCount(house);
    print(`已模拟 ${weeks} 周（种子 ${seed}，规模 ${scale}）：推送记录 ${counts.records} 条，工单 ${counts.cases} 件，办理 ${counts.events} 步；${closed} 件闭环，${counts.cases - closed} 件在办；时限触发 ${counts.fired} 次，升级督办 ${await escalated(house)} 件。`);
    const made = await noticeOf(house, previousWeek(weekOf(today)), today);
    writeFileSync(noticeFile, await noticeDocument(house, made, "html"));
    print(`\n${noticePlain(made.content)}\n`);
    print(`上周通报网页：${noticeFile}`);
    if (options.once) return 0;
    const service = await startService(house, { http: true, jobs: true }, await simulatedAccounts(house.store, password));
    print(`服务地址：${service.address}（接口文档 ${service.address}/openapi.json），按 Ctrl-C 停止`);
    print(`用浏览器打开上面的地址即可登录，登录页列有演示账号。`);
    print(`演示账号（密码均为 ${password}）：${simulatedPeople.map(({ username, displayName }) => `${username}（${displayName}）`).join("、")}`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await service.stop();
    return 0;
  } finally {
    await house.store.close();
  }
}

function sizesOf({ weeks = "26", seed = "1", scale = "1" }: DemoOptions): { weeks: number; seed: number; scale: number } {
  const whole = (text: string, name: string, most: number): number => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most) throw new HuiyinError("usage", `--${name} 应为 1 至 ${most} 的整数。`);
    return Number(text);
  };
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(scale) || Number(scale) <= 0) throw new HuiyinError("usage", "--scale 应为大于 0 的数，如 0.5。");
  return { weeks: whole(weeks, "weeks", 520), seed: whole(seed, "seed", 999_999_999), scale: Number(scale) };
}

async function closedCount({ store }: House): Promise<number> {
  const row = await store.read.selectFrom("cases").select(({ fn }) => fn.countAll<number>().as("count")).where("state", "=", "closed").executeTakeFirstOrThrow();
  return Number(row.count);
}

async function escalated({ store }: House): Promise<number> {
  const row = await store.read.selectFrom("escalations").select(({ fn }) => fn.count<number>("case_id").distinct().as("count")).executeTakeFirstOrThrow();
  return Number(row.count);
}
