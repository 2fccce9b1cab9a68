/** Names, phone and id numbers are shown so that they can be recognised and not used, and a text keeps its length and everything else. */
import { describe, expect, it, test } from "vitest";
import { isDigitLike, maskedDigits, maskIdNumber, maskName, maskPhone, numbersHidden, numbersReplaced, withoutPersonalData } from "../../src/rules/masking.ts";

const lengthOf = (text: string) => [...text].length;

test.each([
  ["", "*"],
  ["王", "王*"],
  ["张三", "张*"],
  ["张三丰", "张**"],
  ["😀三", "😀*"],
  ["一二三四五六七八", "一*******"],
  ["一二三四五六七八九", "一********"],
  ["一二三四五六七八九十", "一********"],
])("the name %j is shown as %j", (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test.each([
  ["13912340231", "139****0231"],
  ["123456789012", "123*****9012"],
  ["1234567890", "********90"],
  ["87654321", "******21"],
  ["1234567", "*****67"],
  ["123456", "******"],
  ["110", "***"],
  ["", ""],
])("the phone %j is shown as %j", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});

test.each([
  ["320481199001010017", "3204**********0017"],
  ["123456789012345", "1234*******2345"],
  ["12345678901234", "************34"],
  ["K03005324", "*******24"],
  ["123456", "****56"],
  ["12345", "*****"],
  ["", ""],
])("the id number %j is shown as %j", (idNumber, masked) => {
  expect(maskIdNumber(idNumber)).toBe(masked);
});

describe("the digits of a number", () => {
  it.each([
    ["of a mobile phone keep three and four", "13912340127", "139****0127"],
    ["of a mobile phone with blanks", "139 1234 0127", "139 **** 0127"],
    ["of a mobile phone with hyphens", "139-1234-0127", "139-****-0127"],
    ["of a mobile phone in full width", "１３９１２３４０１２７", "１３９****０１２７"],
    ["of a mobile phone that are hidden already", "139****0127", "139****0127"],
    ["of a mobile phone with the country before them", "8613912340127", "861******0127"],
    ["of a mobile phone with the country and its sign", "+86 139-1234-0127", "+86 ***-****-0127"],
    ["that are one too few for a mobile phone", "1391234012", "********12"],
    ["that are one too many for a mobile phone", "139123401270", "**********70"],
    ["that do not begin as a mobile phone's do", "23912340127", "*********27"],
    ["of a mobile phone with another country", "8713912340127", "***********27"],
    ["of a mobile phone with something behind it", "13912340127a", "**********7a"],
    ["of a mobile phone with something before it", "a13912340127", "**********27"],
    ["of a landline", "0519-87654321", "****-******21"],
    ["of an id number", "32048119900101001X", "****************1X"],
    ["three of them", "123", "*23"],
    ["two of them", "12", "12"],
    ["one of them", "1", "1"],
    ["with blanks alone", " - ", " - "],
    ["none of them", "", ""],
  ])("%s: %j is %j", (_what, text, masked) => {
    expect(maskedDigits(text)).toBe(masked);
  });

  it.each([
    ["1", true],
    ["１", true],
    ["*", true],
    ["X", true],
    [" ", false],
    ["\t", false],
    ["-", false],
    ["", false],
  ])("%j counts as one of them: %s", (character, counts) => {
    expect(isDigitLike.test(character)).toBe(counts);
  });
});

describe("in a text, a mobile phone's number", () => {
  it.each([
    ["alone", "13912340127", "139****0127"],
    ["between words", "请回电13912340127，谢谢", "请回电139****0127，谢谢"],
    ["with blanks", "电话 139 1234 0127。", "电话 139 **** 0127。"],
    ["with hyphens", "电话139-1234-0127", "电话139-****-0127"],
    ["with a sign behind each digit", "1-3-9 1-2-3-4 0-1-2-7", "1-3-9 *-*-*-* 0-1-2-7"],
    ["in full width", "１３９１２３４０１２７", "１３９****０１２７"],
    ["in full width in part", "１3９12３4012７", "１3９****012７"],
    ["with the country", "8613912340127", "861******0127"],
    ["with the country and a plus", "+8613912340127", "+86*******0127"],
    ["with the country, a plus and a blank", "+86 13912340127", "+86 *******0127"],
    ["with the country, a plus and a hyphen", "+86-13912340127", "+86-*******0127"],
    ["with the country and a plus in full width", "＋８６１３９１２３４０１２７", "＋８６*******０１２７"],
    ["with the country after two zeros", "008613912340127", "*************27"],
    ["with hyphens in full width", "139－1234－0127", "139******0127"],
    ["after a letter", "tel13912340127x", "tel139****0127x"],
    ["twice", "13912340127或15800001111", "139****0127或158****1111"],
  ])("is hidden: %s", (_what, text, hidden) => {
    expect(numbersHidden(text)).toBe(hidden);
    expect(lengthOf(hidden)).toBe(lengthOf(text));
  });

  it.each(["3", "4", "5", "6", "7", "8", "9", "３", "９"])("is hidden where its second digit is %s", (second) => {
    expect(numbersHidden(`1${second}012340127`)).toBe(`1${second}0****0127`);
  });

  it.each([
    ["one digit too few", "1391234012"],
    ["one digit too many", "139123401270"],
    ["one full-width digit too many", "13912340127０"],
    ["a digit before it", "213912340127"],
    ["a full-width digit before it", "２13912340127"],
    ["a second digit that no mobile phone has", "12912340127"],
    ["a first digit that no mobile phone has", "23912340127"],
    ["another sign within", "139.1234.0127"],
    ["two blanks within", "139  12340127"],
    ["a letter within", "139a12340127"],
  ])("is none with %s, which stays", (_what, text) => {
    expect(numbersHidden(text)).toBe(text);
  });
});

describe("in a text, a landline's number", () => {
  it.each([
    ["0519-87654321", "****-******21"],
    ["0519 87654321", "**** ******21"],
    ["051987654321", "**********21"],
    ["0519—87654321", "***********21"],
    ["0519－87654321", "***********21"],
    ["０５１９－８７６５４３２１", "***********２１"],
    ["05198765432", "*********32"],
    ["0519-8765432", "****-*****32"],
    ["010-12345678", "***-******78"],
    ["010 1234567", "*** *****67"],
    ["0101234567", "********67"],
    ["0519 8765 4321", "**** **** **21"],
    ["(0519)87654321", "************21"],
    ["（0519） 8765432", "****** *****32"],
    ["打0519-87654321找人", "打****-******21找人"],
  ])("is hidden: %s is %s", (text, hidden) => {
    expect(numbersHidden(text)).toBe(hidden);
  });

  it.each([
    ["one digit too many", "0519-876543210"],
    ["one digit too few", "010-123456"],
    ["one digit too few, all in one", "010123456"],
    ["an area of two digits", "02-12345678"],
    ["an area of five digits", "05190-12345678"],
    ["an area that does not begin with 0", "5190-12345678"],
    ["a digit before it", "10519-87654321"],
    ["another sign within", "0519/87654321"],
    ["two hyphens within", "0519--87654321"],
  ])("is none with %s, which stays", (_what, text) => {
    expect(numbersHidden(text)).toBe(text);
  });
});

describe("in a text, an id number", () => {
  it.each([
    ["of eighteen digits", "320481199001010017", "****************17"],
    ["ending in X", "32048119900101001X", "****************1X"],
    ["ending in x", "32048119900101001x", "****************1x"],
    ["of fifteen digits", "320481900101001", "*************01"],
    ["by its parts", "320481 19900101 0017", "****** ******** **17"],
    ["in full width", "３２０４８１１９９００１０１００１Ｘ", "****************１Ｘ"],
    ["of fifteen digits in full width", "３２０４８１９００１０１００１", "*************０１"],
    ["between words", "身份证320481199001010017号", "身份证****************17号"],
    ["of the nineteenth century", "320481189912310017", "****************17"],
    ["of this century", "320481200902280017", "****************17"],
    ["twice, and a phone", "320481199001010017和32048119900101001X，13912340127", "****************17和****************1X，139****0127"],
  ])("is hidden: %s", (_what, text, hidden) => {
    expect(numbersHidden(text)).toBe(hidden);
    expect(lengthOf(hidden)).toBe(lengthOf(text));
  });

  it.each(["0101", "0131", "0210", "0319", "0420", "0529", "0630", "0931", "1001", "1130", "1231"])("is hidden where its holder was born on %s", (birthday) => {
    expect(numbersHidden(`3204811990${birthday}0017`)).toBe("****************17");
    expect(numbersHidden(`32048190${birthday}001`)).toBe("*************01");
  });

  it.each(["0001", "1301", "2001", "0100", "0132", "0140", "0199"])("is none where nobody is born on %s, and stays", (birthday) => {
    expect(numbersHidden(`3204811990${birthday}0017`)).toBe(`3204811990${birthday}0017`);
    expect(numbersHidden(`32048190${birthday}001`)).toBe(`32048190${birthday}001`);
  });

  it.each([
    ["a year before 1800", "320481179901010017"],
    ["a year after 2099", "320481210001010017"],
    ["a place that begins with 0", "020481199001010017"],
    ["a place that begins with 0, of fifteen digits", "020481900101001"],
    ["one digit too many", "3204811990010100170"],
    ["a digit before it", "1320481199001010017"],
    ["a full-width digit behind it", "320481199001010017０"],
    ["another letter at its end", "32048119900101001A"],
    ["sixteen digits", "3204819001010012"],
    ["X at the end of fifteen", "32048190010100X"],
    ["a letter within", "320481a99001010017"],
  ])("is none with %s, which stays", (_what, text) => {
    expect(numbersHidden(text)).toBe(text);
  });
});

describe("a text", () => {
  it.each(["", "等了两小时。", "编号2026111600123456", "2026-11-16 09:45:12", "窗口3，5人", "12345热线", "一百元", "𠮷😀"])("without any such number stays as it is: %j", (text) => {
    expect(numbersHidden(text)).toBe(text);
    expect(numbersReplaced(text, () => "x")).toBe(text);
  });

  it("gives every number as it was found, and has in its place what is answered", () => {
    const found: string[] = [];
    const text = "甲13912340127，乙0519-87654321，丙32048119900101001X，丁+86 158-0000-1111。";
    const replaced = numbersReplaced(text, (number) => `<${String(found.push(number))}>`);
    expect(found).toEqual(["32048119900101001X", "13912340127", "+86 158-0000-1111", "0519-87654321"]);
    expect(replaced).toBe("甲<2>，乙<4>，丙<1>，丁<3>。");
  });

  it("may have a number taken out of it", () => {
    expect(numbersReplaced("电话13912340127。", () => "")).toBe("电话。");
  });

  it("is read the same whenever it is read, and what is hidden stays as it is", () => {
    const text = "13912340127，0519-87654321，320481199001010017";
    const hidden = "139****0127，****-******21，****************17";
    expect([numbersHidden(text), numbersHidden(text), numbersHidden(text)]).toEqual([hidden, hidden, hidden]);
    expect(numbersHidden(hidden)).toBe(hidden);
  });
});

describe("a complaint's own words", () => {
  const who = { name: "李建国", phone: "13900000127", idNumber: "320481198001010011", anonymous: false, confidential: false };

  it.each([
    ["his name, wherever it stands", who, "李建国来过。我是李建国", "李**来过。我是李**"],
    ["his numbers, and everybody's", who, "打13900000127或15812345678", "打139****0127或158****5678"],
    ["a phone that is given without its area", { ...who, phone: "87654321" }, "打87654321", "打******21"],
    ["a phone that is told without its area", { ...who, phone: "0519-87654321" }, "打87654321或0519-87654321", "打******21或****-******21"],
    ["a phone with its area in brackets", { ...who, phone: "（0519）8765432" }, "打8765432", "打*****32"],
    ["a phone given with blanks around it", { ...who, phone: " 8765432 " }, "打8765432", "打*****32"],
    ["a passport", { ...who, idNumber: "E12345678" }, "护照E12345678。", "护照*******78。"],
    ["a name of two characters", { ...who, name: "王五" }, "王五等", "王*等"],
    ["a name with blanks around it", { ...who, name: " 王五 " }, "王五等", "王*等"],
  ])("hide %s", (_what, complainant, text, hidden) => {
    expect(withoutPersonalData(text, complainant)).toBe(hidden);
    expect(withoutPersonalData(hidden, complainant)).toBe(hidden);
  });

  it.each([
    ["in confidence", { ...who, confidential: true }],
    ["without a name", { ...who, anonymous: true }],
  ])("told %s keep nothing of him", (_what, complainant) => {
    expect(withoutPersonalData("李建国，13900000127，139 0000 0127，320481198001010011", complainant)).toBe("诉求人，***********，*** **** ****，******************");
    expect(withoutPersonalData("护照E12345678", { ...complainant, idNumber: "E12345678" })).toBe("护照*********");
  });

  it.each([
    ["a name of one character", { ...who, name: "王" }, "王姓人员"],
    ["a name that is hidden already", { ...who, name: "李*" }, "李*反映"],
    ["what stands in a name's place", { ...who, name: "群众" }, "群众反映"],
    ["no name", { ...who, name: null }, "李建国"],
    ["a phone of four digits", { ...who, phone: "1234" }, "编号1234"],
    ["a phone that is hidden already", { ...who, phone: "139****0127" }, "139****0127"],
    ["words for a phone", { ...who, phone: "不详不详不详" }, "不详不详不详"],
    ["no numbers", { ...who, phone: null, idNumber: null }, "编号20261116"],
  ])("stay as they are with %s", (_what, complainant, text) => {
    expect(withoutPersonalData(text, complainant)).toBe(text);
  });
});
