/** Every configuration that the generated paths reach, walked through the real store on both databases, with people who have only their own role. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CaseEvent } from "../../src/machines/events.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { openStore } from "../../src/store/open.ts";
import type { Actor, Store } from "../../src/store/store.ts";
import { verify } from "../../src/store/verify.ts";
import { actorFor, complaintInput, explore, type Node } from "../machines/explore.ts";
import { complaint, contextOf, rulebook, settle } from "../setup/house.ts";
import { eachStore } from "../setup/stores.ts";

const { nodes } = explore(complaintInput);

const configurationOf = ({ life }: Node): string => JSON.stringify(life.value);

/** The paths that are not the beginning of another one: together they pass through every position. */
const everyPath: Node[] = (() => {
  const inner = new Set([...nodes.values()].flatMap(({ path }) => (path.length === 0 ? [] : [path.slice(0, -1)])).map((path) => JSON.stringify(path)));
  return [...nodes.values()].filter(({ path }) => !inner.has(JSON.stringify(path)));
})();

/**
 * Fewer of them that together still pass through every configuration: always the one next that shows most new ones for its length. Positions
 * that differ in their context alone are proved where the machine itself is explored.
 */
const enoughPaths: Node[] = (() => {
  const byPath = new Map([...nodes.values()].map((node) => [JSON.stringify(node.path), configurationOf(node)]));
  const passing = everyPath.map((node) => ({ node, configurations: node.path.map((_, index) => byPath.get(JSON.stringify(node.path.slice(0, index + 1))) ?? "") }));
  const left = new Set(byPath.values());
  const chosen: Node[] = [];
  while (left.size > 0) {
    let best = { node: undefined as Node | undefined, configurations: [] as string[], gain: 0 };
    for (const { node, configurations } of passing) {
      const gain = new Set(configurations.filter((each) => left.has(each))).size / node.path.length;
      if (gain > best.gain) best = { node, configurations, gain };
    }
    // What no path passes through is the beginning, where every path begins.
    if (best.node === undefined) break;
    for (const each of best.configurations) left.delete(each);
    chosen.push(best.node);
  }
  return chosen;
})();

/** Events that speak of another case. */
const ofPrimary: readonly string[] = ["merge", "primaryClosed", "linkRepeat"];

/** Instants in the half-days that the exploration assumes for its first, second and third failed callback. */
const instantOf: Record<string, string> = {
  "2026-11-16": "2026-11-16T01:00:00.000Z",
  "2026-11-17": "2026-11-17T07:00:00.000Z",
  "2026-11-18": "2026-11-18T02:00:00.000Z",
};

eachStore("generated paths", ({ freshUrl }) => {
  let store: Store;
  let house: Awaited<ReturnType<typeof settle>>;
  beforeAll(async () => {
    store = await openStore(await freshUrl());
    house = await settle(store);
  });
  afterAll(async () => {
    await store.close();
  });

  const open = (externalId: string) =>
    store.write(async (tx) => {
      const opened = await openCase(tx, complaint(externalId), contextOf(systemActor));
      if (opened === null) throw new Error(`${externalId} is open already`);
      return opened.caseId;
    });

  const actorOf = ({ type }: CaseEvent): Actor => {
    const name = actorFor(type);
    return name === "system" || name === "integration" ? { ...systemActor, roles: [{ role: name, unitPath: "/" }] } : house.people[name as "window"];
  };

  const payloadOf = (event: CaseEvent, primaryId: number): unknown => {
    if (event.type === "assign" || event.type === "reassign") return { ...event.payload, unitId: house.unitId };
    if (event.type === "merge" || event.type === "primaryClosed") return { ...event.payload, primaryId };
    if (event.type === "linkRepeat") return { ...event.payload, caseId: primaryId };
    return event.payload;
  };

  async function walk(node: Node, index: number): Promise<string[]> {
    const primaryId = node.path.some(({ type }) => ofPrimary.includes(type)) ? await open(`primary-${index}`) : 0;
    const caseId = await open(`path-${index}`);
    const visited: string[] = [];
    for (const event of node.path) {
      const request = { type: event.type, payload: payloadOf(event, primaryId) };
      const row = await store.write((tx) => applyEvent(tx, caseId, request, { at: instantOf[event.slot.day] ?? "", actor: actorOf(event), rulebook }));
      visited.push(JSON.stringify((JSON.parse(row.snapshot) as { value: unknown }).value));
    }
    return visited;
  }

  it("visit every reachable configuration", { timeout: 300_000 }, async () => {
    const visited = new Set<string>([JSON.stringify(nodes.values().next().value?.life.value)]);
    const waiting = [...enoughPaths.entries()];
    const walker = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        for (const configuration of await walk(next[1], next[0])) visited.add(configuration);
      }
    };
    await Promise.all(Array.from({ length: 8 }, walker));
    const reachable = new Set([...nodes.values()].map(configurationOf));
    expect([...reachable].filter((configuration) => !visited.has(configuration))).toEqual([]);
    expect(reachable.size).toBeGreaterThan(300);
    const { differences, cases } = await verify(store);
    expect(differences).toEqual([]);
    expect(cases).toBe(enoughPaths.length + enoughPaths.filter(({ path }) => path.some(({ type }) => ofPrimary.includes(type))).length);
  });
});
