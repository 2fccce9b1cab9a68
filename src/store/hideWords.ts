/**
 * Hides the personal data in the words of cases that were taken before the store did so by itself (docs/adr/0013): some rows at a time, each
 * replaced only if it is still as it was read, so that it may run beside a service, be killed and be repeated.
 */
import { sealedColumnsOf, whoComplains, wordColumns, wordsOf } from "./complainant.ts";
import type { CaseRow } from "./schema.ts";
import { indexChangedCase } from "./searchIndex.ts";
import type { Reader, Store, Transaction } from "./store.ts";
import type { Vault } from "./vault.ts";

const rowsPerBatch = 200;

/** @returns in how many cases something was hidden. @throws VaultError for a value of a key that is not in the file */
export async function hideStoredWords(store: Store, vault: Vault): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await nextRows(store.read, after);
    const last = rows.at(-1);
    if (last === undefined) return count;
    const open = rows.map((row) => ({ row, columns: hiddenAnew(row, vault) })).filter(({ row, columns }) => wordColumns.some((column) => columns[column] !== row[column]));
    const hidden = open.length === 0 ? 0 : await store.write((tx) => hideWords(tx, open));
    count += hidden;
    // Where somebody was faster, the same rows are looked at again.
    if (hidden === open.length) after = last.id;
  }
}

const nextRows = (read: Reader, after: number): Promise<CaseRow[]> => read.selectFrom("cases").selectAll().where("id", ">", after).orderBy("id").limit(rowsPerBatch).execute();

const hiddenAnew = (row: CaseRow, vault: Vault) => sealedColumnsOf(wordsOf(row, vault), whoComplains(row, vault), vault);

async function hideWords(tx: Transaction, open: readonly { row: CaseRow; columns: ReturnType<typeof hiddenAnew> }[]): Promise<number> {
  let count = 0;
  for (const { row, columns } of open) {
    const after = await tx.updateTable("cases").set(columns).where("id", "=", row.id).where("version", "=", row.version).returningAll().executeTakeFirst();
    if (after === undefined) continue;
    await indexChangedCase(tx, after);
    count += 1;
  }
  return count;
}
