/** Monday: a supervisor reads the drafted notice, opens a figure's cases, edits, publishes; a unit acknowledges; a revision shows what changed. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, dayOf, weekOf } from "../../src/rules/shanghai.ts";
import { openHall, type Hall } from "./browser.ts";

let hall: Hall;
const lastWeek = addDays(dayOf(new Date().toISOString()), -7);
const week = weekOf(lastWeek);
const record = (n: number) => ({ 工单编号: `TB-${n}`, 来电时间: `${lastWeek} 10:22:09`, 诉求人: "李女士", 联系电话: `1390000010${n}`, 诉求类型: "投诉", 诉求标题: `上周第${n}件`, 诉求内容: `第${n}件：取号后等待近两小时。`, 承办单位: "车管所" });

beforeAll(async () => {
  hall = await openHall();
  for (const n of [1, 2, 3]) {
    const { body } = await hall.service.post("key", "/feeds/12345/records", record(n));
    const caseId = (body["results"] as { caseId: number }[])[0]?.caseId ?? 0;
    await hall.service.post("chuangkou", `/cases/${caseId}/events`, { type: "accept", expectedVersion: 1, payload: {} });
    await hall.service.post("chuangkou", `/cases/${caseId}/events`, { type: "assign", expectedVersion: 2, payload: { unitId: hall.service.handlerUnitId } });
  }
  expect(await hall.service.post("guanli", "/jobs/draftNotices/run", {})).toMatchObject({ status: 200, body: { error: null } });
});
afterAll(() => hall.stop());

it("is drafted, opened figure by figure, edited, published, acknowledged by the unit, and revised with what changed", async () => {
  const page = await hall.open("dudao", "/notices");
  await page.getByRole("row", { name: `${week.slice(0, 4)}年第${Number(week.slice(6))}周` }).getByRole("link").click();
  await page.getByText("本周共受理窗口服务诉求3件").waitFor();

  const figure = page.getByRole("link", { name: "查看本期全部的工单" }).first();
  await figure.click();
  await page.getByText("上周第1件").waitFor();
  expect(await page.getByRole("row").filter({ hasText: "上周第" }).count()).toBe(3);
  await page.goBack();

  await page.getByRole("button", { name: "编辑 一、基本情况" }).click();
  const editor = page.getByLabel("一、基本情况，每行一句");
  const sentences = await editor.inputValue();
  await editor.fill(`${sentences}\n全市窗口单位要引以为戒。`);
  await page.reload();
  await page.getByRole("button", { name: "编辑 一、基本情况" }).click();
  expect(await page.getByLabel("一、基本情况，每行一句").inputValue()).toContain("引以为戒");
  await page.getByRole("button", { name: "保存这一节" }).click();
  await page.getByText("全市窗口单位要引以为戒。").waitFor();
  await page.getByText("已编辑").waitFor();

  await page.getByRole("button", { name: "发布", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "发布" }).click();
  await page.getByText("通报已发布，内容已冻结").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "编辑 一、基本情况" }).count()).toBe(0);

  const unit = await hall.open("chengban", `/notices/${week}`);
  await unit.getByRole("button", { name: "签收" }).click();
  await unit.getByLabel("签收意见").fill("已加开窗口，本周内整改到位。");
  await unit.getByRole("button", { name: "确认签收" }).click();
  await unit.getByText("已签收").first().waitFor();

  // A record that came late changes nothing of what was published; the revision shows it.
  await hall.service.post("key", "/feeds/12345/records", record(4));
  await page.reload();
  await page.getByText("已加开窗口，本周内整改到位。").waitFor();
  await page.getByText("本周共受理窗口服务诉求3件").waitFor();
  await page.getByRole("button", { name: "出修订版" }).click();
  await page.getByLabel("修订理由").fill("补录一件");
  await page.getByRole("button", { name: "发布修订版" }).click();
  await page.getByText("修订版已发布，旧版保留").waitFor();
  await page.getByText("第 2 版").first().waitFor();

  for (const [name, type] of [["Word", /wordprocessingml/], ["Excel", /spreadsheetml/]] as const) {
    const href = await page.getByRole("link", { name, exact: true }).getAttribute("href");
    const file = await page.context().request.get(hall.origin + (href ?? ""));
    expect([file.status(), file.headers()["content-type"]]).toEqual([200, expect.stringMatching(type)]);
  }
});
