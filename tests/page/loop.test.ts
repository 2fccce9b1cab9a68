/** Six people take one complaint from the feed to closed, in a browser each, with nothing but what the page offers them. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verify } from "../../src/store/verify.ts";
import { choose, openHall, pick, type Hall } from "./browser.ts";

const complaint = { 工单编号: "LOOP-1", 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: "13900000127", 诉求类型: "投诉", 诉求标题: "办证取号后无人叫号", 诉求内容: "取号后等待近两小时，无人解释。" };

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(async () => {
  expect((await verify(hall.service.house.store)).differences).toEqual([]);
  await hall.stop();
});

/** Opens the step's form on the case and sends it. */
async function act(page: Page, label: string, fill: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await page.getByRole("group", { name: "可办理的事项" }).getByRole("button", { name: label, exact: true }).click();
  await fill();
  await page.locator(".event-form button[type=submit]").click();
  await page.getByText(`${label}：已完成`).waitFor();
}

/** From the worklist, where it waits under its name. */
async function fromWorklist(username: string, step: string): Promise<Page> {
  const page = await hall.open(username);
  const row = page.getByRole("row", { name: complaint.诉求标题 });
  await row.waitFor();
  expect(await row.textContent()).toContain(step);
  await row.getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: complaint.诉求标题 }).waitFor();
  return page;
}

it("goes from the feed through the window, the handler, the supervisor, the caller, the reviewer and a second supervisor, until its source has the answer", async () => {
  expect(await hall.service.post("key", "/feeds/12345/records", complaint)).toMatchObject({ status: 200, body: { created: 1 } });

  const window = await fromWorklist("chuangkou", "待受理");
  expect(await window.locator("body").textContent()).not.toContain("13900000127");
  await act(window, "受理");
  await act(window, "交办", async () => {
    await pick(window, "承办单位", "交警大队车管所");
    await choose(window, "承办人", /chengban/);
  });

  const handler = await fromWorklist("chengban", "待签收");
  await act(handler, "签收");
  await act(handler, "记录首次联系", async () => {
    await handler.getByText("电话", { exact: true }).click();
  });
  await act(handler, "提交办理结果", async () => {
    await handler.getByLabel("办理结果").fill("属实。已加开窗口，并对当班人员批评教育。");
    await handler.getByLabel("拟答复意见").fill("已加开窗口，就等候时间过长向您致歉。");
  });
  // Nobody approves his own work: it is not even offered.
  await expect.poll(() => handler.getByRole("button", { name: "审核通过办理结果" }).count()).toBe(0);

  const supervisor = await fromWorklist("dudao", "待审结果");
  await act(supervisor, "审核通过办理结果");

  const caller = await hall.open("huifang", "/callbacks");
  await caller.getByText("只看排给我的").click();
  await caller.getByRole("heading", { name: complaint.诉求标题 }).waitFor();
  await caller.getByText("已加开窗口，就等候时间过长向您致歉。").waitFor();
  await caller.getByRole("group", { name: "结果" }).waitFor();
  await caller.keyboard.press("2");
  await caller.getByRole("button", { name: "记录“满意”" }).click();
  await caller.getByText("没有待拨打的回访").waitFor();

  const reviewer = await fromWorklist("fupan", "待复盘");
  await act(reviewer, "提交复盘", async () => {
    await reviewer.getByText("属实", { exact: true }).click();
    await choose(reviewer, "根因", "流程制度");
    await reviewer.getByText("单位", { exact: true }).click();
    await reviewer.getByLabel("经验教训").fill("高峰时段须有人维持叫号秩序，并向等候群众说明。");
  });
  const second = await fromWorklist("dudao2", "待审复盘");
  await act(second, "审核通过复盘");

  const answers = (await hall.service.get("key", "/feeds/12345/answers?since=0")).body["items"] as { id: number }[];
  await hall.service.post("key", "/feeds/12345/answers/acknowledge", { items: [{ id: answers[0]?.id, proof: "平台回执 1" }] });

  // The window's page was open all the while: it shows the end without being asked.
  await window.locator(".case-note").getByText("已闭环").waitFor();
  await window.getByText("平台回执 1").first().waitFor();
  for (const name of ["chuangkou", "chengban", "dudao", "huifang", "fupan", "dudao2"]) expect(await window.locator("[aria-labelledby=history-title]").textContent()).toContain(name);
});
