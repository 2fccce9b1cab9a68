/** `huiyin reconcile` and `huiyin verify`: the accounting and the histories, proved; exit code 1 on any difference. */
import { toOffsetText } from "../../rules/shanghai.ts";
import { sourceLabels } from "../../rules/words.ts";
import { HuiyinError } from "../../store/errors.ts";
import { falseAttachments } from "../../store/attachments.ts";
import { reconcile } from "../../store/reconcile.ts";
import { verify } from "../../store/verify.ts";
import type { House } from "../house.ts";
import { print, printJson, progress, table } from "../output.ts";

export async function reconcileFeeds({ store }: House, { from, to, json }: { from?: string; to?: string; json?: boolean }): Promise<number> {
  for (const day of [from, to]) if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new HuiyinError("usage", `日期 ${day} 应为 2026-11-16 的形式。`);
  const result = await reconcile(store, { from, to });
  if (json) printJson(result);
  else {
    const head = ["日期", "来源", "收到", "新建", "更新", "重复", "隔离", "其中销项", "平衡"];
    const rows = result.rows.map((row) => [row.day, sourceLabels[row.source], row.received, row.created, row.updated, row.unchanged, row.quarantined, row.dismissed, row.balanced ? "是" : "否"]);
    if (rows.length > 0) print(table([head, ...rows]));
    for (const difference of result.differences) print(`不符：${difference.detail}（${difference.count} 条，${difference.code}）`);
    print(result.balanced ? "对账平衡：收到 = 新建 + 更新 + 重复 + 隔离，每条记录都有去处。" : "对账不平衡，请按上面所列核查。");
  }
  return result.balanced ? 0 : 1;
}

export async function verifyHistories({ store, environment }: House, { case: given, json }: { case?: string; json?: boolean }): Promise<number> {
  const caseId = given === undefined ? undefined : await caseIdOf(store, given);
  const bar = progress("核验工单", null);
  const result = await verify(store, { caseId, onProgress: (cases) => bar.update(cases) });
  bar.stop();
  const lost = caseId === undefined ? await falseAttachments(store.read, environment.attachmentsFolder) : [];
  if (json) printJson({ ...result, falseAttachments: lost });
  else {
    for (const { caseNo, seq, detail, code } of result.differences) print(`${caseNo}${seq === null ? "" : ` #${seq}`} ${detail}(${code})`);
    for (const { at, hash } of result.falseCheckpoints) print(`校验点 ${toOffsetText(at)}（${hash.slice(0, 12)}）与历史不符：其后有历史被改动（checkpoint-differs）`);
    for (const { caseId: of, name } of lost) print(`工单 ${of} 的附件“${name}”缺失、被改动，或与历史不符（attachment-differs）`);
    for (const { week, revision } of result.falseNotices) print(`通报 ${week} 第 ${revision} 版与发布时不一致（notice-altered）`);
    const differing = new Set(result.differences.map((difference) => difference.caseId)).size;
    print(`核验 ${result.cases} 件工单、${result.events} 条事件：${differing === 0 ? "历史完整，重放一致。" : `${differing} 件有异。`}`);
  }
  return result.differences.length + result.falseCheckpoints.length + result.falseNotices.length + lost.length === 0 ? 0 : 1;
}

async function caseIdOf(store: House["store"], given: string): Promise<number> {
  const query = store.read.selectFrom("cases").select("id");
  const row = await (/^\d+$/.test(given) ? query.where("id", "=", Number(given)) : query.where("case_no", "=", given)).executeTakeFirst();
  if (row === undefined) throw new HuiyinError("case-not-found", `没有工单 ${given}。`);
  return row.id;
}
