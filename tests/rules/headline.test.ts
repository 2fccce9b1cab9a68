import { expect, test } from "vitest";
import { headlineOf } from "../../src/rules/headline.ts";

test.each([
  ["  等待时间过长 ", "内容", "等待时间过长"],
  [null, "取号后等待\n近两小时。", "取号后等待 近两小时。"],
  ["   ", "电话13912340231，请回电", "电话139****，请回电"],
  [null, "字".repeat(41), `${"字".repeat(40)}…`],
  [null, "😀".repeat(50), `${"😀".repeat(40)}…`],
  [null, " \n ", "（没有文字）"],
])("the headline of %j with the text %j is %j", (title, content, headline) => {
  expect(headlineOf(title, content)).toBe(headline);
});
