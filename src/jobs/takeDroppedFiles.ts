/**
 * Takes the files that were put into the drop folders, `inbox/<profile>/`: each when it is complete, once, and it ends in `done/` or
 * `failed/` with a report beside it. A file that was cut short by a crash goes on where it stopped.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { takeRecords, type RecordResult } from "../ingest/intake.ts";
import { recordsOfFile } from "../ingest/readFile.ts";
import { formatOf, type DecodedRecord } from "../ingest/decode.ts";
import type { Profile } from "../ingest/profile.ts";
import { millisOf, toOffsetText } from "../rules/shanghai.ts";
import type { Instant } from "../rules/words.ts";
import { feedActor } from "../store/actors.ts";
import { advanceFile, beginFile, endFile, FileTakenElsewhere, forgetFile, type DroppedFile } from "../store/droppedFiles.ts";
import type { JobDeps } from "./job.ts";

/** A file that nobody has written to for so long counts as complete. Whoever copies slowly uses a name that ends in `.part`. */
const settledSeconds = 30;
const filesPerBeat = 100;
const problemsReportedMax = 1000;
const unfinishedName = /^[.~]|\.(part|tmp|temp|filepart|crdownload|swp)$|~$|\.report\.json$/i;

type Taken = Record<"done" | "failed" | "known", number>;

