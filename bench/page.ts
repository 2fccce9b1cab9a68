/** The page in a real browser: what comes over the wire until the worklist stands, and how long a touch takes with a thousand rows. `npm run bench -- page` */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../tests/page/chromium.ts";
import { bytesOverWire } from "../tests/page/wire.ts";
import { line } from "./load/feedLines.ts";
import { seriesOf, spread, type Measured, type Row } from "./row.ts";
import { addAccess, startService, variablesOf, withHouse } from "./service.ts";

const rowsShown = 1_000;
const touches = 21;

export const pageRow: Row = {
  name: "page",
  what: `the page: first load, and a worklist of ${rowsShown.toLocaleString("en-US")} rows`,
  bar: "≤ 500 kB compressed, interaction ≤ 100 ms",
  async measure({ runs }) {
    const folder = mkdtempSync(join(tmpdir(), "huiyin-bench-page-"));
    const variables = variablesOf(folder);
    const access = await withHouse(variables, addAccess);
    const service = await startService(variables);
    const origin = `http://127.0.0.1:${service.port}`;
    const lines = Array.from({ length: rowsShown + 50 }, (_, n) => line(n));
    const sent = await fetch(`${origin}/api/v1/feeds/12345/records`, { method: "POST", headers: { authorization: `Bearer ${access.key}`, "content-type": "application/x-ndjson" }, body: lines.join("") });
    const { created } = (await sent.json()) as { created?: number };
    if (created !== lines.length) throw new Error(`the feed made ${created} cases of ${lines.length}`);
    for (let first = 1; first <= lines.length; first += 100) await Promise.all(Array.from({ length: Math.min(100, lines.length - first + 1) }, (_, n) => accept(origin, access.cookie, first + n)));

    const browser = await launchChromium();
    try {
      return await measureIn(browser, origin, access.cookie, runs);
    } finally {
      await browser.close();
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Accepted cases wait for their assignment, and can be ticked to be assigned together. */
async function accept(origin: string, cookie: string, id: number): Promise<void> {
  const answer = await fetch(`${origin}/api/v1/cases/${id}/events`, { method: "POST", headers: { cookie, "content-type": "application/json" }, body: JSON.stringify({ type: "accept", expectedVersion: 1, payload: {} }) });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`case ${id} was not accepted: ${answer.status}`);
}

async function measureIn(browser: Browser, origin: string, cookie: string, runs: number): Promise<Measured[]> {
  const bytes: number[] = [];
  const millis: Record<"key" | "tick", number[]> = { key: [], tick: [] };
  for (let run = 0; run < runs; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const [name = "", value = ""] = cookie.split("=");
    await context.addCookies([{ name, value, url: origin }]);
    const page = await context.newPage();
    bytes.push((await bytesOfFirstLoad(page, origin)) / 1000);
    await showRows(page);
    millis.key.push(await page.evaluate<number>(touchToPicture(`document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }))`)));
    millis.tick.push(await page.evaluate<number>(touchToPicture(`document.querySelectorAll("tbody input[type=checkbox]")[turn].click()`)));
    await context.close();
  }
  const measured = (of: string, values: number[], unit: string, most: number): Measured => ({ of, beside: "", product: spread(values, 1), figure: `${seriesOf(values).median.toFixed(1)} ${unit}`, met: seriesOf(values).median <= most, raw: { product: values } });
  return [
    measured("first load, without letters for machines that have no Chinese ones", bytes, "kB", 500),
    measured(`${rowsShown.toLocaleString("en-US")} rows, a key until the next picture, the slowest but one of ${touches}`, millis.key, "ms", 100),
    measured(`${rowsShown.toLocaleString("en-US")} rows, a row ticked until the next picture, the slowest but one of ${touches}`, millis.tick, "ms", 100),
  ];
}

async function bytesOfFirstLoad(page: Page, origin: string): Promise<number> {
  const bytes = await bytesOverWire(page);
  await page.goto(origin);
  await page.getByRole("heading", { level: 1, name: "工作台" }).waitFor();
  await page.getByRole("row").nth(50).waitFor();
  return bytes.page;
}

async function showRows(page: Page): Promise<void> {
  for (let shown = 100; shown < rowsShown; shown += 100) {
    await page.getByRole("button", { name: "再显示 100 件" }).click();
    await page.getByRole("row").nth(shown + 2).waitFor();
  }
}

/** In the page: from a touch until its picture has been drawn, in milliseconds. */
const touchToPicture = (touch: string): string => `(async () => {
  const times = [];
  for (let turn = 0; turn < ${touches}; turn += 1) {
    const begun = performance.now();
    ${touch};
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b).at(-2);
})()`;
