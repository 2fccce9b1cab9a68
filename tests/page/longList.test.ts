/** A worklist of more than a thousand rows still answers to the keyboard; how fast it does, `npm run bench -- page` measures. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHall, type Hall } from "./browser.ts";

const many = 1_100;
let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
  const lines = Array.from({ length: many }, (_, n) => JSON.stringify({ 工单编号: `LL-${n}`, 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: `139${String(n).padStart(8, "0")}`, 诉求类型: "投诉", 诉求标题: `第${n}件`, 诉求内容: `第${n}件：取号后等待近两小时。` }));
  expect(await hall.service.post("key", "/feeds/12345/records", lines.join("\n"), "application/x-ndjson")).toMatchObject({ body: { created: many } });
});
afterAll(() => hall.stop());

it("shows a hundred at first and more on demand; with all of them shown, a key moves the mark", async () => {
  const page = await hall.open("chuangkou");
  const rows = page.getByRole("row");
  await expect.poll(() => rows.count()).toBe(101);

  for (let shown = 100; shown < many; shown += 100) {
    await page.getByRole("button", { name: "再显示 100 件" }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(shown + 1);
  }
  expect(await rows.count()).toBe(many + 1);
  for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
  expect(await page.locator("tr.current").count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "办理", exact: true }).waitFor();
});