export async function takeDroppedFiles(deps: JobDeps, now: Instant): Promise<Taken> {
  const total: Taken = { done: 0, failed: 0, known: 0 };
  if (deps.inboxFolder === null) return total;
  const failures: unknown[] = [];
  for (const profile of deps.profiles.values()) {
    const folder = join(deps.inboxFolder, profile.name);
    await mkdir(join(folder, "taking"), { recursive: true });
    // What a crash left behind comes first.
    const left = (await filesIn(join(folder, "taking"))).map(({ name }) => name);
    const fresh = (await filesIn(folder)).filter((file) => isComplete(file, now)).map(({ name }) => name);
    for (const name of [...left, ...fresh.filter((each) => !left.includes(each))].slice(0, filesPerBeat)) {
      try {
        const outcome = await takeFile(deps, profile, folder, name, now);
        if (outcome !== null) total[outcome] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  // One file that cannot be read keeps no other from being taken, but it is told of.
  if (failures.length > 0) throw failures[0];
  return total;
}

interface FoundFile {
  name: string;
  modifiedMillis: number;
}

const isComplete = ({ name, modifiedMillis }: FoundFile, now: Instant): boolean => !unfinishedName.test(name) && millisOf(now) - modifiedMillis >= settledSeconds * 1000;

/** Regular files only, in the order of their names. */
async function filesIn(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const stats = await statsOf(join(folder, entry.name));
    if (stats !== null) files.push({ name: entry.name, modifiedMillis: stats.mtimeMs });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Null where another process has moved it away meanwhile. */
async function takeFile(deps: JobDeps, profile: Profile, folder: string, name: string, now: Instant): Promise<keyof Taken | null> {
  const path = join(folder, "taking", name);
  if (!(await moved(join(folder, name), path)) && (await statsOf(path)) === null) return null;
  const before = await statsOf(path);
  const sha256 = await sha256Of(path);
  if (before === null || sha256 === null) return null;
  const begun = await deps.store.write((tx) => beginFile(tx, { profile: profile.name, name, sha256, bytes: before.size, at: now }));
  if (begun.file.state !== "taking") return reportKnown(folder, name, begun.file);
  try {
    const problems = await takeRest(deps, profile, path, begun.file, now);
    const after = await statsOf(path);
    if (after === null) return null;
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      // Somebody was still writing: what was taken is taken, and the whole file comes again as another one.
      await deps.store.write((tx) => forgetFile(tx, begun.file.id));
      await moved(path, join(folder, name));
      return null;
    }
    return await end(deps, profile, folder, name, sha256, problems);
  } catch (error) {
    // Another process was quicker: it has the file's row, or has put the file away already.
    if (error instanceof FileTakenElsewhere || (await statsOf(path)) === null) return null;
    throw error;
  }
}

/** The records that have not been taken yet; returns what was quarantined, as far as a report holds it. */
async function takeRest(deps: JobDeps, profile: Profile, path: string, file: DroppedFile, now: Instant): Promise<RecordResult[]> {
  const problems: RecordResult[] = [];
  if (formatOf(path) === null) return problems;
  let received = file.received;
  await takeRecords(deps.store, {
    profile,
    records: after(recordsOfFile(path), received),
    sender: `drop:${profile.name}`,
    actor: feedActor(`drop:${profile.name}`, "投递文件夹"),
    rulebook: deps.rulebook,
    now: () => now,
    keepResults: false,
    onResults: (results) => problems.push(...results.filter(({ outcome }) => outcome === "quarantined").slice(0, problemsReportedMax - problems.length)),
    alongside: async (tx, counts) => {
      await advanceFile(tx, file.id, received, counts);
    },
    onTaken: (counts) => {
      received += counts.received;
    },
  });
  return problems;
}

async function* after(records: AsyncIterable<DecodedRecord>, count: number): AsyncGenerator<DecodedRecord> {
  let skipped = 0;
  for await (const record of records) {
    if (skipped < count) skipped += 1;
    else yield record;
  }
}

async function end(deps: JobDeps, profile: Profile, folder: string, name: string, sha256: string, problems: readonly RecordResult[]): Promise<keyof Taken | null> {
  const at = deps.clock();
  const { file } = await deps.store.write((tx) => beginFile(tx, { profile: profile.name, name, sha256, bytes: 0, at }));
  // A file of which nothing could be taken needs someone; one with some bad records has them in quarantine.
  const state = file.received > file.quarantined ? "done" : "failed";
  if (!(await deps.store.write((tx) => endFile(tx, file.id, state, at)))) return null;
  await putAway(folder, name, state, { ...reportOf({ ...file, state, endedAt: at }), sha256, 隔离明细: problems.map(problemOf) });
  return state;
}

function reportOf(file: DroppedFile): Record<string, unknown> {
  const failure = formatOf(file.name) === null ? "无法从文件名判断格式，请使用 .xlsx、.csv、.json、.ndjson 或 .xml" : "没有一条记录可以入库";
  return {
    文件: file.name,
    结果: file.state === "failed" ? `未接收：${failure}` : "已接收",
    收到: file.received,
    新建: file.created,
    更新: file.updated,
    重复: file.unchanged,
    隔离: file.quarantined,
    开始: toOffsetText(file.begunAt),
    结束: file.endedAt === null ? null : toOffsetText(file.endedAt),
  };
}

const problemOf = ({ index, externalId, errors }: RecordResult) => ({ 第几条: index + 1, 来源编号: externalId, 原因: (errors ?? []).map(({ detail }) => detail) });

/** A file with a known content: another one, or this one, whose process died before it could put it away. */
async function reportKnown(folder: string, name: string, file: DroppedFile): Promise<"known"> {
  const again = file.name === name ? {} : { 文件: name, 结果: `内容与已接收的文件 ${file.name} 完全相同，没有再次接收` };
  await putAway(folder, name, file.state === "failed" ? "failed" : "done", { ...reportOf(file), ...again });
  return "known";
}

/** The report first: a file that has been moved always has one. A name that is there already gets a number. */
async function putAway(folder: string, name: string, state: "done" | "failed", report: object): Promise<void> {
  const target = join(folder, state);
  await mkdir(target, { recursive: true });
  let free = name;
  for (let count = 2; (await statsOf(join(target, free))) !== null; count += 1) free = name.replace(/(\.[^.]*)?$/, `(${count})$1`);
  await writeFile(join(target, `${free}.report.json`), `${JSON.stringify(report, null, 2)}\n`);
  await moved(join(folder, "taking", name), join(target, free));
}

async function sha256Of(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
  return hash.digest("hex");
}

async function statsOf(path: string) {
  return lstat(path).catch((error: unknown) => {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  });
}

/** False where there is nothing to move (any more): of two processes one is quicker. */
async function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: unknown) => {
      if ((error as { code?: string }).code === "ENOENT") return false;
      throw error;
    },
  );
}
