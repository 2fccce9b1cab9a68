/** Every kind of bad input over real HTTP: never a 5xx, never a silence, and the account balanced in the end. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcile } from "../src/store/reconcile.ts";
import { badInputs } from "./ingest/badInputs.ts";
import { startWholeService, type Service } from "./setup/service.ts";
import { freshSqliteUrl } from "./setup/stores.ts";

const contentTypes = { json: "application/json", ndjson: "application/x-ndjson", xml: "application/xml", csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } as const;

let service: Service;
beforeAll(async () => {
  service = await startWholeService(await freshSqliteUrl());
});
afterAll(async () => {
  await service.stop();
});

test("is answered record by record, under its own type and under every other one", { timeout: 120_000 }, async () => {
  let received = 0;
  for (const { name, format, bytes } of badInputs) {
    const body = await bytes();
    // The dearest ones under their own type only.
    const types = body.length > 500_000 ? [contentTypes[format]] : Object.values(contentTypes);
    for (const type of types) {
      const answer = await service.post("key", "/feeds/110/records", body, type);
      expect([name, type, answer.status]).toEqual([name, type, 200]);
      const { results, received: count, created, updated, unchanged, quarantined } = answer.body as Record<string, number> & { results: { errors?: { detail: string }[] }[] };
      expect(count).toBe(results.length);
      expect(count).toBe((created ?? 0) + (updated ?? 0) + (unchanged ?? 0) + (quarantined ?? 0));
      for (const { errors = [] } of results) for (const { detail } of errors) expect(detail).toMatch(/[\u4e00-\u9fff]/);
      received += count ?? 0;
    }
  }
  const { rows, differences } = await reconcile(service.house.store);
  expect(differences).toEqual([]);
  expect(rows.reduce((sum, row) => sum + row.received, 0)).toBe(received);
});
