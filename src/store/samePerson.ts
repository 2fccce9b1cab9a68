/** Finds the rows of one person by the blind indexes. While keys change, his rows have different ones: what is written in them decides then. */
import { complainantOf } from "./complainant.ts";
import type { CaseRow } from "./schema.ts";
import type { Vault } from "./vault.ts";

type Person = Pick<CaseRow, "complainant_sealed" | "phone_index" | "id_number_index">;

/** All indexes that another row of the same person may have; empty where nothing is known of him. */
export function indexesOf(row: Person, vault: Vault): { phone_index: string[]; id_number_index: string[] } {
  const several = severalOf(row, vault);
  const of = (own: string | null, value: string | null | undefined) => (own === null ? [] : several === null || value === null || value === undefined ? [own] : vault.indexes(value));
  return { phone_index: of(row.phone_index, several?.phone), id_number_index: of(row.id_number_index, several?.idNumber) };
}

/** The row with its indexes as they are by the current key, so that two rows can be compared. */
export function withCurrentIndexes<Row extends Person>(row: Row, vault: Vault): Row {
  const several = severalOf(row, vault);
  if (several === null) return row;
  const now = (own: string | null, value: string | null | undefined) => (own === null || value === null || value === undefined ? own : vault.index(value));
  return { ...row, phone_index: now(row.phone_index, several.phone), id_number_index: now(row.id_number_index, several.idNumber) };
}

/** Null where there is one key, as nearly always, and the indexes in the row are all there are. */
function severalOf(row: Person, vault: Vault): { phone: string | null; idNumber: string | null } | null {
  if (row.complainant_sealed === null || (row.phone_index ?? row.id_number_index) === null || !vault.hasSeveralIndexes()) return null;
  return complainantOf(row, vault);
}
