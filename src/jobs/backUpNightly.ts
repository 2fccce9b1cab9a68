/** Every night a backup into the folder of the configuration; a damaged or lost attachment makes the run fail after the rest is safe. */
import type { Instant } from "../rules/words.ts";
import { backUpByPlan } from "../store/backup/backUp.ts";
import { HuiyinError } from "../store/errors.ts";
import type { JobDeps } from "./job.ts";

export async function backUpNightly({ store, rulebook, backup }: Pick<JobDeps, "store" | "rulebook" | "backup">, now: Instant): Promise<Record<string, number>> {
  if (backup === null) return { backedUpRows: 0 };
  const { manifest, removed } = await backUpByPlan(store, backup, { at: now, vault: rulebook.vault });
  const { missing, count } = manifest.files;
  if (missing.length > 0) throw new HuiyinError("backup-files-missing", `备份已完成，但有 ${missing.length} 个附件缺失或被改动，没有备份；请运行 huiyin verify 查看。`);
  return { backedUpRows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), backedUpFiles: count, removed };
}
