/** How well the likeness agrees with people who read both texts: precision and recall over labelled pairs of real messages. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { normalise } from "../../src/ingest/normalise.ts";
import { likelyThreshold, likenessOfPrepared, prepare, type PreparedMatter } from "../../src/rules/sameMatter.ts";
import { decoded, shippedProfile } from "../ingest/decoding.ts";
import { testWithShared } from "../setup/shared.ts";

interface LabelledPair {
  ids: [string, string];
  isSame: boolean;
  stratum: string;
}

const pairs: LabelledPair[] = readPairs();

/** The weights were fitted to the tuning half only. A pair falls into its half by its ids, whichever comes first. */
const isHeldOut = ({ ids }: LabelledPair): boolean => (createHash("sha256").update(ids.toSorted().join("\n")).digest()[0] ?? 0) % 2 === 1;

test("the labelled pairs are a good mix, each once", () => {
  expect(pairs.length).toBeGreaterThanOrEqual(220);
  expect(pairs.filter(({ isSame }) => isSame).length).toBeGreaterThanOrEqual(60);
  expect(new Set(pairs.map(({ stratum }) => stratum)).size).toBeGreaterThanOrEqual(6);
  expect(new Set(pairs.map(({ ids }) => ids.toSorted().join("\n"))).size).toBe(pairs.length);
  for (const half of [pairs.filter(isHeldOut), pairs.filter((pair) => !isHeldOut(pair))]) {
    expect(half.length).toBeGreaterThan(pairs.length * 0.4);
    expect(half.filter(({ isSame }) => isSame).length).toBeGreaterThan(40);
  }
});

testWithShared("the likeness agrees with people who read both texts of pairs of real messages", async (shared) => {
  const file = shared("data/messages-answered.xlsx");
  const named = await preparedMessages(file, { withPerson: true });
  const all = agreement(pairs, named);
  const heldOut = agreement(pairs.filter(isHeldOut), named);
  const textOnly = agreement(pairs, await preparedMessages(file, { withPerson: false }));
  console.info(
    `same matter, at ${likelyThreshold}: all ${inWords(all)}; held-out ${inWords(heldOut)}; without names, all ${inWords(textOnly)}`,
  );
  expect(all.precision).toBeGreaterThanOrEqual(0.86);
  expect(all.recall).toBeGreaterThanOrEqual(0.81);
  expect(heldOut.precision).toBeGreaterThanOrEqual(0.84);
  expect(heldOut.recall).toBeGreaterThanOrEqual(0.76);
  expect(textOnly.precision).toBeGreaterThanOrEqual(0.85);
  expect(textOnly.recall).toBeGreaterThanOrEqual(0.75);
}, 60_000);

interface Agreement {
  pairs: number;
  same: number;
  precision: number;
  recall: number;
}

function agreement(labelled: readonly LabelledPair[], messages: ReadonlyMap<string, PreparedMatter>): Agreement {
  const found = labelled.filter(({ ids: [a, b] }) => likenessOfPrepared(messageOf(messages, a), messageOf(messages, b)).score >= likelyThreshold);
  const rightlyFound = found.filter(({ isSame }) => isSame).length;
  const same = labelled.filter(({ isSame }) => isSame).length;
  return { pairs: labelled.length, same, precision: rightlyFound / found.length, recall: rightlyFound / same };
}

const inWords = ({ pairs: count, same, precision, recall }: Agreement): string =>
  `precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} (${count} pairs, ${same} same)`;

/** The messages by their external ids. The board's user name is all that it tells of a person. */
async function preparedMessages(file: string, { withPerson }: { withPerson: boolean }): Promise<Map<string, PreparedMatter>> {
  const profile = shippedProfile("message-board");
  const messages = new Map<string, PreparedMatter>();
  for (const [at, { value }] of (await decoded(readFileSync(file), "xlsx")).entries()) {
    const result = normalise(profile, value ?? {});
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { externalId, reportedAt, title, content, complainant } = result.record;
    const name = withPerson ? (complainant?.name ?? null) : null;
    const unknown = { address: null, phone: null, idNumber: null, unit: null, serviceItem: null, category: null };
    messages.set(externalId, prepare({ ...unknown, id: at, reportedAt, title: title ?? null, content, name }));
  }
  return messages;
}

function messageOf(messages: ReadonlyMap<string, PreparedMatter>, externalId: string): PreparedMatter {
  const message = messages.get(externalId);
  if (!message) throw new Error(`There is no message ${externalId}.`);
  return message;
}

function readPairs(): LabelledPair[] {
  const file = new URL("../fixtures/same-matter-pairs.json", import.meta.url);
  const { pairs: rows } = JSON.parse(readFileSync(file, "utf8")) as { pairs: [string, string, "same" | "different", string][] };
  return rows.map(([a, b, label, stratum]) => ({ ids: [a, b], isSame: label === "same", stratum }));
}
