/** The assignment slip: what it shows, what it hides, and that it stays one page whatever stands in the case. */
import { XMLValidator } from "fast-xml-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slip, slipNote, slipTitle, type SlipInput, type SlipLimit } from "../../src/reports/slip.ts";
import { slipDocx } from "../../src/reports/slipDocx.ts";
import { slipTableMillimetres } from "../../src/reports/slipForm.ts";
import { slipHtml } from "../../src/reports/slipHtml.ts";
import { timerKinds } from "../../src/rules/words.ts";
import { unzipped } from "./unzipped.ts";

const limit = (kind: SlipLimit["kind"], dueAt: string, more: Partial<SlipLimit> = {}): SlipLimit => ({ kind, dueAt, doneAt: null, paused: false, provisional: false, ...more });
const complainant = { name: "李女士", phone: "13912340127", anonymous: false, confidential: false };
const input = (changes: Partial<SlipInput> = {}): SlipInput => ({
  hall: "溧阳市公安局政务服务中心",
  caseNo: "HY20261116-000047",
  source: "12345",
  externalId: "LY2026111600471",
  kind: "complaint",
  lane: "enterprise",
  priority: "urgent",
  round: 2,
  urgeCount: 3,
  reportedAt: "2026-11-16T01:12:30.000Z",
  registeredAt: "2026-11-16T01:30:00.000Z",
  complainant,
  unitName: "交警大队车管所",
  handlerName: "赵承办",
  firstContactOwnerName: "钱首问",
  title: "换证两次往返未办成",
  content: "取号后等待近两小时，\n\n期间无人解释。",
  address: "政务服务中心二楼12号窗口",
  serviceItem: "驾驶证期满换证",
  limits: [limit("sign", "2026-11-16T07:30:00.000Z"), limit("contact", "2026-11-17T09:00:00.000Z"), limit("disposition", "2026-11-23T16:00:00.000Z")],
  printedAt: "2026-11-16T02:05:00.000Z",
  printedBy: "孙窗口",
  ...changes,
});
const html = (changes: Partial<SlipInput> = {}) => slipHtml(slip(input(changes)));
const parts = async (changes: Partial<SlipInput> = {}) => unzipped(await slipDocx(slip(input(changes))));
/** What is written on the page, without elements and style. */
const written = (xml: string) => xml.replace(/<style>[\s\S]*<\/style>/, "").replace(/<[^>]*>/g, "");
const word = async (changes: Partial<SlipInput> = {}) => written([...(await parts(changes))].filter(([name]) => /^word\/(document|footer\d+)\.xml$/.test(name)).map(([, text]) => text).join(""));
/** The same texts must stand on both papers. */
const both = async (changes: Partial<SlipInput> = {}) => [written(html(changes)), await word(changes)];

