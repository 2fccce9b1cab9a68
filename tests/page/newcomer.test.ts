/** A newcomer in each role takes a walk-in from the window to closed, with the manual's words for whatever is pressed: what the manual does not say is not pressed. */
import { readdirSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verify } from "../../src/store/verify.ts";
import { choose, openHall, pick, type Hall } from "./browser.ts";

const manual = readdirSync("docs/manual").filter((name) => name.endsWith(".md")).map((name) => readFileSync(`docs/manual/${name}`, "utf8")).join("\n");
/** A word of the page that the manual has too. */
function said(word: string): string {
  expect(manual).toContain(word);
  return word;
}

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(async () => {
  expect((await verify(hall.service.house.store)).differences).toEqual([]);
  await hall.stop();
});

const go = (page: Page, place: string) => page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: said(place), exact: true }).click();
const press = (page: Page, step: string) => page.getByRole("group", { name: "可办理的事项" }).getByRole("button", { name: said(step), exact: true }).click();

/** The step's button, its fields, and the button again below them. */
async function act(page: Page, step: string, fill: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await press(page, step);
  await fill();
  await page.locator(".event-form").getByRole("button", { name: step, exact: true }).click();
  await page.getByText(`${step}：已完成`).waitFor();
}

/** Signs in at the workbench, presses the tile and opens the topmost row. */
async function openFirst(username: string, tile: string): Promise<Page> {
  const page = await hall.open(username);
  await page.getByRole("navigation", { name: "待办种类" }).getByRole("button", { name: said(tile) }).click();
  await page.getByRole("row").nth(1).getByRole("link").click();
  return page;
}

it("registers, accepts, assigns, signs, contacts, handles, approves, reviews, rings and answers, until the case is closed", async () => {
  const window = await hall.open("chuangkou");
  await go(window, "窗口登记");
  await window.getByLabel(said("事由")).fill("今天上午在车管所补办驾驶证，取号后排队三个小时没有叫到号，希望当场办结。");
  await window.getByLabel("姓名").fill("李女士");
  await window.getByLabel("电话").fill("13900000127");
  await window.keyboard.press("Control+Enter");
  await window.getByRole("link", { name: said("去受理、交办") }).click();
  await act(window, "受理");
  await act(window, "交办", () => pick(window, said("承办单位"), "交警大队车管所"));

  const handler = await openFirst("chengban", "待签收");
  await act(handler, "签收");
  await act(handler, "记录首次联系", async () => {
    await handler.locator(".event-form").getByText("电话", { exact: true }).click();
    await handler.locator(".event-form").getByLabel(said("是否联系上")).getByText("是", { exact: true }).click();
  });
  await act(handler, "提交办理结果", async () => {
    await handler.getByLabel(said("办理结果")).fill("属实。已加开窗口，并当场为群众办结。");
    await handler.getByLabel(said("拟答复意见")).fill("已为您办结，就等候时间过长向您致歉。");
  });

  const supervisor = await openFirst("dudao", "待审结果");
  await act(supervisor, "审核通过办理结果");

  const reviewer = await hall.open("fupan");
  await go(reviewer, "每起复盘");
  await reviewer.getByRole("row").nth(1).getByRole("link").click();
  await act(reviewer, "提交复盘", async () => {
    await reviewer.getByText("属实", { exact: true }).click();
    await choose(reviewer, said("根因"), "流程制度");
    await reviewer.getByText("单位", { exact: true }).click();
    await reviewer.getByLabel(said("经验教训")).fill("高峰时段须有人维持叫号秩序，并向等候群众说明。");
  });
  const second = await openFirst("dudao2", "待审复盘");
  await act(second, "审核通过复盘");

  const caller = await hall.open("huifang");
  await go(caller, "逐一回访");
  await caller.getByText(said("只看排给我的")).click();
  await caller.getByRole("button", { name: "查看完整电话" }).click();
  await caller.getByRole("button", { name: said("回访"), exact: true }).click();
  await caller.getByText("13900000127").waitFor();
  await caller.keyboard.press("Escape");
  await caller.keyboard.press("2");
  await caller.getByRole("button", { name: "记录“满意”" }).waitFor();
  await caller.keyboard.press("Enter");
  await caller.getByText("回访结果已记录").waitFor();

  const answering = await openFirst("chuangkou", "待答复来源");
  await act(answering, "答复送达", async () => {
    await answering.getByLabel(said("答复途径")).fill("当面答复");
    await answering.getByLabel(said("送达凭据")).fill("群众签字。");
  });
  await answering.locator(".case-note").getByText("已闭环").waitFor();
});
