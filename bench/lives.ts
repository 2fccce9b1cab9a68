/** Lays the cases of a simulated store beside and behind each other in another, row by row, with the histories chained anew. */
import Database from "better-sqlite3";
import { addDays, dayOf, weekOf } from "../src/rules/shanghai.ts";
import { chainStart, eventHash } from "../src/store/chain.ts";
import type { CaseEventRow, CaseRow } from "../src/store/schema.ts";
import { termsIn } from "../src/store/searchIndex.ts";
import type { Vault } from "../src/store/vault.ts";

/** Tables whose rows belong to a case, those that point to others first. */
const tablesOfCases = ["rating_links", "corrective_action_log", "corrective_actions", "callback_tasks", "callbacks", "next_steps", "escalations", "outbox", "timers", "feed_records", "case_links", "changes", "case_events"] as const;
/** Copied by SQL as they are, but for case, id and times. */
const copied = ["timers", "escalations", "callbacks", "outbox", "feed_records", "callback_tasks", "corrective_actions", "next_steps"] as const;

/** Takes back what the stores tell in their own way: notices and checkpoints. */
export function clearLives(file: string): void {
  const db = new Database(file);
  for (const table of ["notice_acknowledgements", "notices", "notice_drafts", "checkpoint_heads", "checkpoints", "changes"]) db.exec(`delete from ${table}`);
  db.exec("update cases set notice_week = null, checkpointed_version = 0");
  db.close();
}

export interface LivesOptions {
  /** A window is the simulated stretch of time; each lies before the other. */
  windows: number;
  casesPerWindow: number;
  weeksPerWindow: number;
}

export function fillLives(file: string, template: string, vault: Vault, { windows, casesPerWindow, weeksPerWindow }: LivesOptions): void {
  const db = new Database(file);
  // What is in WAL mode must leave it before it can do without a journal.
  for (const pragma of ["journal_mode = delete", "journal_mode = off", "synchronous = off", "foreign_keys = off", "cache_size = -1000000", "locking_mode = exclusive", "threads = 2"]) db.pragma(pragma);
  for (const table of tablesOfCases) db.exec(`delete from ${table}`);
  db.exec("delete from cases; insert into case_search (case_search) values ('delete-all')");
  db.prepare("attach ? as lived").run(template);
  db.exec("create temp table places (case_id integer primary key, place integer not null)");
  const indexes = dropIndexes(db);
  const writer = new LifeWriter(db, vault);
  db.exec("begin");
  for (let window = windows - 1, first = 1; window >= 0; window -= 1) {
    const list = writer.casesFor(window === 0 ? "every" : "ended");
    for (let left = casesPerWindow; left > 0; ) {
      const some = list.slice(0, left);
      writer.lay(some, first, window * weeksPerWindow * 7);
      left -= some.length;
      first += some.length;
    }
  }
  db.exec("commit");
  for (const sql of indexes) db.exec(sql);
  db.exec("update sqlite_sequence set seq = (select max(id) from cases) where name = 'cases'; analyze");
  db.pragma("locking_mode = normal");
  db.pragma("journal_mode = wal");
  db.close();
}

/** Indexes are made faster after the rows than with them. */
function dropIndexes(db: Database.Database): string[] {
  const rows = db.prepare("select name, sql from main.sqlite_master where type = 'index' and sql is not null and tbl_name in (select value from json_each(?))").all(JSON.stringify(["cases", ...tablesOfCases])) as { name: string; sql: string }[];
  for (const { name } of rows) db.exec(`drop index main."${name}"`);
  return rows.map(({ sql }) => sql);
}

interface Lived {
  row: CaseRow;
  events: CaseEventRow[];
  /** Of its texts, which do not change from one copy to the next. */
  terms: string;
}

class LifeWriter {
  readonly #db: Database.Database;
  readonly #vault: Vault;
  readonly #lived: Lived[];
  readonly #insertCase: Database.Statement;
  readonly #columns: string[];
  readonly #insertEvent: Database.Statement;
  readonly #insertTerms: Database.Statement;
  readonly #insertPlace: Database.Statement;

