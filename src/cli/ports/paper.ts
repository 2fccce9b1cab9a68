/** The hall's paper as the server asks for it: rows of the store, handed to the reports that print them. */
import type { CaseStateName, EscalationName } from "../../machines/states.ts";
import { ledger, type LedgerRow } from "../../reports/ledger.ts";
import { ledgerDocx } from "../../reports/ledgerDocx.ts";
import { ledgerHtml } from "../../reports/ledgerHtml.ts";
import { ledgerXlsx } from "../../reports/ledgerXlsx.ts";
import { slip } from "../../reports/slip.ts";
import { slipDocx } from "../../reports/slipDocx.ts";
import { slipHtml } from "../../reports/slipHtml.ts";
import { addDays, instantAt } from "../../rules/shanghai.ts";
import type { PaperPort } from "../../server/ports.ts";
import { whoComplains } from "../../store/complainant.ts";
import { HuiyinError } from "../../store/errors.ts";
import { caseDeadlines, type CaseWithNames } from "../../store/readCases.ts";
import { ledgerCases, type LedgerCase } from "../../store/readLedger.ts";
import type { Vault } from "../../store/vault.ts";
import type { House } from "../house.ts";

/** More rows than anyone prints; a longer period is asked for in parts. */
export const ledgerRowsMax = 5_000;

export function paperPort({ store, rulebook, config }: House): PaperPort {
  return {
    async slip(row, { format, printedBy, at }) {
      const limits = (await caseDeadlines(store.read, row.id)).map((timer) => ({ kind: timer.kind, dueAt: timer.due_at, doneAt: timer.done_at, paused: timer.status === "paused", provisional: timer.provisional === 1 }));
      const made = slip({ ...slipFacts(row, rulebook.vault), hall: config.root.name, limits, printedAt: at, printedBy });
      return format === "html" ? slipHtml(made) : slipDocx(made);
    },
    async ledger({ from, to, which, scopePaths, format, printedBy, at }) {
      const cases = await ledgerCases(store.read, { from: instantAt(from, 0), to: instantAt(addDays(to, 1), 0), which, scopePaths, limit: ledgerRowsMax + 1 });
      if (cases.length > ledgerRowsMax) throw new HuiyinError("ledger-too-long", `这段时间超过 ${ledgerRowsMax} 件，请分段导出。`);
      const made = ledger({ hall: config.root.name, from, to, rows: cases.map((row) => ledgerRow(row, rulebook.vault)), printedAt: at, printedBy });
      return format === "html" ? ledgerHtml(made) : format === "docx" ? ledgerDocx(made) : ledgerXlsx(made);
    },
  };
}

function slipFacts(row: CaseWithNames, vault: Vault) {
  return {
    caseNo: row.case_no,
    source: row.source,
    externalId: row.external_id,
    kind: row.kind,
    lane: row.lane,
    priority: row.priority,
    round: row.round,
    urgeCount: row.urge_count,
    reportedAt: row.reported_at,
    registeredAt: row.opened_at,
    complainant: whoComplains(row, vault),
    unitName: row.unit_name,
    handlerName: row.handler_name,
    firstContactOwnerName: row.first_contact_owner_name,
    title: row.title,
    content: row.content,
    address: row.address,
    serviceItem: row.service_item,
  };
}

const ledgerRow = (row: LedgerCase, vault: Vault): LedgerRow => ({
  caseNo: row.case_no,
  registeredAt: row.opened_at,
  source: row.source,
  kind: row.kind,
  lane: row.lane,
  priority: row.priority,
  complainant: whoComplains(row, vault),
  serviceItem: row.service_item,
  category: row.category,
  title: row.title,
  content: row.content,
  unitName: row.unit_name,
  handlerName: row.handler_name,
  state: row.state as CaseStateName,
  escalation: row.escalation as EscalationName,
  dispositionDueAt: row.disposition_due_at,
  dispositionApprovedAt: row.disposition_approved_at,
  callback: row.callback,
  answeredAt: row.answered_at,
  round: row.round,
  urgeCount: row.urge_count,
  repeatOfCaseNo: row.repeat_of_case_no,
  mergedIntoCaseNo: row.merged_into_case_no,
  remark: null,
});
