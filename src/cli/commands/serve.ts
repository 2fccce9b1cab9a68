/** `huiyin serve`: HTTP API and jobs in one process, until it is told to stop. */
import { randomUUID } from "node:crypto";
import { buildApp, type DemoAccounts } from "../../server/app.ts";
import { startJobs } from "../../jobs/schedule.ts";
import { countUsers, addUser } from "../../store/people.ts";
import { hashPassword, newPassword } from "../../store/passwords.ts";
import { rootUnit } from "../../store/units.ts";
import { HuiyinError } from "../../store/errors.ts";
import { jobDepsOf, now, reloadCalendar, type House } from "../house.ts";
import { print } from "../output.ts";
import { builtPage } from "../page.ts";
import { portsOf } from "../ports.ts";

const calendarMillis = 60_000;

export interface ServeOptions {
  http: boolean;
  jobs: boolean;
}

/** Resolves when the service has stopped. */
export async function serve(house: House, options: ServeOptions): Promise<number> {
  await firstAdministrator(house);
  const service = await startService(house, options);
  print(service.address === null ? "回音定时任务已启动(不提供网页接口)。" : `回音已启动：${service.address} (接口文档 ${service.address}/openapi.json)`);
  await stopSignal();
  await service.stop();
  return 0;
}

export async function startService(house: House, { http, jobs }: ServeOptions, demo: DemoAccounts | null = null): Promise<{ address: string | null; stop(): Promise<void> }> {
  const { store, rulebook, environment } = house;
  const app = await buildApp({ store, rulebook: () => rulebook, now, newId: randomUUID, ports: portsOf(house), publicUrl: environment.publicUrl, attachmentsFolder: environment.attachmentsFolder, pageFolder: builtPage(), demo, logger: { level: environment.logLevel, stream: process.stderr }, secureCookies: environment.secureCookies ?? undefined, ...(environment.trustedProxies.length > 0 ? { trustProxy: environment.trustedProxies } : {}) });
  const running = jobs
    ? startJobs(jobDepsOf(house, now), now, (job, error) => app.log.error({ job: job.name, error }, "job failed"))
    : null;
  // What another process amended is counted by here, too, a minute later at the latest.
  const calendarBeat = setInterval(() => void reloadCalendar(house).catch((error: unknown) => app.log.error({ error }, "calendar not reloaded")), calendarMillis).unref();
  const address = http ? await listen(() => app.listen({ host: environment.host, port: environment.port }), environment) : null;
  return {
    address,
    async stop() {
      clearInterval(calendarBeat);
      await running?.stop();
      await app.close();
    },
  };
}

async function listen(start: () => Promise<string>, { host, port }: House["environment"]): Promise<string> {
  try {
    return await start();
  } catch (error) {
    if ((error as { code?: string }).code === "EADDRINUSE") throw new HuiyinError("environment-invalid", `端口 ${host}:${port} 已被占用，请停止占用它的程序，或用 HUIYIN_PORT 换一个端口。`);
    throw error;
  }
}

/** The first start makes the administrator and prints his password once; it is stored nowhere in plain text. */
async function firstAdministrator({ store }: House): Promise<void> {
  if ((await countUsers(store.read)) > 0) return;
  const root = await rootUnit(store.read);
  if (root === null) return;
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  await store.write((tx) => addUser(tx, { username: "admin", displayName: "管理员", passwordHash, roles: [{ role: "admin", unitId: root.id }], at: now() }));
  print(`首次启动，已建立管理员账号：用户名 admin，密码 ${password}（只显示这一次，请妥善保存）`);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
