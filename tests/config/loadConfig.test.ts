/** The configuration folder: the shipped one loads; a fault in the catalogue or two profiles of one name are told with file and line. */
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadConfig, parseCatalogue } from "../../src/config/loadConfig.ts";

const shipped = fileURLToPath(new URL("../../config", import.meta.url));

test("the shipped folder loads", () => {
  const { profiles, root } = loadConfig(shipped);
  expect([...profiles.keys()]).toEqual(["110", "12345", "message-board", "petition"]);
  expect(root).toMatchObject({ code: "320481000000", aliases: ["市公安局"] });
  expect(root.units.length).toBeGreaterThan(0);
});

test("a profile copied under the same name is refused instead of replacing the first", () => {
  const folder = mkdtempSync(join(tmpdir(), "huiyin-config-"));
  cpSync(shipped, folder, { recursive: true });
  cpSync(join(folder, "feeds", "110.yaml"), join(folder, "feeds", "mine.yaml"));
  expect(() => loadConfig(folder)).toThrow(/mine\.yaml 第 \d+ 行：name “110”已用于另一份档案/);
});

describe("a fault in the catalogue is refused with its line", () => {
  const sound = `code: "1"
name: 市局
units:
  - { code: "2", name: 派出所, aliases: [所] }
  - code: "3"
    name: 大队
    units:
      - { code: "4", name: 中队 }
`;
  test("but a sound one is a tree", () => {
    expect(parseCatalogue(sound, "c.yaml")).toEqual({
      code: "1",
      name: "市局",
      aliases: [],
      units: [
        { code: "2", name: "派出所", aliases: ["所"], units: [] },
        { code: "3", name: "大队", aliases: [], units: [{ code: "4", name: "中队", aliases: [], units: [] }] },
      ],
    });
  });

  test.each([
    ["a code that is no text", 'code: "4"', "code: 4", 8, "units › 1 › units › 0 › code 应为文字（数字须加引号）"],
    ["a unit without a name", ", name: 派出所", "", 4, "units › 0 缺少 name（名称）"],
    ["aliases that are no list", "[所]", "所", 4, "units › 0 › aliases 应为列表"],
    ["a code twice", '"4"', '"2"', 8, "单位代码 2 重复"],
    ["a unit inside itself", '{ code: "4", name: 中队 }', '&a { code: "4", name: 中队, units: [*a] }', 8, "单位代码 4 重复"],
    ["no code", 'code: "1"\n', "", 1, "缺少 code（单位代码）"],
    ["broken YAML", "[所]", "[所", 4, "不是有效的 YAML"],
  ])("%s", (_, part, replacement, line, reason) => {
    let thrown: unknown;
    try {
      parseCatalogue(sound.replace(part, replacement), "c.yaml");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "catalogue-invalid", detail: expect.stringContaining(`目录文件 c.yaml 第 ${line} 行：`) });
    expect((thrown as Error).message).toContain(reason);
  });
});
