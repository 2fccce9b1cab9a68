/** `huiyin demo`: a fresh store of clearly labelled demonstration data, driven through the real door, and the service on top of it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { addDays, dayOf, instantAt, previousWeek, weekOf } from "../../rules/shanghai.ts";
import { decodeRecords } from "../../ingest/decode.ts";
import { takeRecords } from "../../ingest/intake.ts";
import { fireTimersDue } from "../../store/fireTimers.ts";
import { cliActor } from "../../store/actors.ts";
import { hashPassword } from "../../store/passwords.ts";
import { addUser } from "../../store/people.ts";
import { listUnits } from "../../store/units.ts";
import { demoDays, demoFeeds } from "../demo/feeds.ts";
import { demoPeople, type DemoPerson } from "../demo/people.ts";
import { driveCases } from "../demo/drive.ts";
import { now, openHouse, profileFor, type House } from "../house.ts";
import { noticeOf, noticePage, noticePlain } from "../notices.ts";
import { print } from "../output.ts";
import { startService } from "./serve.ts";

export interface DemoOptions {
  once?: boolean;
}

const database = "data/demo.db";
const noticeFile = "data/demo-notice.html";
/** For looking at only: everyone may know it, and the service listens on this machine alone. */
const password = "huiyin-demo-2026";

export async function demo({ once }: DemoOptions): Promise<number> {
  mkdirSync("data", { recursive: true });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database + suffix, { force: true });
  const house = await openHouse({ HUIYIN_LOG_LEVEL: "warn", ...process.env, HUIYIN_DATABASE: `sqlite:${database}`, HUIYIN_SECRET_FILE: "data/demo.key", HUIYIN_INBOX: "data/demo-inbox" });
  try {
    print("【演示数据】以下人员、诉求均为虚构，仅供演示。");
    const people = await addPeople(house);
    const today = now();
    await takeFeeds(house, today);
    const driven = await driveCases(house, people, today);
    const fired = await fireDayByDay(house, today);
    print(`已将 ${driven.closed} 件办至闭环，${driven.open} 件在办；触发时限提醒 ${fired} 次，其中升级督办 ${await escalated(house)} 件。`);
    const notice = await noticeOf(house.store, previousWeek(weekOf(today)), today);
    writeFileSync(noticeFile, noticePage(notice));
    print(`\n${noticePlain(notice)}\n`);
    print(`上周通报网页：${noticeFile}`);
    if (once) return 0;
    const service = await startService(house, { http: true, jobs: true });
    print(`服务地址：${service.address}(接口文档 ${service.address}/openapi.json)，按 Ctrl-C 停止`);
    print(`演示账号(口令均为 ${password}):${people.map((person) => `${person.username}(${person.displayName})`).join("、")}`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await service.stop();
    return 0;
  } finally {
    await house.store.close();
  }
}

async function addPeople({ store }: House): Promise<(DemoPerson & { id: number })[]> {
  const units = await listUnits(store.read);
  const passwordHash = await hashPassword(password);
  const people: (DemoPerson & { id: number })[] = [];
  for (const person of demoPeople) {
    const unit = units.find(({ code }) => code === person.unitCode) ?? units[0];
    if (unit === undefined) throw new Error("the catalogue has no unit");
    const { id } = await store.write((tx) =>
      addUser(tx, { username: person.username, displayName: person.displayName, passwordHash, roles: [{ role: person.role, unitId: unit.id }], at: now() }),
    );
    people.push({ ...person, id });
  }
  return people;
}

/** Each feed is received at its own hour, so that its limits count from there and not from today. */
async function takeFeeds(house: House, today: string): Promise<void> {
  for (const { source, at, body } of demoFeeds(today)) {
    const records = decodeRecords(Buffer.from(JSON.stringify(body)), { format: "json" });
    await takeRecords(house.store, { profile: profileFor(house, source), records, sender: "demo", actor: cliActor, rulebook: house.rulebook, now: () => at });
  }
  const rows = await house.store.read.selectFrom("feed_records").select(({ fn }) => ["source", fn.countAll<number>().as("count")]).groupBy("source").orderBy("source").execute();
  print(`已接入推送记录：${rows.map((row) => `${row.source} ${row.count} 条`).join("、")}。`);
}

/** As if the service had run all the time: what fell due on a day is done on that day, not today. */
async function fireDayByDay({ store, rulebook }: House, today: string): Promise<number> {
  let fired = 0;
  for (let day = addDays(dayOf(today), -demoDays); instantAt(day, 17 * 60) < today; day = addDays(day, 1)) {
    for (const minutes of [12 * 60, 17 * 60]) fired += (await fireTimersDue(store, rulebook, instantAt(day, minutes))).fired;
  }
  return fired + (await fireTimersDue(store, rulebook, today)).fired;
}

async function escalated({ store }: House): Promise<number> {
  const row = await store.read.selectFrom("escalations").select(({ fn }) => fn.count<number>("case_id").distinct().as("count")).executeTakeFirstOrThrow();
  return Number(row.count);
}
