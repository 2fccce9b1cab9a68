import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactScoreMin, likelyThreshold, likeness, likenessOfPrepared, prepare, type Matter } from "../../src/rules/sameMatter.ts";

const story = "我于11月16日到车管所办理二手车转移登记，窗口说系统故障不能受理，第二天再去又说材料不全，前后跑了三趟都没有办成，要求给个说法。";
const retold = "二手车转移登记办不成：车管所先说系统故障，后来又说材料不全，我跑了三趟，窗口始终没有一次讲清楚，希望有人管一管。";
const unrelated = "夜宵摊油烟太大，每晚营业到凌晨两点，楼上住户开不了窗，老人小孩无法休息，请城管部门前来查处。";

const matter = (over: Partial<Matter> = {}): Matter => ({
  id: 1,
  reportedAt: "2026-11-16T01:45:12.000Z",
  title: null,
  content: story,
  address: null,
  name: null,
  phone: null,
  idNumber: null,
  unit: null,
  serviceItem: null,
  category: null,
  ...over,
});
const other = (over: Partial<Matter> = {}): Matter => matter({ id: 2, ...over });
const codesOf = (a: Matter, b: Matter): string[] => likeness(a, b).reasons.map(({ code }) => code);
const labelsOf = (a: Matter, b: Matter): string[] => likeness(a, b).reasons.map(({ label }) => label);

describe("the same person at the same unit", () => {
  const person = { phone: "13900000231", unit: "车管所" };

  test("within 90 days is the same matter by rule, whatever the texts say", () => {
    const again = other({ ...person, content: unrelated, reportedAt: "2027-02-14T01:45:12.000Z" });
    const result = likeness(matter(person), again);
    expect(result.exact).toBe("same-person-same-unit");
    expect(result.score).toBeGreaterThanOrEqual(exactScoreMin);
    expect(result.reasons[0]).toMatchObject({ code: "same-person-same-unit", label: "同一人就同一单位再次反映" });
  });
  test("a moment after the 90 days is not", () => {
    const again = other({ ...person, content: unrelated, reportedAt: "2027-02-14T01:45:12.001Z" });
    expect(likeness(matter(person), again).exact).toBeNull();
  });
  test("is measured by the days that are asked for", () => {
    const again = other({ ...person, content: unrelated, reportedAt: "2026-11-26T01:45:12.000Z" });
    expect(likeness(matter(person), again, { daysMax: 10 }).exact).toBe("same-person-same-unit");
    expect(likeness(matter(person), again, { daysMax: 9 }).exact).toBeNull();
  });
  test.each<[string, Partial<Matter>, Partial<Matter>, boolean]>([
    ["the id number and the service item do as well", { idNumber: "320481197001010017", serviceItem: "转移登记" }, {}, true],
    ["the same phone at another unit is not enough", person, { unit: "城中派出所" }, false],
    ["another phone at the same unit is not enough", person, { phone: "13900000388" }, false],
    ["the same name at the same unit is not enough", { name: "赵某某", unit: "车管所" }, {}, false],
    ["blank phones are not the same phone", { phone: "", unit: "车管所" }, {}, false],
    ["blank units are not the same unit", { phone: "13900000231", unit: " ", serviceItem: "" }, {}, false],
  ])("%s", (_, first, changes, isExact) => {
    const result = likeness(matter(first), other({ ...first, content: unrelated, ...changes }));
    expect(result.exact).toBe(isExact ? "same-person-same-unit" : null);
  });
});

