/**
 * Full-text search of Chinese: overlapping pairs of characters in FTS5 on SQLite and in a `tsvector` on PostgreSQL, so that words of
 * two characters are found on both. The cases that are there already are indexed here.
 */
import { sql, type Kysely } from "kysely";
import { isSqlite } from "../src/store/columns.ts";
import { indexExistingCases } from "../src/store/searchIndex.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  if (isSqlite(db)) {
    await sql`create virtual table case_search using fts5 (document, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0")`.execute(db);
  } else {
    // A tsvector counts 16,383 positions at the most, so that a long text lies in several parts.
    await db.schema
      .createTable("case_search")
      .addColumn("case_id", "integer", (c) => c.notNull().references("cases.id"))
      .addColumn("part", "integer", (c) => c.notNull())
      .addColumn("document", sql`tsvector`, (c) => c.notNull())
      .addPrimaryKeyConstraint("one_search_document_per_case_and_part", ["case_id", "part"])
      .execute();
    await db.schema.createIndex("case_search_document").on("case_search").using("gin").column("document").execute();
  }
  await indexExistingCases(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("case_search").execute();
}
