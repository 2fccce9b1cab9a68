/** `npm run docs:screenshots`: the pictures of docs/manual, taken from a demonstration of ten weeks in a real browser. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { addDays, dayOf, weekOf } from "../src/rules/shanghai.ts";
import { launchChromium } from "../tests/page/chromium.ts";
import { demoPassword, openDemoHall } from "../tests/page/demoHall.ts";

const folder = "docs/manual/images";
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const scratch = mkdtempSync(join(tmpdir(), "huiyin-manual-"));
const hall = await openDemoHall(`sqlite:${join(scratch, "manual.db")}`, { weeks: 10, scale: 1, seed: 3 });
const browser = await launchChromium();
const { store } = hall.house;
const lastWeek = weekOf(addDays(dayOf(new Date().toISOString()), -7));

const oneCase = async (state: string, more: { escalation?: string } = {}): Promise<number> => {
  let query = store.read.selectFrom("cases").select("id").where("state", "=", state).where("kind", "=", "complaint");
  if (more.escalation !== undefined) query = query.where("escalation", "<>", "none");
  return (await query.orderBy("id", "desc").executeTakeFirstOrThrow()).id;
};
const cookies = new Map<string, string>();
async function signedIn(username: string): Promise<string> {
  const known = cookies.get(username);
  if (known !== undefined) return known;
  const answer = await fetch(`${hall.origin}/api/v1/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password: demoPassword }) });
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  cookies.set(username, cookie);
  return cookie;
}
async function post(username: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${hall.origin}/api/v1${path}`, { method: "POST", headers: { "content-type": "application/json", cookie: await signedIn(username) }, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

async function take(name: string, username: string | null, path: string, act: (page: Page) => Promise<unknown> = () => Promise.resolve(), size = desk): Promise<void> {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  context.setDefaultTimeout(10_000);
  if (username !== null) {
    const [cookieName = "", value = ""] = (await signedIn(username)).split("=");
    await context.addCookies([{ name: cookieName, value, url: hall.origin }]);
  }
  const page = await context.newPage();
  await page.goto(hall.origin + path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const loading = page.locator(".ant-skeleton, .ant-spin-spinning");
  // Asked with locators: a text to be evaluated is what the page's own policy refuses.
  while ((await loading.count()) > 0) await loading.first().waitFor({ state: "detached" });
  await act(page);
  // Drawings and dialogs come to rest.
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  console.log(name);
}

const step = (label: string) => async (page: Page) => {
  await page.getByRole("group", { name: "可办理的事项" }).getByRole("button", { name: label, exact: true }).click();
};
const caseOf = async (table: "corrective_actions") => Number((await store.read.selectFrom(table).select(({ fn }) => fn.max("id").as("id")).executeTakeFirstOrThrow()).id);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  // Something for the screens that a quiet demonstration leaves empty.
  const cause = await post("fupan", "/common-causes", { title: "叫号系统高峰时段卡死", description: "多起投诉同一原因：高峰时段叫号系统无响应，群众空等。" });
  await post("guanli", "/webhooks", { name: "短信网关", url: "https://sms.example.cn/huiyin", eventTypes: ["cn.huiyin.case.sms.rating"] });
  const { key } = (await post("guanli", "/keys", { name: "110 平台", sources: ["110"], scopes: ["feeds:write", "feeds:read"], expiresAt: new Date(Date.now() + 365 * 86_400_000).toISOString() })) as { key: string };
  for (const [id, at] of [["JJ-2026-0312", "20260231094512"], ["JJ-2026-0313", "2026/11/20 上午"]]) {
    await fetch(`${hall.origin}/api/v1/feeds/110/records`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify({ JJDBH: id, BJSJ: at, BJNR: "【模拟】反映窗口排队两小时无人叫号。", JQLBDM: "810300", SFDZ: "政务服务中心" }) });
  }
  const quarantined = Number((await store.read.selectFrom("feed_records").select(({ fn }) => fn.max("id").as("id")).executeTakeFirstOrThrow()).id);
  const revealed = await oneCase("closing");
  await post("dudao", `/cases/${revealed}/reveal`, { field: "phone", reason: "核对是否重复投诉" });

  await take("login", null, "/");
  await take("worklist", "chuangkou", "/");
  await take("worklist-phone", "chengban", "/", undefined, phone);
  await take("cases", "chuangkou", "/cases?escalation=any");
  await take("case", "chuangkou", `/cases/${await oneCase("handling")}`);
  await take("case-phone", "chengban", `/cases/${(await store.read.selectFrom("cases").innerJoin("units", "units.id", "cases.unit_id").select("cases.id").where("units.code", "=", "320481240000").where("state", "in", ["handling", "assigned", "closing", "closed"]).orderBy("cases.id", "desc").executeTakeFirstOrThrow()).id}`, undefined, phone);
  const accepted = await store.read.selectFrom("cases").select("id").where("state", "=", "accepted").orderBy("id", "desc").executeTakeFirst();
  const fresh = await store.read.selectFrom("cases").select("id").where("state", "=", "registered").orderBy("id", "desc").executeTakeFirst();
  const toAssign = accepted?.id ?? fresh?.id ?? 1;
  if (accepted === undefined) await post("chuangkou", `/cases/${toAssign}/events`, { type: "accept", expectedVersion: (await store.read.selectFrom("cases").select("version").where("id", "=", toAssign).executeTakeFirstOrThrow()).version, payload: {} });
  await take("assign", "chuangkou", `/cases/${toAssign}`, step("交办"));
  await take("reveal", "chuangkou", `/cases/${toAssign}`, (page) => page.getByRole("button", { name: "查看完整电话" }).first().click());
  await take("walk-in", "chuangkou", "/cases/new", async (page) => {
    await page.getByLabel("事由").fill("今天上午在交警大队车管所补办驾驶证，取号后排队三个小时没有叫到号，窗口提前停止取号，也没有人解释。希望当场办结。");
    await page.getByRole("region", { name: "相似工单" }).getByRole("link").first().waitFor();
  });
  await take("board", "chuangkou", "/escalations");
  await take("ledger", "chuangkou", "/ledger");
  const handled = await store.read.selectFrom("cases").innerJoin("user_roles", "user_roles.user_id", "cases.handler_id").select(["cases.id", "cases.handler_id"]).where("state", "=", "handling").orderBy("cases.id", "desc").executeTakeFirst();
  const handlerName = (await store.read.selectFrom("users").select("username").where("id", "=", handled?.handler_id ?? 0).executeTakeFirst())?.username ?? "chengban";
  await take("disposition", handlerName, `/cases/${handled?.id ?? 1}`, (page) => page.getByRole("group", { name: "可办理的事项" }).getByRole("button", { name: "提交办理结果" }).click().catch(() => undefined));
  await take("callbacks", "huifang", "/callbacks?mine=false", (page) => page.keyboard.press("2"));
  await take("reviews", "fupan", "/reviews");
  const toReview = await store.read.selectFrom("next_steps").select("case_id").where("step", "=", "review").orderBy("case_id", "desc").executeTakeFirst();
  await take("review", "fupan", `/cases/${toReview?.case_id ?? 1}`, step("提交复盘"));
  await take("corrective-actions", "fupan", "/corrective-actions");
  await take("corrective-action", "fupan", `/corrective-actions/${await caseOf("corrective_actions")}`);
  await take("common-causes", "fupan", "/common-causes");
  await take("common-cause", "fupan", `/common-causes/${String(cause["id"])}`);
  await take("typical", "fupan", "/typical");
  await take("notices", "dudao", "/notices");
  await take("notice", "dudao", `/notices/${lastWeek}`);
  await take("cases-behind", "dudao", `/cases/behind?week=${lastWeek}&figure=satisfaction&part=missing`);
  await take("dashboard", "dudao", "/dashboard");
  await take("cases-stage", "dudao", "/dashboard", (page) => page.getByRole("link", { name: /^还差/ }).first().click());
  await take("screen", "dudao", "/screen", undefined, { width: 1920, height: 1080 });
  await take("evaluations", "dudao", "/evaluations");
  await take("digests", "dudao", "/digests");
  await take("feeds", "chuangkou", "/feeds");
  await take("quarantine", "chuangkou", "/feeds/quarantine");
  await take("quarantine-record", "chuangkou", `/feeds/quarantine/${quarantined}`);
  await take("upload", "chuangkou", "/feeds/upload", async (page) => {
    await page.getByLabel("来源档案").click();
    await page.locator(".ant-select-item-option", { hasText: "12345" }).first().click();
    const csv = "工单编号,来电时间,诉求人,联系电话,诉求类型,诉求标题,诉求内容\nUP-1,2026-11-16 10:00:00,王先生,13900007777,投诉,【模拟】窗口无人,办证窗口中午无人\nUP-2,2026-02-31 10:00:00,张女士,13900008888,投诉,【模拟】系统故障,自助机系统故障\n";
    await page.getByLabel("选择要导入的文件").setInputFiles({ name: "十一月工单.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await page.getByRole("button", { name: "预览" }).click();
    await page.getByText("共 2 条").waitFor();
  });
  await take("answers", "chuangkou", "/feeds/answers");
  await take("keys", "guanli", "/feeds/keys");
  await take("webhooks", "guanli", "/feeds/webhooks");
  await take("people", "guanli", "/admin/people", (page) => page.getByRole("button", { name: "添加人员" }).click());
  await take("units", "guanli", "/admin/units");
  await take("calendar", "guanli", "/admin/calendar");
  await take("policies", "guanli", "/admin/policies");
  await take("jobs", "guanli", "/admin/jobs");
  await take("audit", "guanli", "/admin/audit");
  await take("verify", "guanli", "/admin/verify", async (page) => {
    await page.getByRole("button", { name: "开始核验" }).click();
    await page.getByText("完整一致").waitFor({ timeout: 60_000 });
  });
  await take("account", "chengban", "/account");
} finally {
  await browser.close();
  await hall.stop();
  rmSync(scratch, { recursive: true, force: true });
}