describe("the same text", () => {
  test("is found whatever its width, blanks, punctuation and capitals, and however late", () => {
    const spaced = ` ${[...story.replace("11月16日", "１１月１６日")].join(" ").replaceAll("，", "、")}！！\n`;
    const result = likeness(matter(), other({ content: spaced, reportedAt: "2029-01-01T00:00:00.000Z" }));
    expect(result).toMatchObject({ exact: "same-text", reasons: [{ label: "全文相同" }, {}, {}] });
    expect(result.score).toBeGreaterThanOrEqual(exactScoreMin);
  });
  test("counts from twenty characters on, for shorter ones are the same by chance", () => {
    const nineteen = "窗口工作人员的态度非常差要求道歉并且整改";
    expect(likeness(matter({ content: nineteen.slice(0, 19) }), other({ content: nineteen.slice(0, 19) })).exact).toBeNull();
    expect(likeness(matter({ content: nineteen }), other({ content: nineteen })).exact).toBe("same-text");
  });
  test("is compared to its end", () => {
    const long = story.repeat(2000);
    expect(likeness(matter({ content: long }), other({ content: long })).exact).toBe("same-text");
    expect(likeness(matter({ content: long }), other({ content: `${long}已解决` })).exact).toBeNull();
  });
});

describe("likelihood", () => {
  test("grows with what is told alike, and is high for the same story in other words under a like title", () => {
    const title = "车管所二手车转移登记多次往返";
    const alike = likeness(matter({ title }), other({ title: "二手车转移登记多次往返车管所", content: retold }));
    expect(alike.score).toBeGreaterThan(likelyThreshold);
    expect(likeness(matter(), other({ content: retold })).score).toBeGreaterThan(likeness(matter(), other({ content: unrelated })).score);
    expect(likeness(matter(), other({ content: unrelated })).score).toBeLessThan(0.1);
  });
  test("comes less from phrases that stand in every complaint than from as many rare characters", () => {
    const scoreAround = (shared: string) => likeness(matter({ content: `${shared}。${story}` }), other({ content: `${shared}。${unrelated}` })).score;
    const usual = "尊敬的领导，您好，请求有关部门解决老百姓的问题，谢谢";
    const rare = "溧阳昆仑，燕山，清溪路南侧铸件厂夜班锻锤轰鸣震，彻夜";
    expect(usual).toHaveLength(rare.length);
    expect(scoreAround(rare)).toBeGreaterThan(likelyThreshold);
    expect(scoreAround(usual)).toBeLessThan(likelyThreshold);
  });
  test("does not come from a few words that are the same", () => {
    expect(likeness(matter({ content: "态度差" }), other({ content: "态度差" })).score).toBeLessThan(likelyThreshold);
  });
  test("finds a short message in a long one by its title", () => {
    const long = `${unrelated.repeat(8)}${story}${unrelated.repeat(8)}`;
    const short = matter({ title: "车管所二手车转移登记系统故障", content: "二手车转移登记办不成" });
    expect(likeness(short, other({ content: long })).score).toBeGreaterThan(likeness(short, other({ content: unrelated.repeat(16) })).score + 0.2);
  });
  test("listens to the frequencies of its own place", () => {
    const everywhere = (pair: string) => (story.includes(pair) ? 0.9 : null);
    const plain = likeness(matter(), other({ content: retold }));
    const local = likeness(matter(), other({ content: retold }), { documentFrequency: everywhere });
    expect(local.score).toBeLessThan(plain.score);
  });
  test("falls with the time between", () => {
    const scores = ["2026-11-16", "2026-12-16", "2027-02-16", "2027-12-16"].map((day) => likeness(matter(), other({ content: retold, reportedAt: `${day}T02:00:00.000Z` })).score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
  });
  test("is the odds of its reasons and nothing else", () => {
    const { score, reasons } = likeness(matter({ name: "赵一", address: "城中路1号" }), other({ content: retold, name: "赵一", address: "城中路1号附2" }));
    const nothingKnown = -2.4;
    expect(Math.log(score / (1 - score))).toBeCloseTo(reasons.reduce((odds, { weight }) => odds + weight, nothingKnown), 9);
    expect(reasons.map(({ weight }) => weight)).toEqual(reasons.map(({ weight }) => weight).sort((a, b) => b - a));
  });
});

describe("the reasons", () => {
  test("say in Chinese what is alike and how near in time", () => {
    const labels = labelsOf(
      matter({ title: "车管所办事难", phone: "13900000231", address: "昆仑街道清溪路18号" }),
      other({ title: "车管所办事难", content: retold, phone: "13900000231", address: "溧阳市昆仑街道清溪路18号", reportedAt: "2026-11-19T00:00:00.000Z" }),
    );
    expect(labels).toEqual(expect.arrayContaining(["电话相同", "地址相近", "3 天内", "标题与对方所述相合 100%", expect.stringMatching(/^内容相似 \d+%$/)]));
  });
  test("say how long ago it was where it is long ago", () => {
    expect(labelsOf(matter(), other({ reportedAt: "2027-11-16T01:45:12.000Z" }))).toContain("相隔 365 天");
  });
  test.each<[string, string | null, string | null, string | undefined]>([
    ["the same full name", "赵小一", " 赵小一", "姓名相同"],
    ["the same form of address, which is little", "李女士", "李女士", "称呼相同"],
    ["nothing where one name tells the surname only", "李女士", "李小二", undefined],
    ["another person where surnames differ", "李女士", "王先生", "反映人不同"],
    ["another person where names differ", "李小二", "李小三", "反映人不同"],
    ["nothing where one is anonymous", "匿名", "李小三", undefined],
    ["nothing where both are anonymous", "匿名网友", "匿名网友", undefined],
    ["nothing where one is blank", "李小二", " ", undefined],
  ])("of names: %s", (_, first, second, label) => {
    const reasons = likeness(matter({ name: first }), other({ name: second })).reasons;
    expect(reasons.find(({ code }) => code === "name" || code === "other-person")?.label).toBe(label);
  });
  test("do not take two people with different id numbers for one because of their name", () => {
    const codes = codesOf(matter({ name: "赵一一", idNumber: "a1" }), other({ name: "赵一一", idNumber: "b2" }));
    expect(codes).toContain("other-person");
    expect(codes).not.toContain("name");
  });
  test("count the person little where the texts have nothing in common", () => {
    const weightOf = (content: string) => likeness(matter({ name: "赵一一" }), other({ name: "赵一一", content })).reasons.find(({ code }) => code === "name")?.weight ?? 0;
    expect(weightOf(unrelated)).toBeLessThan(0.5);
    expect(weightOf(story)).toBe(1.8);
  });
});

const characters = fc.constantFrom(..."车管所窗口登记材料不全态度排队，。！ 　aA1Ａ１𠮷𡃁\ud842\udfb7\n");
const texts = (lengthMax: number) => fc.array(characters, { maxLength: lengthMax }).map((all) => all.join(""));
const values = fc.option(fc.oneof(fc.constantFrom("", " ", "甲一", "乙二", "李女士", "匿名", "城中路1号", "城中路2号"), texts(6)), { nil: null });
const matters = (id: number): fc.Arbitrary<Matter> =>
  fc.record({
    id: fc.constant(id),
    reportedAt: fc.integer({ min: 0, max: 400 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString()),
    title: fc.option(texts(30), { nil: null }),
    content: texts(200),
    address: values,
    name: values,
    phone: values,
    idNumber: values,
    unit: values,
    serviceItem: values,
    category: values,
  });

describe("any two matters", () => {
  test("are as like as the other way round", () => {
    fc.assert(
      fc.property(matters(1), matters(2), (a, b) => {
        expect(likeness(b, a)).toEqual(likeness(a, b));
      }),
    );
  });
  test("score between 0 and 1, at least 0.95 by an exact rule, and a case with itself 1", () => {
    fc.assert(
      fc.property(matters(1), matters(2), (a, b) => {
        const { score, exact } = likeness(a, b);
        expect(score).toBeGreaterThanOrEqual(exact === null ? 0 : exactScoreMin);
        expect(score).toBeLessThanOrEqual(1);
        expect(likeness(a, a).score).toBe(1);
      }),
    );
  });
  test("are compared alike in whatever order their fields stand, and prepared or not", () => {
    fc.assert(
      fc.property(matters(1), matters(2), fc.array(fc.nat(), { minLength: 11, maxLength: 11 }), (a, b, order) => {
        const fields = Object.entries(a).map((entry, at): [number, [string, unknown]] => [order[at] ?? 0, entry]);
        const shuffled = Object.fromEntries(fields.sort(([x], [y]) => x - y).map(([, entry]) => entry)) as unknown as Matter;
        expect(likeness(shuffled, b)).toEqual(likeness(a, b));
        expect(likenessOfPrepared(prepare(a), prepare(b))).toEqual(likeness(a, b));
      }),
    );
  });
  test.each<[keyof Matter, string, string]>([
    ["name", "赵小一", "钱小二"],
    ["phone", "13900000231", "13900000388"],
    ["idNumber", "320481197001010017", "320481198202020028"],
    ["address", "城中派出所户籍窗口", "昆仑街道清溪路"],
  ])("are told neither together nor apart by a blank %s", (field, one, another) => {
    fc.assert(
      fc.property(matters(1), matters(2), fc.constantFrom(null, "", " 　"), fc.constantFrom(null, one), (a, b, blank, given) => {
        // Only the one field is known, so that it is what makes the difference.
        const bare = { address: null, name: null, phone: null, idNumber: null, unit: null, serviceItem: null };
        const scoreOf = (first: string | null, second: string | null) => likeness({ ...a, ...bare, [field]: first }, { ...b, ...bare, [field]: second }).score;
        const without = scoreOf(null, null);
        expect(scoreOf(given, blank)).toBe(without);
        expect(scoreOf(one, one)).toBeGreaterThanOrEqual(without);
        expect(scoreOf(one, another)).toBeLessThanOrEqual(without);
      }),
    );
  });
  test("show no personal value in their reasons", () => {
    fc.assert(
      fc.property(matters(1), matters(2), (a, b) => {
        const person = { name: "赵小一", phone: "13900000231", idNumber: "320481197001010017", address: "昆仑街道清溪路18号", unit: "车管所" };
        const shown = JSON.stringify(likeness({ ...a, ...person }, { ...b, ...person }));
        for (const value of Object.values(person)) expect(shown).not.toContain(value);
      }),
    );
  });
});

describe("characters of two units", () => {
  test("are whole characters: texts that share only their halves have nothing in common", () => {
    const [a, b] = ["𠮷𠮸𠮹𠮺", "𡃁𡃂𡃃𡃄"].map((text) => text.repeat(10)) as [string, string];
    expect(labelsOf(matter({ content: a }), other({ content: b }))).toContain("内容相似 0%");
    expect(labelsOf(matter({ content: a }), other({ content: `${a}𡃁` }))).toContainEqual(expect.stringMatching(/^内容相似 (99|100)%$/));
  });
  test("are not halved where a long text is cut", () => {
    const long = (lead: string) => prepare(matter({ content: lead + "𠮷".repeat(5000) })).text?.keys ?? [];
    for (const keys of [long(""), long("窗")]) {
      for (const key of keys) expect([0x20bb7, 0x7a97]).toContain(key % 0x20_0000);
    }
  });
  test("that are broken are left out", () => {
    expect(likeness(matter(), other({ content: `\ud842${story}\udfb7` })).exact).toBe("same-text");
  });
});

test("a text of 100,000 characters is compared by a bounded number of pairs", () => {
  const content = Array.from({ length: 100_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join("");
  const prepared = prepare(matter({ title: content, address: content, content }));
  expect(prepared.text?.keys.length).toBeLessThanOrEqual(2300);
  expect(prepared.title?.keys.length).toBeLessThanOrEqual(300);
  expect(prepared.address?.keys.length).toBeLessThanOrEqual(300);
});
