/** Reads what a city changes: policy, feed profiles and catalogue; the first fault stops the start with file, line and reason. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Type, { type Static } from "typebox";
import Value from "typebox/value";
import { parseProfile, ProfileError, type Profile } from "../ingest/profile.ts";
import { parsePolicy, type Policy } from "../rules/policy.ts";
import { HuiyinError } from "../rules/errors.ts";
import { firstFault, readYaml, shapeFaults, type Fault } from "../rules/yamlFile.ts";

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
  return {
    policy: parsePolicy(read("policy.yaml"), join(folder, "policy.yaml")),
    profiles: readProfiles(join(folder, "feeds")),
    root: parseCatalogue(read("catalogue.yaml"), join(folder, "catalogue.yaml")),
  };
}

function readProfiles(folder: string): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  for (const file of files.sort()) {
    const text = parseFile(folder, file);
    const profile = parseProfile(text, join(folder, file));
    // A profile copied to begin another with would silently take the place of the first.
    if (profiles.has(profile.name)) throw new ProfileError(join(folder, file), readYaml(text).lineOf(["name"]), `name “${profile.name}”已用于另一份档案，请改名`);
    profiles.set(profile.name, profile);
  }
  return profiles;
}

function parseFile(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    throw new HuiyinError("config-missing", `配置文件 ${join(folder, name)} 不存在或无法读取。`);
  }
}

const name = Type.String({ title: "名称", minLength: 1, maxLength: 200, examples: ["城中派出所"] });
/** One unit; those below it are checked one by one in turn. */
const unitSchema = Type.Object({
  code: Type.String({ title: "单位代码", minLength: 1, maxLength: 100, examples: ['"320481510000"'] }),
  name,
  aliases: Type.Optional(Type.Array(Type.Unsafe<string | number>({ ...name, type: ["string", "number"] }))),
  units: Type.Optional(Type.Array(Type.Unknown())),
});

/** Reads the tree of units from the text of its YAML file. @throws HuiyinError `catalogue-invalid` for the first fault by line */
export function parseCatalogue(text: string, fileName: string): CatalogueUnit {
  const yaml = readYaml(text);
  const first = firstFault(yaml, [...unitFaults(yaml.value, [], new Set())], " › ");
  if (first) throw new HuiyinError("catalogue-invalid", `目录文件 ${fileName} 第 ${first.line} 行：${first.reason}`);
  return unitOf(yaml.value);
}

function* unitFaults(value: unknown, path: string[], codes: Set<string>): Generator<Fault> {
  if (!Value.Check(unitSchema, value)) {
    yield* shapeFaults(unitSchema, value).map(({ path: inside, reason }) => ({ path: [...path, ...inside], reason }));
    return;
  }
  if (codes.has(value.code)) {
    // Not into it again: an alias may hold itself, and that has no end.
    yield { path: [...path, "code"], reason: `单位代码 ${value.code} 重复` };
    return;
  }
  codes.add(value.code);
  for (const [index, unit] of (value.units ?? []).entries()) yield* unitFaults(unit, [...path, "units", String(index)], codes);
}

/** @param value A unit that was checked. */
function unitOf(value: unknown): CatalogueUnit {
  const { code, name, aliases = [], units = [] } = value as Static<typeof unitSchema>;
  return { code, name, aliases: aliases.map(String), units: units.map(unitOf) };
}
