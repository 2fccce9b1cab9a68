import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phrasesOf, snippetOf, termsOf } from "../../src/rules/searchTerms.ts";

describe("the terms of a text", () => {
  test("are overlapping pairs of Chinese characters with the last one alone, and whole words of everything else", () => {
    expect(termsOf("窗口排队，等2小时 HY20261116-000012")).toEqual(["窗口", "口排", "排队", "队", "等", "2", "小时", "时", "hy20261116", "000012"]);
  });
  test("are the same for full-width and half-width forms, capitals and small letters", () => {
    expect(termsOf("Ａ２区Ａ")).toEqual(termsOf("a2区a"));
  });
  test("hold no punctuation and nothing of a text without words", () => {
    expect(termsOf("——！？…、 \n\t")).toEqual([]);
  });
});

describe("a query", () => {
  test("of two characters is one term, of more a phrase, of one the beginning of a term", () => {
    expect(phrasesOf("窗口")).toEqual([{ terms: ["窗口"], prefix: false }]);
    expect(phrasesOf("窗口排队")).toEqual([{ terms: ["窗口", "口排", "排队"], prefix: false }]);
    expect(phrasesOf("窗")).toEqual([{ terms: ["窗"], prefix: true }]);
  });
  test("asks for all of its words", () => {
    expect(phrasesOf(" 车管所  驾驶证 ")).toHaveLength(2);
  });
  test("of signs alone looks for nothing", () => {
    expect(phrasesOf("%_ !")).toEqual([]);
  });
  test("that was cut out of a text is a run of that text's terms", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("窗", "口", "排", "队", "a", "1", "，", "-"), { maxLength: 40 }), fc.nat(), fc.integer({ min: 1, max: 8 }), (characters, start, length) => {
        const text = characters.join("");
        // Words are found from their beginning: a cut inside a word of letters is not one.
        const from = text.length === 0 ? 0 : start % text.length;
        if (/[a1]/.test(text[from - 1] ?? "") && /[a1]/.test(text[from] ?? "")) return;
        const terms = termsOf(text);
        for (const { terms: wanted, prefix } of phrasesOf(text.slice(from, from + length))) {
          const fits = (at: number) => wanted.every((term, index) => (prefix && index === wanted.length - 1 ? terms[at + index]?.startsWith(term) : terms[at + index] === term));
          expect(terms.some((_, at) => fits(at))).toBe(true);
        }
      }),
    );
  });
});

describe("a snippet", () => {
  test("shows the found words where they stand, and marks them", () => {
    const snippet = snippetOf(`${"前".repeat(60)}窗口排队两小时${"后".repeat(90)}`, "排队");
    expect(snippet?.text).toMatch(/^…前+窗口排队两小时后+…$/);
    expect(snippet?.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual(["排队"]);
  });
  test("marks each word once, the longer over the shorter", () => {
    const snippet = snippetOf("反映车管所窗口态度", "车管 车管所 态度");
    expect(snippet?.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual(["车管所", "态度"]);
  });
  test("is nothing where the text holds none of the words", () => {
    expect(snippetOf("户籍窗口", "驾驶证")).toBeNull();
  });
  test("never halves a character", () => {
    const text = "𠮷".repeat(50) + "排队" + "𠮷".repeat(50);
    expect(snippetOf(text, "排队")?.text.search(/\p{Surrogate}/u)).toBe(-1);
  });
});
