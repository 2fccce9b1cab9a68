/** The samples and the real messages beside the project, from bytes to canonical records. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contentHash, type CanonicalRecord } from "../../src/ingest/canonical.ts";
import { formatOf } from "../../src/ingest/decode.ts";
import { normalise } from "../../src/ingest/normalise.ts";
import { testWithShared } from "../setup/shared.ts";
import { decoded, fixture, shippedProfile } from "./decoding.ts";

async function recordsOf(path: string, profileName: string, bytes: Uint8Array = readFileSync(path)): Promise<CanonicalRecord[]> {
  const profile = shippedProfile(profileName);
  const records = await decoded(bytes, formatOf(path) ?? "json");
  return records.map((record) => {
    const result = normalise(profile, record.value ?? {});
    if (!result.ok) throw new Error(JSON.stringify([record.problems, result.problems]));
    return result.record;
  });
}

const common = { kind: "complaint", priority: "normal", people: 1, sourceAction: "none" } as const;
const known = { anonymous: false, confidential: false };
const content = (part: string) => expect.stringContaining(part) as unknown;

describe("samples/feeds", () => {
  testWithShared("110.json", async (shared) => {
    expect(await recordsOf(shared("samples/feeds/110.json"), "110")).toEqual([
      {
        ...common,
        externalId: "320481202611160000231",
        reportedAt: "2026-11-16T01:45:12.000Z",
        occurredAt: "2026-11-16T01:20:00.000Z",
        content: content("二手车转移登记"),
        complainant: { ...known, name: "赵某", phone: "13900000231" },
        category: "投诉监督-窗口服务",
        address: "溧阳市政务服务中心二楼公安专区",
        unit: "交警大队车管所",
        unitCode: "320481240000",
        extra: { BJFS: "电话", JJDWDM: "320481000000", JJYBH: "J0417", JQLBDM: "810300" },
      },
      {
        ...common,
        externalId: "320481202611160000388",
        reportedAt: "2026-11-16T07:02:41.000Z",
        occurredAt: "2026-11-16T03:40:00.000Z",
        content: content("提前停止取号"),
        complainant: { anonymous: true, confidential: false },
        category: "投诉监督-窗口服务",
        address: "溧阳市公安局出入境接待大厅",
        unit: "出入境管理大队",
        unitCode: "320481230000",
        extra: { BJFS: "电话", JJDWDM: "320481000000", JJYBH: "J0102", JQLBDM: "810300" },
      },
      {
        ...common,
        externalId: "320481202611170000054",
        reportedAt: "2026-11-17T02:15:00.000Z",
        content: content("跑了三趟"),
        complainant: { ...known, name: "钱某", phone: "0519-87000054" },
        category: "投诉监督-其他",
        address: "溧阳市昆仑街道",
        unit: "昆仑派出所",
        unitCode: "320481560000",
        extra: { BJFS: "短信", JJDWDM: "320481000000", JJYBH: "J0417", JQLBDM: "810399" },
      },
    ]);
  });

  testWithShared("110.xml, in GBK", async (shared) => {
    expect(await recordsOf(shared("samples/feeds/110.xml"), "110")).toEqual([
      {
        ...common,
        externalId: "320481202611180000107",
        reportedAt: "2026-11-18T00:30:15.000Z",
        occurredAt: "2026-11-18T00:30:00.000Z",
        content: content("需重新排队 & 等待超过1小时。"),
        complainant: { ...known, name: "孙某", phone: "13900000107" },
        category: "投诉监督-窗口服务",
        address: "溧阳市公安局出入境接待大厅",
        unit: "出入境管理大队",
        unitCode: "320481230000",
        extra: { JQLBDM: "810300" },
      },
    ]);
  });

  const hotline = { ...common, unit: "溧阳市公安局" };
  testWithShared("12345.json", async (shared) => {
    const records = await recordsOf(shared("samples/feeds/12345.json"), "12345");
    expect(records).toEqual([
      {
        ...hotline,
        externalId: "LY2026111600127",
        reportedAt: "2026-11-16T02:22:09.000Z",
        title: "反映车管所窗口办理驾驶证期满换证等待时间过长",
        content: content("等待近两小时"),
        complainant: { ...known, name: "李女士", phone: "13900000127" },
        address: "溧阳市政务服务中心",
        sourceDeadline: "2026-11-23T09:30:00.000Z",
        extra: { 派单时间: "2026-11-16 10:40:00", 诉求类型: "投诉", 紧急程度: "一般" },
      },
      {
        ...hotline,
        externalId: "LY2026111600342",
        reportedAt: "2026-11-16T08:48:55.000Z",
        title: "企业办理集体户口多次往返",
        content: content("集体户口迁入"),
        complainant: { anonymous: false, confidential: true, name: "周先生", phone: "13900000342" },
        sourceDeadline: "2026-11-23T09:30:00.000Z",
        extra: { 派单时间: "2026-11-16 17:05:00", 诉求类型: "投诉", 紧急程度: "一般" },
      },
      {
        ...hotline,
        kind: "consultation",
        externalId: "LY2026111700009",
        reportedAt: "2026-11-17T00:41:00.000Z",
        title: "咨询临时身份证办理",
        content: "来电人咨询临时身份证当天能否拿到。",
        complainant: { ...known, name: "吴女士", phone: "87000009" },
        sourceDeadline: "2026-11-18T09:30:00.000Z",
        extra: { 派单时间: "2026/11/17 8:55", 诉求类型: "咨询", 紧急程度: "一般" },
      },
    ]);
  });

  testWithShared("12345.csv", async (shared) => {
    expect(await recordsOf(shared("samples/feeds/12345.csv"), "12345")).toEqual([
      {
        ...hotline,
        externalId: "LY2026111800051",
        reportedAt: "2026-11-18T01:12:30.000Z",
        title: "反映户籍窗口态度",
        content: content('工作人员答"自己看墙上",态度冷漠,\n要求道歉。'),
        complainant: { ...known, name: "郑先生", phone: "13900000051" },
        address: "溧阳市城中派出所",
        sourceDeadline: "2026-11-25T09:30:00.000Z",
        extra: { 派单时间: "2026-11-18 09:30:00", 诉求类型: "投诉", 紧急程度: "一般" },
      },
      {
        ...hotline,
        kind: "praise",
        externalId: "LY2026111800077",
        reportedAt: "2026-11-18T02:05:00.000Z",
        title: "表扬综合窗口",
        content: "来电人表扬2号综合窗口工作人员耐心细致。",
        complainant: { ...known, name: "王女士", phone: "13900000077" },
        address: "溧阳市政务服务中心",
        extra: { 派单时间: "2026-11-18 10:20:00", 诉求类型: "表扬", 紧急程度: "一般" },
      },
    ]);
  });

  testWithShared("petition.json and petition.xml", async (shared) => {
    const records = [
      ...(await recordsOf(shared("samples/feeds/petition.json"), "petition")),
      ...(await recordsOf(shared("samples/feeds/petition.xml"), "petition")),
    ];
    const address = "江苏省常州市溧阳市";
    expect(records).toEqual([
      {
        ...common,
        externalId: "3204002026110900417",
        reportedAt: "2026-11-08T16:00:00.000Z",
        content: content("依法更正"),
        complainant: { ...known, name: "冯某", phone: "13900000417", idNumber: "320481197001010017" },
        category: "政法-公安-户籍管理",
        address,
        extra: { XFXS: "网上信访", SFCXXF: "否", LRSJ: "2026-11-10 09:00:12", XFMD: "申诉求决" },
      },
      {
        ...common,
        kind: "suggestion",
        people: 7,
        externalId: "3204002026111200033",
        reportedAt: "2026-11-11T16:00:00.000Z",
        content: content("七名货车司机"),
        complainant: { ...known, name: "陈某等", phone: "13900000033" },
        category: "政法-公安-车驾管",
        address,
        extra: { XFXS: "来信", SFCXXF: "是", LRSJ: "2026-11-13 15:42:00", XFMD: "意见建议" },
      },
      {
        ...common,
        externalId: "3204002026111700008",
        reportedAt: "2026-11-16T16:00:00.000Z",
        content: content("书面决定"),
        complainant: { ...known, name: "褚某", phone: "13900000008", idNumber: "320481198202020028" },
        category: "政法-公安-出入境管理",
        address,
        extra: { XFXS: "来访", SFCXXF: "否", LRSJ: "2026-11-17 10:11:12", XFMD: "申诉求决" },
      },
    ]);
  });
});

testWithShared("all 2,816 real messages are taken, each under its own id, one date cell and one day without a time included", async (shared) => {
  const records = await recordsOf(shared("data/messages-answered.xlsx"), "message-board");
  expect(records).toHaveLength(2816);
  expect(new Set(records.map(({ externalId }) => externalId)).size).toBe(2816);
  expect(new Set(records.map(contentHash)).size).toBe(2816);
  expect(records[0]).toMatchObject({
    externalId: "2549",
    reportedAt: "2019-04-25T01:32:09.000Z",
    title: "A2区景蓉华苑物业管理有问题",
    content: expect.stringMatching(/^2019年4月以来，.*合法性在哪？$/),
    kind: "complaint",
    complainant: { name: "A00045581", anonymous: false, confidential: false },
    sourceReply: expect.stringMatching(/^现将网友在平台/),
    sourceRepliedAt: "2019-05-10T06:56:53.000Z",
    extra: {},
  });
  expect(records.find(({ externalId }) => externalId === "2759")?.reportedAt).toBe("2019-04-08T00:37:20.000Z");
  expect(records.filter(({ sourceRepliedAt }) => sourceRepliedAt === "2018-04-23T16:00:00.000Z")).toHaveLength(1);
});

test("a file in GBK with both date styles is taken", async () => {
  expect(await recordsOf("12345-gbk.csv", "12345", fixture("12345-gbk.csv"))).toMatchObject([
    { externalId: "T0001", reportedAt: "2026-11-18T01:12:30.000Z", kind: "complaint", content: '来电人说:"排了两次队",\n要求道歉。' },
    { externalId: "T0002", reportedAt: "2026-11-18T02:05:00.000Z", kind: "suggestion", complainant: { confidential: true } },
  ]);
});
