/**
 * Takes screenshots for looking at: `npx tsx tests/page/look.ts ORIGIN USERNAME PATH [PATH …]` of a running service (such as a demo), in
 * three sizes, into data/looks.
 */
import { mkdirSync } from "node:fs";
import { launchChromium } from "./chromium.ts";

const [origin = "http://127.0.0.1:8110", username = "chuangkou", ...paths] = process.argv.slice(2);
const password = process.env.HUIYIN_LOOK_PASSWORD ?? "huiyin-demo-2026";
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 }, ...(process.env.HUIYIN_LOOK_WALL ? { wall: { width: 1920, height: 1080 } } : {}) };

mkdirSync("data/looks", { recursive: true });
const browser = await launchChromium();
for (const [name, viewport] of Object.entries(sizes)) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`${page.url()}: ${error.message}`));
  if (username !== "-") await context.request.post(`${origin}/api/v1/auth/login`, { data: { username, password } });
  for (const path of paths.length > 0 ? paths : ["/"]) {
    await page.goto(origin + path);
    // The stream of changes never comes to rest; loading states do.
    await page.waitForTimeout(700);
    for (const loading = page.locator(".ant-skeleton, .ant-spin-spinning"); (await loading.count()) > 0; ) await loading.first().waitFor({ state: "detached" });
    const file = `data/looks/${path.replace(/[^\w-]+/g, "_").replace(/^_|_$/g, "") || "home"}-${username}-${name}.png`;
    await page.screenshot({ path: file });
    const wide = await page.evaluate<string[]>(
      `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
       [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
         .slice(0, 8).map((one) => one.tagName + "." + one.className)`,
    );
    console.log(file, wide.length > 0 ? `scrolls sideways: ${wide.join(" > ")}` : "");
  }
  await context.close();
}
await browser.close();
