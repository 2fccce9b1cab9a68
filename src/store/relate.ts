/**
 * What a new case has to do with others, as far as rules alone can tell: a second complaint is linked to the first and starts escalated,
 * and a complaint of many people is a group complaint. Everything less certain is for staff (domain.md, Escalation, Metrics).
 */
import { eventsHere, thaw } from "../machines/step.ts";
import { dayMillis, millisOf, toInstant } from "../rules/shanghai.ts";
import { plainText } from "../rules/textSimilarity.ts";
import type { Kind } from "../rules/words.ts";
import { applyEvent } from "./applyEvent.ts";
import { systemActor } from "./actors.ts";
import { openCases, type NewCaseRecord } from "./openCase.ts";
import type { CaseRow } from "./schema.ts";
import { indexesOf } from "./samePerson.ts";
import type { EventContext, Transaction } from "./store.ts";
import { rootUnit, unitByNameOrCode } from "./units.ts";
import type { Vault } from "./vault.ts";

const earlierCasesMax = 20;
/** A question or a praise repeats nothing. */
const complaining: readonly Kind[] = ["complaint", "report", "request", "suggestion"];

/** Opens cases, and relates each to those that are there. @returns as `openCases` does; the rows as they were opened. */
export async function registerCases(tx: Transaction, records: readonly NewCaseRecord[], context: EventContext): Promise<CaseRow[]> {
  const rows = await openCases(tx, records, context);
  const complaints = rows.filter(({ kind }) => complaining.includes(kind));
  const { vault } = context.rulebook;
  const known = await disposedOf(tx, complaints, vault);
  for (const row of complaints) {
    const { phone_index, id_number_index } = indexesOf(row, vault);
    const mayRepeat = [...phone_index, ...id_number_index].some((index) => known.has(index));
    if (mayRepeat || row.people_count >= context.rulebook.policy.escalation.group.people) await relateNewCase(tx, row, context);
  }
  return rows;
}

/** The blind indexes of those complainants who have had a case disposed. */
async function disposedOf(tx: Transaction, rows: readonly CaseRow[], vault: Vault): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const column of ["phone_index", "id_number_index"] as const) {
    const wanted = [...new Set(rows.flatMap((row) => indexesOf(row, vault)[column]))];
    if (wanted.length === 0) continue;
    for (const row of await tx.selectFrom("cases").select(column).distinct().where(column, "in", wanted).where("disposition_approved_at", "is not", null).execute()) found.add(row[column] ?? "");
  }
  return found;
}

async function relateNewCase(tx: Transaction, row: CaseRow, context: EventContext): Promise<void> {
  const caseId = row.id;
  const asSystem = { at: context.at, rulebook: context.rulebook, actor: systemActor };
  if (row.people_count >= context.rulebook.policy.escalation.group.people) await applyEvent(tx, caseId, { type: "groupComplaint", payload: { people: row.people_count, caseIds: [caseId] } }, asSystem);
  const earlier = await complaintRepeated(tx, row, context);
  if (earlier === null || !eventsHere(thaw(row.snapshot, row.machine_version)).includes("linkRepeat")) return;
  const note = `同一诉求人${earlier.reason}，前件 ${earlier.row.case_no ?? earlier.row.id} 办结后 ${context.rulebook.policy.secondComplaintDays} 天内再次反映，系统按规则关联`;
  await applyEvent(tx, caseId, { type: "linkRepeat", payload: { caseId: earlier.row.id, note } }, asSystem);
}

/** The newest case of the same person about the same matter that was disposed in the days before this one was reported. */
async function complaintRepeated(tx: Transaction, row: CaseRow, { rulebook }: EventContext): Promise<{ row: CaseRow; reason: string } | null> {
  if (row.phone_index === null && row.id_number_index === null) return null;
  const from = toInstant(millisOf(row.reported_at) - rulebook.policy.secondComplaintDays * dayMillis);
  const indexes = indexesOf(row, rulebook.vault);
  const earlier = await tx
    .selectFrom("cases")
    .selectAll()
    .where((eb) => eb.or((["phone_index", "id_number_index"] as const).flatMap((column) => (indexes[column].length === 0 ? [] : [eb(column, "in", indexes[column])]))))
    .where("id", "<>", row.id)
    .where("disposition_approved_at", ">=", from)
    .where("disposition_approved_at", "<=", row.reported_at)
    .where("kind", "in", complaining)
    .orderBy("disposition_approved_at", "desc")
    .limit(earlierCasesMax)
    .execute();
  for (const other of earlier) {
    if (row.service_item !== null && row.service_item === other.service_item) return { row: other, reason: "、同一服务事项" };
    if (await isSameUnit(tx, row, other)) return { row: other, reason: "、同一单位" };
    if (plainText(row.content) === plainText(other.content)) return { row: other, reason: "、内容相同" };
  }
  return null;
}

/** By the unit that the source names; the bureau itself, to which a hotline sends everything, says nothing about the matter. */
async function isSameUnit(tx: Transaction, row: CaseRow, other: CaseRow): Promise<boolean> {
  if (row.source_unit === null) return false;
  const named = await unitByNameOrCode(tx, row.source_unit);
  const root = await rootUnit(tx);
  if (named === null) return row.source_unit === other.source_unit;
  if (named.id === root?.id) return false;
  return other.unit_id === named.id || (other.source_unit !== null && (await unitByNameOrCode(tx, other.source_unit))?.id === named.id);
}
