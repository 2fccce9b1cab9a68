/**
 * Who complains, as the store keeps it: sealed, and with him his own words wherever they hold personal data. The columns of the words hold
 * them with that hidden, so that nothing which reads, searches, lists or prints a case can give away what it was not asked for (docs/adr/0013).
 */
import { personalDataHider, type WhoComplains } from "../rules/masking.ts";
import type { CaseRow } from "./schema.ts";
import type { Vault } from "./vault.ts";

/** The columns with the complaint's own words. */
export const wordColumns = ["title", "content", "address", "source_reply"] as const;
export type WordColumn = (typeof wordColumns)[number];
export type Words = Pick<CaseRow, WordColumn>;

interface Sealed {
  name: string | null;
  phone: string | null;
  idNumber: string | null;
  /** What the columns do not say whole. */
  words?: Partial<Record<WordColumn, string>>;
}

type Row = Pick<CaseRow, "complainant_sealed">;

/** The columns of the words and of what is sealed; null where there is nothing to seal. */
export function sealedColumnsOf(words: Words, complainant: WhoComplains & { idNumber: string | null }, vault: Vault, hide = personalDataHider(complainant)): Words & Row {
  const shownOf = (text: string | null) => (text === null ? null : hide(text));
  const shown: Words = { title: shownOf(words.title), content: hide(words.content), address: shownOf(words.address), source_reply: shownOf(words.source_reply) };
  const whole = Object.fromEntries(wordColumns.flatMap((column) => (shown[column] === words[column] ? [] : [[column, words[column]]])));
  const { name, phone, idNumber } = complainant;
  const sealed: Sealed = { name, phone, idNumber, ...(Object.keys(whole).length > 0 ? { words: whole } : {}) };
  return { ...shown, complainant_sealed: [name, phone, idNumber].every((value) => value === null) && sealed.words === undefined ? null : vault.seal(JSON.stringify(sealed)) };
}

/** The values as they were received: for masking, and for a reveal that is being recorded. */
export function complainantOf(row: Row, vault: Vault): Omit<Sealed, "words"> {
  const { name, phone, idNumber } = unsealed(row, vault);
  return { name: name ?? null, phone: phone ?? null, idNumber: idNumber ?? null };
}

/** The same with whether he may be named: for hiding him in texts. */
export const whoComplains = (row: Row & Pick<CaseRow, "anonymous" | "confidential">, vault: Vault) => ({ ...complainantOf(row, vault), anonymous: row.anonymous === 1, confidential: row.confidential === 1 });

/** The complaint's own words as they were received. */
export const wordsOf = (row: Row & Words, vault: Vault): Words => ({ title: row.title, content: row.content, address: row.address, source_reply: row.source_reply, ...unsealed(row, vault).words });

const unsealed = ({ complainant_sealed: sealed }: Row, vault: Vault): Partial<Sealed> => (sealed === null ? {} : (JSON.parse(vault.unseal(sealed)) as Partial<Sealed>));