describe("the slip shows", () => {
  it("the case, who has it and when it came, in Shanghai's time", async () => {
    for (const paper of await both()) {
      for (const text of [slipTitle, "HY20261116-000047", "12345热线", "LY2026111600471", "投诉", "对企专窗", "紧急", "第2轮，催办3次", "2026-11-16 09:12", "2026-11-16 09:30"]) expect(paper).toContain(text);
      for (const text of ["交警大队车管所", "赵承办", "首问负责人", "钱首问", "换证两次往返未办成", "取号后等待近两小时，", "期间无人解释。", "政务服务中心二楼12号窗口", "驾驶证期满换证"]) expect(paper).toContain(text);
    }
  });

  it("what is asked: each limit with the end of its day, contact first, one notification, duties in different hands", async () => {
    for (const paper of await both()) {
      expect(paper).toContain("签收 2026-11-16 15:30前；首次联系 2026-11-17 17:00前；办结 2026-11-23 24:00前。");
      for (const text of ["先联系后办理", "一次性告知", "职责分离", "首问负责"]) expect(paper).toContain(text);
    }
  });

  it("of several limits of one kind the last, and whether it is kept, paused or provisional; never an escalation's", () => {
    const limits = [
      limit("sign", "2026-11-16T07:30:00.000Z", { doneAt: "2026-11-16T03:00:00.000Z" }),
      limit("disposition", "2026-11-20T09:00:00.000Z"),
      limit("disposition", "2027-11-24T09:00:00.000Z", { provisional: true }),
      limit("contact", "2026-11-17T09:00:00.000Z", { paused: true }),
      limit("escalationLevel1", "2026-11-18T09:00:00.000Z"),
    ];
    expect(html({ limits })).toContain("办理时限：签收 已于2026-11-16 11:00完成；首次联系 暂停计时；办结 2027-11-24 17:00前（暂定）。");
    expect(html({ limits: [] })).toContain("办理时限：以系统计时为准。");
  });

  it("room to sign for everybody who must, and at its foot that it is to be kept", async () => {
    for (const paper of await both()) {
      for (const text of ["签收人", "签收时间", "承办结果", "承办单位", "领导审核", "督导审核", "回访情况", "复盘结论", "（签名）", slipNote, "打印时间：2026-11-16 10:05", "打印人：孙窗口"]) expect(paper).toContain(text);
    }
  });

  it("a dash for what is not known yet", () => {
    const paper = slip(input({ caseNo: null, unitName: null, handlerName: " ", title: null, content: "\n ", limits: [] }));
    expect(paper.number).toBe("未编号");
    const values = new Map(paper.rows.flatMap((row) => row.boxes).map((box) => [box.label, box.paragraphs.join()]));
    expect(["承办单位", "承办人", "诉求标题", "诉求内容"].map((label) => values.get(label))).toEqual(["—", "—", "—", "—"]);
  });

  it("fonts of official documents, by name for Chinese text too, on A4", async () => {
    const files = await parts();
    const document = files.get("word/document.xml") ?? "";
    for (const face of ["方正小标宋简体", "黑体", "仿宋_GB2312"]) {
      expect(document + files.get("word/styles.xml")).toContain(`w:eastAsia="${face}"`);
      expect(html()).toContain(`"${face}"`);
      expect(files.get("word/fontTable.xml")).toContain(`w:name="${face}"`);
    }
    expect(html()).toContain('"Noto Serif CJK SC"');
    expect(html()).toContain("@page{size:A4 portrait");
    const [, width, height] = /<w:pgSz w:w="(\d+)" w:h="(\d+)"/.exec(document) ?? [];
    expect([Number(width), Number(height)]).toEqual([11906, 16838]);
    expect(files.get("docProps/core.xml")).toContain("2026-11-16T02:05:00Z");
  });
});

describe("the slip hides", () => {
  it("name and number of the complainant but for what tells cases apart", async () => {
    for (const paper of await both()) {
      expect(paper).toContain("李**");
      expect(paper).toContain("139****0127");
      for (const secret of ["李女士", "13912340127"]) expect(paper).not.toContain(secret);
    }
  });

  it("what was masked before no less", async () => {
    for (const paper of await both({ complainant: { ...complainant, name: "张**", phone: "139****0127" } })) {
      expect(paper).toContain("张**");
      expect(paper).toContain("139****0127");
    }
  });

  it.each([
    ["confidential", "诉求人要求保密"],
    ["anonymous", "匿名"],
  ] as const)("everything of a complainant who is %s, and says why", async (flag, label) => {
    const content = "我是李女士，电话139-1234-0127，请尽快处理。";
    for (const paper of await both({ complainant: { ...complainant, [flag]: true }, content })) {
      expect(paper).toContain(label);
      for (const secret of ["李", "139", "0127", "****0"]) expect(paper.replace(/LY2026111600471/g, "")).not.toContain(secret);
      expect(paper).toContain("我是诉求人，电话***-****-****，请尽快处理。");
    }
    const asked = html({ complainant: { ...complainant, [flag]: true } });
    expect(asked).toContain(flag === "confidential" ? "不得向被反映人及无关人员透露诉求人身份" : "诉求人匿名、无法联系的");
  });

  it.each([
    ["李女士来电", "李**来电"],
    ["电话13912340127。", "电话139****0127。"],
    ["电话139 1234 0127。", "电话139 **** 0127。"],
    ["电话1\u200b3912340\u2060127。", "电话139****0127。"],
    ["手机１３９１２３４０１２７", "手机１３９****０１２７"],
    ["座机0519-87651234", "座机****-******34"],
    ["身份证320481199001010017", "身份证****************17"],
    ["身份证32048119900101001X，", "身份证****************1X，"],
    ["受理号202611160012345678不变", "受理号202611160012345678不变"],
    ["2026年11月16日8:30到12号窗口", "2026年11月16日8:30到12号窗口"],
  ])("personal data written into the complaint: %s", (content, shown) => {
    expect(html({ content })).toContain(`<p>${shown}</p>`);
  });

  it("no word of the language because a source put it in the name's place", () => {
    expect(html({ complainant: { ...complainant, name: "群众" }, content: "群众反映排队太久" })).toContain("群众反映排队太久");
  });

  it("a number that the cut of a very long text goes through", () => {
    const content = `${" ".repeat(99_996)}13912340127，请回电。`;
    expect(written(html({ content, complainant: { ...complainant, phone: null } }))).not.toContain("1391");
  });
});