  constructor(db: Database.Database, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
    const events = new Map<number, CaseEventRow[]>();
    for (const event of db.prepare("select * from lived.case_events order by case_id, seq").all() as CaseEventRow[]) {
      const known = events.get(event.case_id);
      if (known === undefined) events.set(event.case_id, [event]);
      else known.push(event);
    }
    this.#lived = (db.prepare("select * from lived.cases where primary_id is null order by id").all() as CaseRow[]).map((row) => ({
      row,
      events: events.get(row.id) ?? [],
      terms: termsIn({ ...row, case_no: null, external_id: "" }).join(" "),
    }));
    this.#columns = Object.keys(this.#lived[0]?.row ?? {});
    this.#insertCase = db.prepare(`insert into cases (${this.#columns.join(", ")}) values (${this.#columns.map(() => "?").join(", ")})`);
    this.#insertEvent = db.prepare("insert into case_events (case_id, seq, type, payload, actor, actor_name, at, state_after, machine_version, previous_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#insertTerms = db.prepare("insert into case_search (rowid, document) values (?, ?)");
    this.#insertPlace = db.prepare("insert into places (case_id, place) values (?, ?)");
  }

  casesFor(which: "every" | "ended"): readonly Lived[] {
    return which === "every" ? this.#lived : this.#lived.filter(({ row }) => ["closed", "returned"].includes(row.state) && row.escalation === "none");
  }

  /** @param first the id of the first; @param daysBack how far in the past. */
  lay(list: readonly Lived[], first: number, daysBack: number): void {
    this.#db.exec("delete from places");
    for (const [index, { row }] of list.entries()) this.#insertPlace.run(row.id, first + index);
    for (const table of copied) this.#db.exec(this.#copyText(table, daysBack));
    this.#db.exec(`insert into case_links (from_case_id, to_case_id, relation, created_at, ended_at, second_complaint)
      select f.place, t.place, relation, ${shifted("created_at", daysBack)}, ${shifted("ended_at", daysBack)}, second_complaint from lived.case_links join places f on f.case_id = from_case_id join places t on t.case_id = to_case_id`);
    for (const [index, lived] of list.entries()) this.#writeCase(lived, first + index, daysBack);
  }

  readonly #texts = new Map<string, string[]>();

  #copyText(table: string, daysBack: number): string {
    const columns = this.#texts.get(table) ?? (this.#db.prepare(`pragma lived.table_info(${table})`).all() as { name: string }[]).map(({ name }) => name);
    this.#texts.set(table, columns);
    const values = columns.map((column) => {
      if (column === "id") return "null";
      if (column === "case_id") return "place";
      if (column === "external_id") return "external_id || '-' || place";
      if (column === "day" || column === "due") return daysBack === 0 ? column : `date(${column}, '-${daysBack} days')`;
      return column === "at" || column.endsWith("_at") ? shifted(column, daysBack) : `t.${column}`;
    });
    return `insert into main.${table} (${columns.join(", ")}) select ${values.join(", ")} from lived.${table} t join places on places.case_id = t.case_id order by place`;
  }

  #writeCase({ row, events, terms }: Lived, id: number, daysBack: number): void {
    const days = new Map<string, string>();
    const at = (instant: string | null): string | null => (instant === null || daysBack === 0 ? instant : `${days.get(instant.slice(0, 10)) ?? this.#moved(days, instant.slice(0, 10), daysBack)}${instant.slice(10)}`);
    let previous = chainStart;
    for (const event of events) {
      const moved = { ...event, case_id: id, at: at(event.at) ?? "", previous_hash: previous };
      previous = eventHash(moved);
      this.#insertEvent.run(id, moved.seq, moved.type, moved.payload, moved.actor, moved.actor_name, moved.at, moved.state_after, moved.machine_version, moved.previous_hash, previous);
    }
    const reported = at(row.reported_at) ?? "";
    const caseNo = `HY${dayOf(at(row.opened_at) ?? "").replaceAll("-", "")}-${String(id).padStart(6, "0")}`;
    const externalId = `${row.external_id}-${id}`;
    const changed: Partial<Record<string, unknown>> = {
      id,
      case_no: caseNo,
      external_id: externalId,
      week: weekOf(reported),
      chain_head: previous,
      ...(row.complainant_sealed === null ? {} : this.#person(row, id)),
    };
    this.#insertCase.run(this.#columns.map((column) => (column in changed ? changed[column] : column.endsWith("_at") || column === "source_deadline" ? at(row[column as keyof CaseRow] as string | null) : row[column as keyof CaseRow])));
    this.#insertTerms.run(id, `${termsIn({ case_no: caseNo, external_id: externalId, title: null, content: "", source_reply: null, disposition: null }).join(" ")} ${terms}`);
  }

  /** Nobody else's phone and id number, where the complainant has them. */
  #person(row: CaseRow, id: number): Partial<CaseRow> {
    const phone = row.phone_index === null ? null : `139${String(id).padStart(8, "0")}`;
    const idNumber = row.id_number_index === null ? null : `320481${String(id).padStart(12, "0")}`;
    return {
      complainant_sealed: this.#vault.seal(JSON.stringify({ name: `模拟${id % 977}`, phone, idNumber })),
      phone_index: phone === null ? null : this.#vault.index(phone),
      id_number_index: idNumber === null ? null : this.#vault.index(idNumber),
    };
  }

  #moved(days: Map<string, string>, day: string, daysBack: number): string {
    const moved = addDays(day, -daysBack);
    days.set(day, moved);
    return moved;
  }
}

const shifted = (column: string, daysBack: number): string => (daysBack === 0 ? column : `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-${daysBack} days')`);
