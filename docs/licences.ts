/** `npm run licences`: every package in the lock file with its licence; exit code 1 for one whose licence nobody has looked at. */
import { readFileSync } from "node:fs";

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
}

/** None of them asks that what uses the package be opened. MPL and LGPL ask it of changes to the package itself; nothing here changes one. */
const accepted = new Set(["MIT", "MIT/X11", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0", "Unlicense", "CC0-1.0", "CC-BY-4.0", "MIT-0", "Python-2.0", "Zlib", "WTFPL", "OFL-1.1", "MPL-2.0", "PostgreSQL"]);

/** Packages that declare no licence, and what was found by looking. */
const lookedAt: Readonly<Record<string, string>> = {
  // Reached through exceljs; it comes with neither a declaration nor a licence file.
  "buffers@0.1.1": "未声明（exceljs 的间接依赖）",
};

/** `A OR B` is accepted where one of them is, `A AND B` where both are. */
export function isAccepted(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, "$1");
  if (bare.includes(" AND ")) return bare.split(" AND ").every(isAccepted);
  return bare.split(" OR ").some((each) => accepted.has(each.trim()));
}

export interface Licensed {
  name: string;
  licence: string;
  use: "运行" | "开发与页面";
  isAccepted: boolean;
}

export function licencesIn(lockFile: string): Licensed[] {
  const { packages } = JSON.parse(lockFile) as { packages: Record<string, Locked> };
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { version = "", license, dev }]): Licensed => {
      const name = `${path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`;
      const licence = license ?? lookedAt[name] ?? "未声明";
      return { name, licence, use: dev ? "开发与页面" : "运行", isAccepted: (license === undefined && name in lookedAt) || isAccepted(licence) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

if (process.argv[1]?.endsWith("licences.ts")) {
  const found = licencesIn(readFileSync("package-lock.json", "utf8"));
  for (const { name, licence, use } of found) console.log(`${name}\t${licence}\t${use}`);
  const unknown = found.filter((each) => !each.isAccepted);
  for (const { name, licence } of unknown) console.error(`未核对的许可：${name} ${licence}`);
  process.exitCode = unknown.length === 0 ? 0 : 1;
}
