/** Reads what a city changes: policy, feed profiles and catalogue; the first fault stops the start with file, line and reason. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseProfile, type Profile } from "../ingest/profile.ts";
import { parsePolicy, type Policy } from "../rules/policy.ts";
import { HuiyinError } from "../rules/errors.ts";

export interface CatalogueUnit {
  code: string;
  name: string;
  aliases: string[];
  units: CatalogueUnit[];
}

export interface Config {
  policy: Policy;
  /** By the profile's name. */
  profiles: ReadonlyMap<string, Profile>;
  root: CatalogueUnit;
}

export function loadConfig(folder: string): Config {
  const read = (name: string) => parseFile(folder, name);
  const profiles = readdirSync(join(folder, "feeds"))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => parseProfile(read(join("feeds", name)), join(folder, "feeds", name)));
  return {
    policy: parsePolicy(read("policy.yaml"), join(folder, "policy.yaml")),
    profiles: new Map(profiles.map((profile) => [profile.name, profile])),
    root: unitOf(parse(read("catalogue.yaml")), join(folder, "catalogue.yaml")),
  };
}

function parseFile(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    throw new HuiyinError("config-missing", `配置文件 ${join(folder, name)} 不存在或无法读取。`);
  }
}

function unitOf(value: unknown, file: string): CatalogueUnit {
  const { code, name, aliases = [], units = [] } = (value ?? {}) as { code?: unknown; name?: unknown; aliases?: unknown; units?: unknown };
  if (typeof code !== "string" || typeof name !== "string" || !Array.isArray(aliases) || !Array.isArray(units)) {
    throw new HuiyinError("catalogue-invalid", `目录文件 ${file}:每个单位须有文本的 code 和 name,aliases 与 units 为列表(出错处：${JSON.stringify(code ?? name ?? null)})。`);
  }
  return { code, name, aliases: aliases.map(String), units: units.map((unit) => unitOf(unit, file)) };
}
