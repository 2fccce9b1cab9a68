/** `huiyin feed check`: tries a profile out on a file, without a database and without changing anything. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { loadConfig } from "../../config/loadConfig.ts";
import { readEnvironment } from "../../config/environment.ts";
import { canonicalFields, type FieldPath } from "../../ingest/canonical.ts";
import { checkFeed, type FeedReport, type FieldReport } from "../../ingest/checkFeed.ts";
import type { DecodedRecord } from "../../ingest/decode.ts";
import { parseProfile, type Profile } from "../../ingest/profile.ts";
import { recordsOfFile } from "../../ingest/readFile.ts";
import { HuiyinError } from "../../rules/errors.ts";
import { nearestNames } from "../../rules/nearestNames.ts";
import { print, printJson, progress, table } from "../output.ts";

export interface FeedCheckOptions {
  json?: boolean;
  /** How many of the records that would be quarantined are told one by one. */
  limit?: string;
}

const limitDefault = 10;
const limitMax = 1000;
const unmappedToldMax = 30;
const unknownCodesToldMax = 20;

/** Exit code 1 when any record would be quarantined. @throws ProfileError for a profile with a fault, HuiyinError for wrong usage */
export async function feedCheck(profileName: string, file: string, { json, limit }: FeedCheckOptions): Promise<number> {
  const samplesMax = limitOf(limit);
  const profile = findProfile(profileName);
  const report = await checkFeed(profile, told(recordsOfFile(file), `检查 ${basename(file)}`), { samplesMax });
  if (json) printJson({ file, ...report });
  else print(pageOf(file, report));
  return report.totals.quarantined > 0 ? 1 : 0;
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? limitDefault);
  if (!Number.isInteger(limit) || limit < 0 || limit > limitMax) throw new HuiyinError("usage", `--limit 应为 0 到 ${limitMax} 的整数。`);
  return limit;
}

/** A profile is given by its file, or by its name where it is among the configured ones. */
function findProfile(given: string): Profile {
  if (/[/\\]|\.ya?ml$/i.test(given) || isFile(given)) return parseProfile(textOf(given), given);
  const { profiles } = loadConfig(readEnvironment(process.env).configFolder);
  const profile = profiles.get(given);
  if (profile) return profile;
  const names = [...profiles.keys()];
  const [nearest] = nearestNames(given, names.map((name) => ({ name })));
  const guess = nearest === undefined ? "" : `是不是 ${nearest}？`;
  throw new HuiyinError("unknown-profile", `没有名为 ${given} 的来源档案，${guess}现有：${names.join("、")}。也可以写档案文件的路径，如 ./mine.yaml。`);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new HuiyinError("usage", `无法读取来源档案 ${path}，请核对路径和权限。`);
  }
}

async function* told(records: AsyncIterable<DecodedRecord>, label: string): AsyncGenerator<DecodedRecord> {
  const bar = progress(label, null);
  let done = 0;
  for await (const record of records) {
    yield record;
    bar.update((done += 1));
  }
  bar.stop();
}

