/** `huiyin migrate`: brings the schema up to date, shows where it stands, or takes it back. */
import { readEnvironment } from "../../config/environment.ts";
import { HuiyinError } from "../../store/errors.ts";
import { migrateTo, migrationStatus } from "../../store/open.ts";
import { print, table } from "../output.ts";

export async function migrate({ status, downTo }: { status?: boolean; downTo?: string }): Promise<number> {
  const { databaseUrl } = readEnvironment(process.env);
  if (downTo !== undefined && !/^\d+$/.test(downTo)) throw new HuiyinError("usage", "--down-to 后应为迁移的序号,0 表示全部撤回。");
  if (!status) await migrateTo(databaseUrl, downTo === undefined ? "latest" : Number(downTo));
  const rows = await migrationStatus(databaseUrl);
  print(table([["迁移", "状态"], ...rows.map((row) => [row.name, row.appliedAt === null ? "未应用" : "已应用"])]));
  return 0;
}
