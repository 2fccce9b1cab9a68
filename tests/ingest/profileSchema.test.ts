/** The JSON Schema that editors use: it is the one that the program checks with, in Chinese, and every shipped profile names it. */
import { readdirSync, readFileSync } from "node:fs";
import Value from "typebox/value";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { profileSchemaText } from "../../src/ingest/profileSchema.ts";

const folder = new URL("../../config/feeds/", import.meta.url);
const committed = readFileSync(new URL("profile.schema.json", folder), "utf8");
const shipped = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

test("profile.schema.json is what docs/writeProfileSchema.ts writes", () => {
  expect(committed).toBe(profileSchemaText());
});

test.each(shipped)("%s names the schema in its first line, and fits it", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=profile.schema.json");
  expect(Value.Errors(JSON.parse(committed), parse(text))).toEqual([]);
});

describe("the schema as an editor reads it", () => {
  type Loose = Record<string, unknown> & { fields: Record<string, Record<string, unknown>> };
  const fits = (change: (profile: Loose) => void): boolean => {
    const profile = parse(readFileSync(new URL("110.yaml", folder), "utf8")) as Loose;
    change(profile);
    return Value.Check(JSON.parse(committed), profile);
  };

  test.each<[string, (profile: Loose) => void]>([
    ["an unknown field", (profile) => (profile.fields["phone"] = { from: ["x"] })],
    ["an unknown key of a field", (profile) => (profile.fields["content"] = { from: ["x"], lang: "zh" })],
    ["an unknown format", (profile) => (profile["formats"] = ["dd.MM.yyyy"])],
    ["a zone that is none", (profile) => (profile["zone"] = "+25:00")],
    ["a push to nowhere", (profile) => (profile["answers"] = { way: "push" })],
    ["a file without a folder", (profile) => (profile["answers"] = { way: "file" })],
  ])("refuses %s", (_, change) => {
    expect(fits(change)).toBe(false);
  });

  test("takes every way of answering", () => {
    expect(fits((profile) => (profile["answers"] = { way: "push", url: "https://a.example", body: { a: "{reply}" } }))).toBe(true);
    expect(fits((profile) => (profile["answers"] = { way: "file", folder: "x" }))).toBe(true);
  });

  test("says in Chinese what each property is", () => {
    const undescribed = [...properties(JSON.parse(committed), "")].filter(([, node]) => !/[\u4e00-\u9fff]/.test(node.description ?? ""));
    expect(undescribed.map(([path]) => path)).toEqual([]);
    expect([...properties(JSON.parse(committed), "")].length).toBeGreaterThan(50);
  });
});

interface Node {
  description?: string;
  properties?: Record<string, Node>;
}

function* properties(node: unknown, path: string): Generator<[path: string, Node]> {
  if (typeof node !== "object" || node === null || path.endsWith("/if")) return;
  for (const [name, inner] of Object.entries((node as Node).properties ?? {})) yield [`${path}/${name}`, inner];
  for (const [key, inner] of Object.entries(node)) yield* properties(inner, `${path}/${key}`);
}
