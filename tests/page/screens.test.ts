/** Every screen, as each of its people sees it: no serious fault of accessibility, no sideways scrolling, no complaint of the browser, by the keyboard alone. */
import { AxeBuilder } from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import { addDays, dayOf, weekOf } from "../../src/rules/shanghai.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { newPage, desk, phone, settled, signIn, wall, type Cookies } from "./browser.ts";
import { launchChromium } from "./chromium.ts";
import { bytesOverWire } from "./wire.ts";
import { demoPassword, openDemoHall, type DemoHall } from "./demoHall.ts";

const today = dayOf(new Date().toISOString());
const lastWeek = weekOf(addDays(today, -7));

/** The table of pages (src/web/pages.tsx) with somebody who may open each; `one` stands for an id that is looked up. */
const screens: [path: string, username: string, table?: string][] = [
  ["/", "chuangkou"],
  ["/cases", "chuangkou"],
  [`/cases/behind?week=${lastWeek}&figure=satisfaction`, "dudao"],
  [`/cases/stage?stage=received&from=${addDays(today, -60)}&to=${today}`, "dudao"],
  ["/cases/new", "chuangkou"],
  ["/cases/:id", "dudao", "cases"],
  ["/escalations", "chuangkou"],
  ["/ledger", "chuangkou"],
  ["/callbacks", "huifang"],
  ["/reviews", "fupan"],
  ["/corrective-actions", "fupan"],
  ["/corrective-actions/:id", "fupan", "corrective_actions"],
  ["/common-causes", "fupan"],
  ["/common-causes/:id", "fupan", "common_causes"],
  ["/typical", "fupan"],
  ["/notices", "dudao"],
  [`/notices/${lastWeek}`, "dudao"],
  ["/dashboard", "dudao"],
  ["/screen", "dudao"],
  ["/evaluations", "dudao"],
  ["/digests", "dudao"],
  ["/feeds", "chuangkou"],
  ["/feeds/quarantine", "chuangkou"],
  ["/feeds/quarantine/:id", "chuangkou", "quarantine"],
  ["/feeds/upload", "chuangkou"],
  ["/feeds/answers", "chuangkou"],
  ["/feeds/keys", "guanli"],
  ["/feeds/webhooks", "guanli"],
  ["/admin/people", "guanli"],
  ["/admin/units", "guanli"],
  ["/admin/calendar", "guanli"],
  ["/admin/policies", "guanli"],
  ["/admin/jobs", "guanli"],
  ["/admin/audit", "guanli"],
  ["/admin/verify", "guanli"],
  ["/account", "guanli"],
];

let hall: DemoHall;
let browser: Browser;
const complaints: string[] = [];
const cookies = new Map<string, Cookies>();
const opened = new Map<string, Page>();
const ids = new Map<string, number>();

beforeAll(async () => {
  hall = await openDemoHall(await freshSqliteUrl(), { weeks: 4, scale: 0.4, seed: 5 });
  browser = await launchChromium();
  const { store } = hall.house;
  for (const table of ["cases", "corrective_actions"] as const) {
    const row = await store.read.selectFrom(table).select(({ fn }) => fn.max("id").as("id")).executeTakeFirst();
    ids.set(table, Number(row?.id));
  }
  const send = async (username: string, path: string, body: unknown) => {
    const page = await open(username, "/account");
    const answer = await page.context().request.post(`${hall.origin}/api/v1${path}`, { data: body });
    const text = await answer.text();
    expect(answer.status(), text).toBeLessThan(300);
    return JSON.parse(text) as { id: number };
  };
  ids.set("common_causes", (await send("fupan", "/common-causes", { title: "叫号系统高峰时段卡死", description: "多起投诉同一原因" })).id);
  await send("guanli", "/webhooks", { name: "短信网关", url: "https://sms.invalid/hook" });
  const { key } = (await send("guanli", "/keys", { name: "110 平台", sources: ["110"], scopes: ["feeds:write"] })) as unknown as { key: string };
  await fetch(`${hall.origin}/api/v1/feeds/110/records`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify({ JJDBH: "Q-1", BJSJ: "20260231094512", BJNR: "排队两小时" }) });
  ids.set("quarantine", Number((await store.read.selectFrom("feed_records").select(({ fn }) => fn.max("id").as("id")).executeTakeFirst())?.id));
});
afterAll(async () => {
  await browser.close();
  await hall.stop();
  expect(complaints).toEqual([]);
});

/** A person's browser, opened once, at a desk. A page that asks for what its own person may not have is at fault. */
async function open(username: string, path: string): Promise<Page> {
  const page = opened.get(username) ?? (await newPage(browser, hall.origin, desk, complaints));
  if (!opened.has(username)) {
    await signIn(page.context(), hall.origin, username, cookies, demoPassword);
    page.on("response", (response) => response.status() === 403 && complaints.push(`403 ${response.url()} for ${username}`));
  }
  opened.set(username, page);
  await page.setViewportSize(desk);
  await page.goto(hall.origin + path);
  return page;
}

const addressOf = (path: string, table: string | undefined): string => (table === undefined ? path : path.replace(":id", String(ids.get(table))));