describe("nothing from a complainant", () => {
  const attack = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&]]><w:p/>`;
  const everywhere = { content: attack, title: attack, address: attack, serviceItem: attack, externalId: attack, unitName: attack, handlerName: attack, hall: attack, complainant: { ...complainant, name: attack } };

  it("runs in the page", () => {
    const page = html(everywhere);
    expect(page).not.toMatch(/<(script|img|w:p)/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;]]&gt;");
    expect(page).not.toMatch(/<(link|script|iframe|object)|https?:|url\(/);
  });

  it("breaks a document's XML, be it markup or a character that XML forbids", async () => {
    // A vertical tab is a line break of old, and a blank in a title.
    const illegal = "甲\u0000\u0001\u000b\u001f\u007f乙\ud800丙\udfff丁\ufffe\uffff戊\u202e己";
    for (const text of [attack, illegal]) {
      const files = await parts({ content: text, title: text, hall: text, externalId: text, printedBy: text });
      for (const [name, xml] of files) if (/\.(xml|rels)$/.test(name)) expect([name, XMLValidator.validate(xml)]).toEqual([name, true]);
      const document = files.get("word/document.xml") ?? "";
      expect(document).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd-\uffff\u202e]/);
    }
    expect(html({ title: illegal })).toContain("甲 乙丙丁戊己");
    expect(await word({ title: illegal })).toContain("甲 乙丙丁戊己");
  });
});

describe("the slip stays one page", () => {
  const height = (changes: Partial<SlipInput>) => slip(input(changes)).rows.reduce((sum, row) => sum + row.heightMillimetres, 0);

  it("by cutting a text of 100,000 characters, and says where the rest is", async () => {
    for (const content of ["等".repeat(100_000), "a".repeat(100_000), "等\n".repeat(50_000), "👮".repeat(50_000), " ".repeat(100_000) + "等"]) expect(height({ content })).toBeLessThanOrEqual(slipTableMillimetres + 0.001);
    for (const paper of await both({ content: "等".repeat(100_000) })) {
      expect(paper).toContain("等……（全文见系统）");
      expect(paper.length).toBeLessThan(3_000);
    }
    expect(html({ content: "👮".repeat(50_000) })).toContain("👮……（全文见系统）");
  });

  it("and is filled, so that there is as much room to write as can be", () => {
    for (const content of ["态度差。", "等".repeat(200)]) expect(height({ content })).toBeCloseTo(slipTableMillimetres, 3);
  });

  it("whatever the texts are", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 600 });
    const limits = timerKinds.map((kind) => limit(kind, "2026-11-16T16:00:00.000Z", { provisional: true }));
    fc.assert(
      fc.property(text, text, text, text, text, (content, title, address, unitName, externalId) => {
        const changes = { content, title, address, unitName, externalId, serviceItem: title, handlerName: title, firstContactOwnerName: address, limits, complainant: { ...complainant, confidential: true } };
        expect(height(changes)).toBeLessThanOrEqual(slipTableMillimetres + 0.001);
      }),
      { numRuns: 60 },
    );
  });
});