function pageOf(file: string, report: FeedReport): string {
  const { profile, totals } = report;
  const head = `来源档案 ${profile.name}（${profile.title}，来源 ${profile.source}），文件 ${basename(file)}，共 ${totals.records} 条记录。`;
  return [head, fieldsPart(report), unmappedPart(report), quarantinePart(report), duplicatesPart(report), closingSentence(report)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function fieldsPart({ fields, unreadFields, totals }: FeedReport): string {
  const heading = ["字段", "含义", "来源字段", "读到", "缺省", "空缺", "有误", "例"];
  const rows = fields.map((each) => [each.field, each.label, sourceKeysOf(each), each.filled, each.defaulted, each.missing, each.problems, sampleOf(each)]);
  const legend = "×N 是取自该字段的条数；“未出现”是文件中从没有值，请核对字段名。个人信息只显示首尾。";
  const unread = unreadFields.map(({ field, label }) => `${field}（${label}）`).join("、");
  return [
    `一、各字段${totals.records === 0 ? "（文件中没有记录）" : ""}`,
    table([heading, ...rows.map((row) => row.map((cell) => (cell === 0 ? "-" : cell)))]),
    legend,
    ...(unread === "" ? [] : [`档案没有映射的规范字段：${unread}。`]),
  ].join("\n");
}

/** The keys that gave values, and those of which the file has none. */
function sourceKeysOf({ from, required, near }: FieldReport): string {
  const present = from.filter(({ count }) => count > 0).map(({ key, count }) => `${key}×${count}`);
  const absent = from.filter(({ count }) => count === 0).map(({ key }) => key);
  const mark = required ? "（必填）" : "";
  if (from.length === 0) return "（只用缺省值）";
  if (present.length > 0) return present.join("、") + mark;
  return `未出现：${absent.join("、")}${mark}${near === null ? "" : `，是不是 ${near}？`}`;
}

const sampleOf = ({ sample }: FieldReport): string => {
  if (sample === null) return "";
  return sample.given === sample.read ? sample.given : `${sample.given} → ${sample.read}`;
};

function unmappedPart({ extra, extraOthers }: FeedReport): string {
  if (extra.length === 0) return "二、没有映射的来源字段：无。";
  const told = extra.slice(0, unmappedToldMax);
  const more = extra.length - told.length;
  const rest = more > 0 || extraOthers > 0 ? [`……另有 ${more} 个${extraOthers > 0 ? "以上" : ""}字段，用 --json 查看。`] : [];
  return ["二、没有映射的来源字段（原样保留在 extra，要用的写进档案的 from）", table([["来源字段", "条数"], ...told.map(({ key, count }) => [key, count])]), ...rest].join("\n");
}

function quarantinePart({ totals, fields, reasons, quarantined }: FeedReport): string {
  if (totals.quarantined === 0) return "三、会被隔离的记录：无。";
  const labelOf = (field: string | null) => (field === null ? "整条记录" : (canonicalFields[field as FieldPath] as { label: string } | undefined)?.label ?? "未映射的字段");
  const byReason = table([["条数", "字段", "原因"], ...reasons.map(({ count, field, detail }) => [count, labelOf(field), detail])]);
  const lines = quarantined.map(({ index, externalId, problems }) => {
    const where = problems.map(({ field, path }) => labelOf(field ?? null) + (path === undefined ? "" : `（${path}）`));
    return [`第 ${index + 1} 条`, externalId ?? "（无编号）", where.join("、")];
  });
  const title = `三、会被隔离的记录：${totals.quarantined} 条`;
  const codes = fields.filter(({ unknownCodes }) => unknownCodes.length > 0).map(unknownCodesLine);
  const reasonLines = [title, byReason, ...codes];
  if (lines.length === 0) return reasonLines.join("\n");
  const more = totals.quarantined - lines.length;
  const rest = more > 0 ? [`……另有 ${more} 条，用 --limit 查看更多。`] : [];
  return [...reasonLines, "", table([["位置", "来源编号", "有误的字段"], ...lines]), ...rest].join("\n");
}

/** What to add to a code table; words are shown by their ends only. */
function unknownCodesLine({ label, unknownCodes }: FieldReport): string {
  const told = unknownCodes.slice(0, unknownCodesToldMax).map(({ code, count }) => `${code}×${count}`);
  return `${label}不在代码表中的值：${told.join("、")}${unknownCodes.length > told.length ? "……" : ""}。`;
}

function duplicatesPart({ duplicates: { sameContent, differentContent, complete } }: FeedReport): string {
  if (sameContent + differentContent === 0 && complete) return "";
  const limits = complete ? "" : "（记录过多，只比对了前一部分）";
  return `文件内编号重复：内容相同 ${sameContent} 条（导入时算重复），内容不同 ${differentContent} 条（导入时算更新）${limits}。`;
}

function closingSentence({ totals: { records, good, quarantined } }: FeedReport): string {
  if (records === 0) return "文件中没有记录，请核对文件。";
  if (quarantined === 0) return `${records} 条都能入库，没有要隔离的。本命令没有改动任何数据。`;
  return `${records} 条中 ${good} 条能入库，${quarantined} 条会被隔离；请按上面的原因改正档案或数据后再查。本命令没有改动任何数据。`;
}
