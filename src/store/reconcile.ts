/**
 * Proves the accounting against the rows themselves: every record has its case or its kept bytes, every fed case its one record,
 * and what the figures count is what the events say. */
import { sql } from "kysely";
import type { Day } from "../rules/words.ts";
import { accounting, type AccountingRow } from "./accounting.ts";
import { casesWithFalseFacts } from "./reconcileFacts.ts";
import type { Store } from "./store.ts";

export interface ReconcileDifference {
  code: string;
  /** How many rows are concerned. */
  count: number;
  detail: string;
}

export interface Reconciliation {
  rows: AccountingRow[];
  differences: ReconcileDifference[];
  balanced: boolean;
}

export async function reconcile(store: Store, { from, to }: { from?: Day | undefined; to?: Day | undefined } = {}): Promise<Reconciliation> {
  const rows = await accounting(store.read, { from, to });
  const differences: ReconcileDifference[] = [];
  for (const check of checks(from, to)) {
    const { rows: found } = await check.query.execute(store.read);
    const count = Number(found[0]?.count ?? 0);
    if (count > 0) differences.push({ code: check.code, count, detail: check.detail });
  }
  for (const row of rows.filter((each) => !each.balanced)) {
    differences.push({ code: "unbalanced", count: 1, detail: `${row.day} ${row.source} 的收到数与各结果之和不等` });
  }
  const wrong = await casesWithFalseFacts(store.read);
  if (wrong.length > 0) differences.push({ code: "facts-differ", count: wrong.length, detail: `由历史事件重算的统计依据与库中所存不一致，工单编号：${wrong.slice(0, 10).join("、")}${wrong.length > 10 ? " 等" : ""}` });
  return { rows, differences, balanced: differences.length === 0 };
}

function checks(from: Day = "0000-00-00", to: Day = "9999-99-99") {
  const inRange = sql`f.day >= ${from} and f.day <= ${to}`;
  return [
    {
      code: "created-without-case",
      detail: "记为“新建”的推送记录找不到同来源、同编号的工单",
      query: sql<{ count: number }>`select count(*) as count from feed_records f left join cases c on c.id = f.case_id and c.source = f.source and c.external_id = f.external_id
        where ${inRange} and f.outcome <> 'quarantined' and c.id is null`,
    },
    {
      code: "case-without-record",
      detail: "由推送建立的工单没有对应的“新建”推送记录",
      query: sql<{ count: number }>`select count(*) as count from cases c where c.profile is not null
        and not exists (select 1 from feed_records f where f.case_id = c.id and f.outcome = 'created')`,
    },
    {
      code: "updates-differ",
      detail: "工单历史中的“来源更新”条数与“更新”推送记录数不符",
      query: sql<{ count: number }>`select count(*) as count from (
        select f.case_id, count(*) as n from feed_records f where f.outcome = 'updated' group by f.case_id) u
        where u.n <> (select count(*) from case_events e where e.case_id = u.case_id and e.type = 'sourceUpdated')`,
    },
    {
      code: "quarantine-without-bytes",
      detail: "隔离的推送记录缺少原文或原因",
      query: sql<{ count: number }>`select count(*) as count from feed_records f where ${inRange} and f.outcome = 'quarantined' and (f.raw_sealed is null or f.problems is null)`,
    },
    {
      code: "dismissed-without-reason",
      detail: "销项的推送记录没有理由、经手人，或已入库",
      query: sql<{ count: number }>`select count(*) as count from feed_records f where ${inRange} and f.dismissed_at is not null
        and (f.outcome <> 'quarantined' or f.dismissal_reason is null or f.dismissed_by is null)`,
    },
  ];
}
