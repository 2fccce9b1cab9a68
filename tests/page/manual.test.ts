/** The manual has a picture of every screen, and none that is not looked at. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = "docs/manual";
const taker = readFileSync("docs/takeScreenshots.ts", "utf8");
const taken = [...taker.matchAll(/await take\("([\w-]+)", [^,]+, ["`]([^"`?]*)/g)].map(([, name = "", path = ""]) => ({ name, path }));

it("has a picture of every page that there is", () => {
  const pages = [...readFileSync("src/web/pages.tsx", "utf8").matchAll(/path: "([^"]+)"/g)].map(([, path = ""]) => path);
  expect(pages.length).toBeGreaterThan(30);
  // Reached by a link on the dashboard, which is what the picture shows.
  const byLink = ["/cases/stage"];
  const patterns = pages.filter((path) => !byLink.includes(path)).map((path) => [path, new RegExp(`^${path.replace(/:\w+/, "\\$\\{.*")}$`)] as const);
  expect(patterns.filter(([, pattern]) => !taken.some(({ path }) => pattern.test(path))).map(([path]) => path)).toEqual([]);
  expect(taken.some(({ name }) => name === "cases-stage")).toBe(true);
});

it("shows each picture that was taken, and names none that was not", () => {
  const texts = readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const shown = new Set(texts.flatMap((text) => [...text.matchAll(/images\/([\w-]+)\.png/g)].map(([, name = ""]) => name)));
  const kept = readdirSync(`${folder}/images`).map((name) => name.replace(".png", ""));
  expect([...shown].sort()).toEqual(kept.sort());
  expect(taken.map(({ name }) => name).sort()).toEqual(kept);
});
