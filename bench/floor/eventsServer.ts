/**
 * The HTTP floor: a bare fastify handler that writes the rows of an event with raw prepared statements, those of one turn of the event
 * loop in one transaction, and answers after the commit. `tsx eventsServer.ts DATABASE WRITES`, WRITES being a JSON file of the writes by step.
 */
import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import Fastify from "fastify";
import type { Write } from "./recordWrites.ts";

const [path = "", writesPath = ""] = process.argv.slice(2);
const { caseId: recorded, steps } = JSON.parse(readFileSync(writesPath, "utf8")) as { caseId: number; steps: Write[][] };

const database = new Database(path);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.pragma("foreign_keys = ON");
const prepared = steps.map((writes) => writes.map(({ sql, parameters }) => ({ statement: database.prepare(sql), parameters })));

interface Waiting {
  caseId: number;
  step: number;
  answer: () => void;
}
let queue: Waiting[] = [];

function commit(): void {
  const group = queue;
  queue = [];
  database.exec("begin immediate");
  for (const { caseId, step } of group) {
    for (const { statement, parameters } of prepared[step] ?? []) {
      const given = parameters.map((parameter) => (parameter === recorded ? caseId : parameter));
      if (statement.reader) statement.all(given);
      else statement.run(given);
    }
  }
  database.exec("commit");
  for (const { answer } of group) answer();
}

const app = Fastify();
app.post<{ Params: { id: string }; Body: { type: string; expectedVersion: number } }>("/api/v1/cases/:id/events", (request, reply) => {
  if (queue.length === 0) setImmediate(commit);
  queue.push({ caseId: Number(request.params.id), step: request.body.expectedVersion - 1, answer: () => void reply.send({ id: request.params.id, version: request.body.expectedVersion + 1 }) });
});
console.log(await app.listen({ port: 0, host: "127.0.0.1" }));
process.once("SIGTERM", () => process.exit(0));
