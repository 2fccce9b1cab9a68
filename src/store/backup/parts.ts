/** What a backup and an export consist of, whatever they are written to: a stream of parts that does not know which database it came from. */
import { createHash } from "node:crypto";
import type { Instant } from "../../rules/words.ts";
import { HuiyinError } from "../errors.ts";

export const formatVersion = 1;

export interface BackupHeader {
  format: number;
  /** The newest migration of the store, by its name. */
  migration: string;
  machineVersion: number;
  madeAt: Instant;
  /** The kind of database that it came from; it goes into either. */
  from: "sqlite" | "postgres";
}

export interface TableEntry {
  name: string;
  columns: string[];
  /** The id that the next row would have had: an id is never given twice, not even after a restore. Null for a table that gives none. */
  nextId: number | null;
  rows: number;
  /** Of its lines, each with its line feed. */
  sha256: string;
}

export interface Manifest {
  header: BackupHeader;
  tables: TableEntry[];
  /** Attached files, by their content; `sha256` covers their list. */
  files: { count: number; missing: string[]; sha256: string };
  /** By the secret file, over all of the above: nobody without it can change a backup and not be found out. */
  signature: string;
}

export type Part =
  | { type: "header"; header: BackupHeader }
  | { type: "table"; name: string; columns: string[]; nextId: number | null }
  /** Rows as JSON objects, one a line, each ended by a line feed. */
  | { type: "rows"; text: string; rows: number }
  | { type: "file"; sha256: string; bytes: Buffer }
  | { type: "end"; manifest: Manifest };

export type Parts = AsyncIterable<Part>;

/** What is signed: everything that the manifest says, in a fixed order. */
export function manifestDigest({ header, tables, files }: Omit<Manifest, "signature">): string {
  const { format, migration, machineVersion, madeAt, from } = header;
  const told = [format, migration, machineVersion, madeAt, from, tables.map(({ name, columns, nextId, rows, sha256 }) => [name, columns, nextId, rows, sha256]), files.count, files.missing, files.sha256];
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}
export const signaturePurpose = "backup manifest";

export type RefusalCode =
  | "backup-unknown"
  | "backup-too-new"
  | "backup-truncated"
  | "backup-damaged"
  | "backup-altered"
  | "backup-passphrase-missing"
  | "backup-passphrase-wrong"
  | "backup-signature-wrong";

/** A backup that must not be restored; the sentence names what is wrong with it. */
export class BackupRefused extends HuiyinError {
  constructor(code: RefusalCode, detail: string) {
    super(code, detail);
  }
}
