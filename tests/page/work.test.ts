/** What happens at a desk beside the straight way: two at one case, a session that ends, a door that is shut, a walk-in, bad records, hostile texts. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { servicePassword } from "../setup/service.ts";
import { openHall, pick, settled, type Hall } from "./browser.ts";

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(() => hall.stop());

let records = 0;
async function newCase(changes: object = {}): Promise<number> {
  records += 1;
  const record = { 工单编号: `WORK-${records}`, 来电时间: "2026-11-16 10:22:09", 诉求人: "李女士", 联系电话: `1390000${String(records).padStart(4, "0")}`, 诉求类型: "投诉", 诉求标题: `第${records}件`, 诉求内容: `第${records}件：取号后等待近两小时。`, ...changes };
  const { body } = await hall.service.post("key", "/feeds/12345/records", record);
  return (body["results"] as { caseId: number }[])[0]?.caseId ?? 0;
}
const step = (page: Page, label: string) => page.getByRole("group", { name: "可办理的事项" }).getByRole("button", { name: label, exact: true });
const send = (page: Page) => page.locator(".event-form button[type=submit]").click();

it("somebody else was quicker: the page shows what changed, keeps what was typed, and sends it once that was seen", async () => {
  const id = await newCase();
  const page = await hall.open("chuangkou", `/cases/${id}`);
  await step(page, "批注").click();
  await page.getByLabel("批注", { exact: true }).fill("已电话核实，群众要求书面答复。");
  expect(await hall.service.post("dudao", `/cases/${id}/events`, { type: "comment", expectedVersion: 1, payload: { note: "请今天内联系群众。" } })).toMatchObject({ status: 200 });
  await page.getByText("您填写期间，工单有了新的变化").waitFor();
  await page.getByRole("alert").getByText("请今天内联系群众。").waitFor();
  expect(await page.getByLabel("批注", { exact: true }).inputValue()).toBe("已电话核实，群众要求书面答复。");
  await page.getByRole("button", { name: "已看过，按最新情况继续" }).click();
  await send(page);
  await page.getByText("批注：已完成").waitFor();
  expect((await hall.service.get("dudao", `/cases/${id}`)).body).toMatchObject({ version: 3 });
  await page.context().close();
});

it("a session that ends asks for the password over the page: what was typed is still there, and is sent", async () => {
  const id = await newCase();
  const page = await hall.visit(`/cases/${id}`);
  await page.getByLabel("用户名").fill("chuangkou");
  await page.getByLabel("密码").fill(servicePassword);
  await page.getByRole("button", { name: "登录" }).click();
  await step(page, "批注").click();
  await page.getByLabel("批注", { exact: true }).fill("写到一半，登录到期了。");
  await hall.service.house.store.write((tx) => tx.deleteFrom("sessions").where("user_id", "=", (who) => who.selectFrom("users").select("id").where("username", "=", "chuangkou")).execute());
  await send(page);
  const dialog = page.getByRole("dialog", { name: "登录已失效" });
  await dialog.waitFor();
  await dialog.getByLabel("密码").fill("不是这个密码呀");
  await dialog.getByRole("button", { name: "登录" }).click();
  await dialog.getByText("用户名或密码不正确").waitFor();
  await dialog.getByLabel("密码").fill(servicePassword);
  await dialog.getByRole("button", { name: "登录" }).click();
  await dialog.waitFor({ state: "hidden" });
  expect(await page.getByLabel("批注", { exact: true }).inputValue()).toBe("写到一半，登录到期了。");
  await send(page);
  await page.getByText("批注：已完成").waitFor();
  await page.context().close();
});

it("a page that is not for one's role says for whom it is, and a step that is refused keeps what was typed", async () => {
  const page = await hall.open("chengban", "/admin/people");
  await page.getByText("您的角色不能打开这一页").waitFor();
  await page.getByText("这一页供管理员使用").waitFor();
  expect(await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "人员" }).count()).toBe(0);
  const id = await newCase();
  await page.goto(`${hall.origin}/cases/${id}`);
  await page.getByText("没有").first().waitFor();
  expect(await page.locator("body").textContent()).not.toContain("取号后等待");

  const desk = await hall.open("chuangkou", `/cases/${id}`);
  await step(desk, "批注").click();
  await desk.getByLabel("批注", { exact: true }).fill("这句话不能丢。");
  const users = (await hall.service.get("guanli", "/users")).body["items"] as { id: number; username: string }[];
  const window = users.find(({ username }) => username === "chuangkou")?.id ?? 0;
  const held = (role: string) => hall.service.send("guanli", "PATCH", `/users/${window}`, { roles: [{ role, unitId: role === "handler" ? hall.service.handlerUnitId : 1 }] });
  await held("handler");
  await send(desk);
  await desk.locator(".event-form").getByRole("alert").waitFor();
  expect(await desk.getByLabel("批注", { exact: true }).inputValue()).toBe("这句话不能丢。");
  await held("window");
  await page.context().close();
  await desk.context().close();
});

it("a walk-in is registered with the keyboard: the draft survives a reload, and a case like it shows while typing", async () => {
  await newCase({ 诉求标题: "补办驾驶证排队过久", 诉求内容: "在车管所补办驾驶证，排队三个小时没有人叫号。", 联系电话: "13900005678" });
  const page = await hall.open("chuangkou", "/cases/new");
  const text = "我在车管所补办驾驶证，排队三个小时也没有叫到号。";
  await page.getByLabel("事由").waitFor();
  await page.keyboard.type(text);
  await page.getByLabel("电话").fill("13900005678");
  const like = page.getByRole("region", { name: "相似工单" });
  await like.getByRole("link", { name: "补办驾驶证排队过久" }).waitFor();
  await page.reload();
  await page.getByText("已恢复上次未登记的内容").waitFor();
  expect(await page.getByLabel("事由").inputValue()).toBe(text);
  await page.getByLabel("事由").focus();
  await page.keyboard.press("Control+Enter");
  await page.getByText("已登记。请把编号告诉群众。").waitFor();
  const caseNo = await page.getByRole("heading", { level: 1 }).textContent();
  expect(caseNo).toMatch(/^HY\d{8}-\d{6}$/);
  await page.keyboard.press("Enter");
  await page.getByText(caseNo ?? "").first().waitFor();
  await page.goto(`${hall.origin}/cases/new`);
  expect(await page.getByLabel("事由").inputValue()).toBe("");
  await page.context().close();
});

it("an integrator's bad record is seen with its reason, put right field by field, and becomes a case", async () => {
  await hall.service.post("key", "/feeds/110/records", { JJDBH: "BAD-1", BJSJ: "20260231094512", BJNR: "排队两小时", JQLBDM: "810300", BJRXM: "赵某", LXDH: "13900000231" });
  const page = await hall.open("chuangkou", "/feeds/quarantine");
  await page.getByRole("link", { name: "BAD-1" }).click();
  await page.getByText("不是有效的时间").first().waitFor();
  await page.getByLabel(/^BJSJ/).fill("2026-11-16 09:45:12");
  await page.reload();
  expect(await page.getByLabel(/^BJSJ/).inputValue()).toBe("2026-11-16 09:45:12");
  await page.getByRole("button", { name: "更正并重新入库" }).click();
  await page.getByText("已重新入库").first().waitFor();
  await page.getByRole("region", { name: "处理经过" }).getByText("更正").first().waitFor();
  expect((await hall.service.get("chuangkou", "/cases?source=110")).body["items"]).toHaveLength(1);
  expect((await hall.service.get("chuangkou", "/quarantine")).body["items"]).toEqual([]);
  await page.context().close();
});

it("a file is looked at before it is taken, field by field, and says what became of each record", async () => {
  const page = await hall.open("chuangkou", "/feeds/upload");
  await page.getByLabel("来源档案").click();
  await page.locator(".ant-select-item-option", { hasText: "12345" }).first().click();
  const csv = "工单编号,来电时间,诉求人,联系电话,诉求类型,诉求标题,诉求内容\nUP-1,2026-11-16 10:00:00,王先生,13900007777,投诉,上传一,办证窗口无人\nUP-2,2026-02-31 10:00:00,张女士,13900008888,投诉,上传二,系统故障\n";
  await page.getByLabel("选择要导入的文件").setInputFiles({ name: "工单.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "预览" }).click();
  await page.getByText("共 2 条").waitFor();
  await page.getByText("将隔离 1 条").waitFor();
  expect(await page.locator("body").textContent()).not.toContain("13900007777");
  await page.getByRole("button", { name: "入库 2 条" }).click();
  await page.getByText("收到 2 条：新建 1 条，更新 0 条，重复 0 条，隔离 1 条。").waitFor();
  await page.context().close();
});

it("several cases are handed over at once by the keyboard, and the filters that found them are kept by a name", async () => {
  const ids = [await newCase({ 诉求标题: "一并交办甲" }), await newCase({ 诉求标题: "一并交办乙" })];
  for (const id of ids) expect(await hall.service.post("chuangkou", `/cases/${id}/events`, { type: "accept", expectedVersion: 1, payload: {} })).toMatchObject({ status: 200 });
  const page = await hall.open("chuangkou", "/?step=assign");
  await page.getByRole("row", { name: "一并交办甲" }).waitFor();
  await page.getByRole("button", { name: "视图" }).click();
  await page.getByLabel("视图名称").fill("等我交办的");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "等我交办的", exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "工作台" }).click();
  for (let row = 0; row < 2; row += 1) {
    await page.keyboard.press("j");
    await page.keyboard.press("x");
  }
  await page.getByRole("button", { name: "批量交办（2 件）" }).click();
  const dialog = page.getByRole("dialog");
  await pick(page, "承办单位", "交警大队车管所", dialog);
  await dialog.getByRole("button", { name: "交办", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  for (const id of ids) expect((await hall.service.get("dudao", `/cases/${id}`)).body).toMatchObject({ state: "assigned" });
  await page.goto(hall.origin);
  await page.getByRole("button", { name: "视图" }).click();
  await page.getByRole("button", { name: "等我交办的", exact: true }).click();
  await page.waitForURL(/step=assign/);
  await page.context().close();
});

it("evidence is sent with its progress, looked at and taken away; a program by another name is refused by what it is", async () => {
  const id = await newCase();
  const page = await hall.open("chuangkou", `/cases/${id}`);
  const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  const input = page.getByLabel("选择附件");
  await input.setInputFiles({ name: "现场照片.png", mimeType: "image/png", buffer: picture });
  await page.getByRole("button", { name: "现场照片.png" }).click();
  const look = page.getByRole("dialog", { name: "现场照片.png" });
  await look.getByRole("img", { name: "现场照片.png" }).waitFor();
  await expect.poll(() => look.getByRole("img", { name: "现场照片.png" }).evaluate<number, { naturalWidth: number }>((image) => image.naturalWidth)).toBe(1);
  const href = await look.getByRole("link", { name: "下载" }).getAttribute("href");
  const file = await page.context().request.get(hall.origin + (href ?? ""));
  expect([file.status(), file.headers()["content-disposition"], (await file.body()).equals(picture)]).toEqual([200, expect.stringContaining("attachment"), true]);
  await page.keyboard.press("Escape");
  await input.setInputFiles({ name: "其实是程序.png", mimeType: "image/png", buffer: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(300, 1)]) });
  await page.getByRole("alert").getByText("其实是程序.png：").waitFor();
  await page.getByText("上传附件").first().waitFor();
  await page.context().close();
});

const hostile = [
  `<script>document.hacked=1</script>`,
  `<img src=x onerror="document.hacked=1">`,
  `"><svg/onload=document.hacked=1>`,
  `'-document.hacked=1-'`,
  `<a href="javascript:document.hacked=1">点我</a>`,
  `{{constructor.constructor('document.hacked=1')()}}`,
  "${document.hacked=1}",
  `<iframe srcdoc="<script>parent.document.hacked=1</script>"></iframe>`,
  `<style>*{display:none}</style>`,
  `</textarea><script>document.hacked=1</script>`,
  `<math><mtext></mtext><mglyph><style><img src=x onerror=document.hacked=1>`,
  `\u202e<b onmouseover=document.hacked=1>`,
];

const marks = (page: Page) => page.evaluate("[document.hacked ?? null, document.querySelectorAll('svg[onload], img[onerror], #page-content iframe, .wall iframe, a[href^=javascript], b[onmouseover], math').length]");

it("a collection of hostile texts is text on every page that shows it", async () => {
  const { service } = hall;
  const text = hostile.join("\n");
  const id = await newCase({ 诉求标题: hostile.slice(0, 3).join(" "), 诉求内容: text, 诉求人: `${hostile[1]}先生`, 承办单位: hostile[0], 备注: text });
  await service.post("key", "/feeds/110/records", { JJDBH: hostile[0], BJSJ: "坏的", BJNR: text, [hostile[1] ?? ""]: hostile[2] });
  let version = 1;
  const send = async (as: string, type: string, payload: object = {}) => {
    const { status, body } = await service.post(as, `/cases/${id}/events`, { type, expectedVersion: version, payload });
    expect(status, `${type}: ${JSON.stringify(body)}`).toBe(200);
    version = Number(body["version"]);
  };
  await send("chuangkou", "comment", { note: text });
  await send("chuangkou", "accept");
  await send("chuangkou", "assign", { unitId: service.handlerUnitId, note: text });
  await send("chengban", "sign");
  await send("dudao", "escalate", { level: 1, reason: text });
  await send("chengban", "recordContact", { channel: "phone", note: text });
  await send("chengban", "submitDisposition", { result: text, reply: text });
  await send("dudao", "approveDisposition");
  await send("fupan", "submitReview", { verdict: "substantiated", rootCause: "process", responsibility: "unit", lesson: text, typicalCase: true, correctiveActions: [{ action: text, owner: hostile[1], due: "2099-12-31" }] });
  await send("dudao2", "approveReview");
  const cause = (await service.post("fupan", "/common-causes", { title: hostile.slice(0, 2).join(" "), description: text })).body["id"] as number;
  expect(await service.post("fupan", `/common-causes/${cause}/cases`, { caseIds: [id] })).toMatchObject({ status: 200 });
  const action = ((await service.get("fupan", "/corrective-actions")).body["items"] as { id: number }[])[0]?.id ?? 0;
  const quarantined = ((await service.get("chuangkou", "/quarantine?source=110")).body["items"] as { id: number }[])[0]?.id ?? 0;
  const shown = ["/cases", `/cases/${id}`, `/cases?q=${encodeURIComponent("onerror")}`, "/cases/behind?week=2026-W47&figure=complaints", "/escalations", "/callbacks", "/corrective-actions", `/corrective-actions/${action}`, "/common-causes", `/common-causes/${cause}`, "/typical", "/feeds/quarantine", `/feeds/quarantine/${quarantined}`];
  const besides = ["/", "/cases/stage?stage=received&part=needed&from=2026-11-01&to=2026-11-30", "/dashboard", "/screen", "/feeds", "/feeds/answers", "/reviews", "/admin/audit"];

  const page = await hall.open("dudao");
  page.on("dialog", () => hall.complaints.push("a dialog was opened"));
  const window = await hall.open("chuangkou", "/?step=answer");
  await window.getByText("<img src=x onerror=").first().waitFor();
  expect(await marks(window)).toEqual([null, 0]);
  await window.context().close();
  for (const path of [...shown, ...besides]) {
    await page.goto(hall.origin + path);
    if (shown.includes(path)) await expect.poll(() => page.getByText(/<img src=x onerror=|<script>document/).count(), { message: path }).toBeGreaterThan(0);
    await settled(page);
    await page.mouse.move(600, 400);
    expect([path, await marks(page)]).toEqual([path, [null, 0]]);
  }
  for (const paper of [`/cases/${id}/slip.html`, "/ledger.html?from=2026-11-01&to=2026-11-30&which=all"]) {
    await page.goto(`${hall.origin}/api/v1${paper}`);
    await page.getByText("<script>").first().waitFor();
    expect([paper, await marks(page)]).toEqual([paper, [null, 0]]);
  }
  await page.context().close();
});

it("a case is found by its number, opened, accepted and noted with the keyboard alone", async () => {
  const id = await newCase({ 诉求标题: "只用键盘办" });
  const { caseNo } = (await hall.service.get("chuangkou", `/cases/${id}`)).body as { caseNo: string };
  const page = await hall.open("chuangkou");
  await settled(page);
  /** Tab, until what is wanted has the focus. */
  const tabTo = async (name: string) => {
    await expect.poll(async () => {
      await page.keyboard.press("Tab");
      return page.evaluate<string>("document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.innerText || ''");
    }).toBe(name);
  };
  await page.keyboard.press("/");
  await page.keyboard.type(caseNo);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "全部工单" }).waitFor();
  await page.getByRole("row", { name: "只用键盘办" }).waitFor();
  await page.keyboard.press("j");
  await page.locator("tr.current").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "只用键盘办" }).waitFor();
  await tabTo("受理");
  await page.keyboard.press("Enter");
  await page.locator(".event-form").waitFor();
  await tabTo("收起");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByText("受理：已完成").waitFor();
  await tabTo("批注");
  await page.keyboard.press("Enter");
  await page.getByLabel("批注", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("没有碰过鼠标。");
  await tabTo("批注");
  await page.keyboard.press("Enter");
  await page.getByText("批注：已完成").waitFor();
  await page.context().close();
});
