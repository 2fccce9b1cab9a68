/** The page as people have it: the whole service on a real database, and a real browser in front of it. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { servicePassword, startWholeService, type Service } from "../setup/service.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { launchChromium } from "./chromium.ts";

export const desk = { width: 1440, height: 900 };
export const wall = { width: 1920, height: 1080 };
export const phone = { width: 390, height: 844 };

export interface Hall {
  service: Service;
  /** Where the page is. */
  origin: string;
  /** A browser of one's own, signed in, at `path`. Names: chuangkou, chengban, huifang, fupan, dudao, dudao2, guanli. */
  open(username: string, path?: string, size?: { width: number; height: number }): Promise<Page>;
  /** A browser in which nobody has signed in. */
  visit(path?: string, size?: { width: number; height: number }): Promise<Page>;
  /** What browsers complained of: errors in the console, refused by the content policy, requests that failed on our side. */
  complaints: string[];
  stop(): Promise<void>;
}

/** To be stopped by whoever opens it; fails there if a browser complained. */
export async function openHall(variables: Record<string, string> = {}): Promise<Hall> {
  const service = await startWholeService(await freshSqliteUrl(), variables);
  const browser = await launchChromium();
  const origin = service.base.replace("/api/v1", "");
  const complaints: string[] = [];
  const cookies = new Map<string, Cookies>();
  const visit = async (path = "/", size = desk) => {
    const page = await newPage(browser, origin, size, complaints);
    await page.goto(origin + path);
    return page;
  };
  return {
    service,
    origin,
    complaints,
    visit,
    async open(username, path = "/", size = desk) {
      const page = await newPage(browser, origin, size, complaints);
      await signIn(page.context(), origin, username, cookies);
      await page.goto(origin + path);
      return page;
    },
    async stop() {
      await browser.close();
      await service.stop();
      expect(complaints).toEqual([]);
    },
  };
}

export async function newPage(browser: Browser, origin: string, size: { width: number; height: number }, complaints: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai", baseURL: origin });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A refused request is the service's good right; what tests look at is how the page shows it.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

export type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

/** By the service's own door, without the form, which has a test of its own; once for each person, as long as the session lasts. */
export async function signIn(context: BrowserContext, origin: string, username: string, known: Map<string, Cookies>, password = servicePassword): Promise<void> {
  await context.addCookies(known.get(username) ?? []);
  if ((await context.request.get(`${origin}/api/v1/auth/me`)).ok()) return;
  const answer = await context.request.post(`${origin}/api/v1/auth/login`, { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  known.set(username, await context.cookies());
}

/** Nothing is loading any more. Asked with locators: a text to be evaluated again and again is what the page's own content policy refuses. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await expect.poll(() => page.locator(".ant-skeleton, .ant-spin-spinning").count()).toBe(0);
}

/** Chooses an option of a list box by its label. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}

/** Chooses a unit in its tree. */
export async function pick(page: Page, label: string, unit: string, within: Page | Locator = page): Promise<void> {
  await within.getByLabel(label, { exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-tree-title", { hasText: unit }).first().click();
}