/** @param without rules that need not be asked again. */
async function serious(page: Page, without: string[] = []): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).disableRules(without).setLegacyMode(true).options({ resultTypes: ["violations"] }).analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ""}`));
}

async function sideways(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** Controls that the tab key does not reach; within a group of choices the arrows do. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    (() => {
      const hidden = (one) => one.disabled || one.closest("[aria-hidden=true], [hidden], [inert], details:not([open]) > :not(summary)") || one.getClientRects().length === 0 || getComputedStyle(one).visibility === "hidden";
      const controls = [...document.querySelectorAll("#root a[href], #root button, #root input, #root select, #root textarea, #root summary, #root [role=button], #root [role=tab], #root [role=combobox]")];
      const inGroup = (one) => one.closest("[role=radiogroup], [role=tablist], .ant-segmented, .ant-radio-group, .ant-picker, .ant-input-number, .ant-input-password");
      return controls.filter((one) => !hidden(one) && one.tabIndex < 0 && !inGroup(one) && !one.matches("[type=file]")).map((one) => one.outerHTML.slice(0, 120));
    })()`);
}

/** Where the tab key goes and nothing shows it. */
async function unmarked(page: Page, presses: number): Promise<string[]> {
  const found: string[] = [];
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("Tab");
    const what = await page.evaluate<string | null>(`
      (() => {
        const one = document.activeElement;
        if (!one || one === document.body) return null;
        const drawn = (each) => { const s = getComputedStyle(each); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
        const around = one.closest(".ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-checkbox-wrapper, .ant-radio-button-wrapper, .ant-segmented-item") ?? one;
        return [one, around, ...around.querySelectorAll("*")].some(drawn) ? null : one.outerHTML.slice(0, 120);
      })()`);
    if (what !== null) found.push(what);
  }
  return found;
}

test("the list of screens has every page that there is", () => {
  const paths = [...readFileSync("src/web/pages.tsx", "utf8").matchAll(/path: "([^"]+)"/g)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(30);
  expect(screens.map(([path]) => path.replace(/\?.*$/, "").replace(/\/\d{4}-W\d\d$/, "/:week"))).toEqual(paths);
});

/** Screens that hang on a wall, or are looked at on a wide one. */
const onWall = /^\/($|cases$|cases\/:id|dashboard|screen|escalations|notices\/)/;

it.each(screens)("%s is sound on a desk, on a telephone and on the wall", async (path, username, table) => {
  const page = await open(username, addressOf(path, table));
  await settled(page);
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  expect(await page.title()).toMatch(/· 回音$/);
  expect(await serious(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  expect(await outOfReach(page)).toEqual([]);
  expect(await unmarked(page, 10)).toEqual([]);
  if (onWall.test(path)) {
    await page.setViewportSize(wall);
    await expect.poll(() => sideways(page)).toBe(0);
    if (path === "/screen") await expect.poll(() => page.evaluate("document.documentElement.scrollHeight <= innerHeight && [...document.querySelectorAll('.latest li > :first-child')].every((one) => one.scrollWidth <= one.clientWidth)")).toBe(true);
  }
  await page.setViewportSize(phone);
  await expect.poll(() => sideways(page)).toBe(0);
  // A telephone's page has the desk's colours, and comparing them takes longer than all other rules together.
  expect(await serious(page, ["color-contrast"])).toEqual([]);
});

it.each([
  ["chuangkou", "工作台"],
  ["chengban", "工作台"],
  ["huifang", "工作台"],
  ["fupan", "工作台"],
  ["dudao", "工作台"],
  ["guanli", "人员"],
])("%s starts where his own work is, and nothing that the page asks for is refused", async (username, title) => {
  const page = await open(username, "/");
  await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
  await settled(page);
  expect(await page.getByRole("alert").count()).toBe(0);
});

it("the login page is sound, and offers an account for every role in a demonstration", async () => {
  for (const size of [desk, phone]) {
    const page = await newPage(browser, hall.origin, size, complaints);
    await page.goto(hall.origin);
    await page.getByText("演示环境").waitFor();
    expect(await serious(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    if (size === desk)
      for (const role of ["“办不成事”窗口人员", "承办人", "督导", "复盘员", "回访员", "管理员"]) expect(await page.getByRole("button", { name: new RegExp(`^${role}`) }).count(), role).toBe(1);
    await page.getByRole("button", { name: /^回访员/ }).click();
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("heading", { level: 1, name: "工作台" }).waitFor();
    await page.context().close();
  }
});

it("from the door to the worklist at most 500 kB come over the wire, and the policy lets no inline script in", async () => {
  const page = await newPage(browser, hall.origin, desk, complaints);
  const bytes = await bytesOverWire(page);
  const answer = await page.goto(hall.origin);
  await page.getByRole("button", { name: /^“办不成事”窗口人员/ }).click();
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { level: 1, name: "工作台" }).waitFor();
  await settled(page);
  expect(bytes.page).toBeGreaterThan(50_000);
  expect(bytes.page).toBeLessThanOrEqual(500_000);
  expect(bytes.page + bytes.letters).toBeLessThanOrEqual(1_000_000);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).not.toMatch(/unsafe/);
  await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=document.hacked=1>')").catch(() => undefined);
  await page.evaluate("const s = document.createElement('script'); s.textContent = 'document.hacked=1'; document.body.append(s)");
  expect(await page.evaluate("document.hacked")).toBeUndefined();
  // These two were ours; one that came later would be taken for the page's own.
  await expect.poll(() => complaints.filter((text) => text.includes("Content Security Policy")).length).toBeGreaterThanOrEqual(2);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("Content Security Policy")));
  await page.context().close();
});
