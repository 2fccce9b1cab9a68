/**
 * Who may do what to a case in which state, over HTTP: every role, at every place in the tree of units, sends every event to a case in every state. What must
 * come of it is worked out here from the table of permissions alone (docs/permissions.md), beside the program.
 */
import { expect, test } from "vitest";
import { eventTypes, type EventType } from "../../src/machines/events.ts";
import { eventsHere, thaw } from "../../src/machines/step.ts";
import { permissions, type EventPermission } from "../../src/rules/permissions.ts";
import { roles, type Role } from "../../src/rules/words.ts";
import { applyEvent } from "../../src/store/applyEvent.ts";
import { keyScopes } from "../../src/store/keys.ts";
import { hashPassword } from "../../src/store/passwords.ts";
import { actorOfUser, addUser } from "../../src/store/people.ts";
import type { Actor } from "../../src/store/store.ts";
import { upsertUnit } from "../../src/store/units.ts";
import { freshSqliteUrl } from "../setup/stores.ts";
import { bench, password } from "./app.ts";

/** Where a person's role lies, seen from the unit that has the case. */
const places = ["bureau", "own", "below", "beside"] as const;
type Place = (typeof places)[number];

interface Person {
  username: string;
  roles: readonly Role[];
  place: Place;
}

/** An administrator has no cases, wherever he sits. */
const everywhere: Person[] = roles.flatMap((role) => (role === "admin" ? places.slice(0, 1) : places).map((place) => ({ username: `${role}-${place}`, roles: [role], place })));
/** Who has handled every case of this test, and who has reviewed it; both hold all roles, so that only their duties stand against them. */
const [handled, reviewed, free]: Person[] = ["handled", "reviewed", "free"].map((username) => ({ username, roles, place: "bureau" }));
const people = [...everywhere, handled, reviewed, free] as Person[];

type Step = readonly [who: string, type: EventType, payload?: object];
const accept: Step = ["window-bureau", "accept"];
const handling: Step[] = [accept, ["window-bureau", "assign", { unitId: "own" }], ["handled", "sign"]];
const disposed: Step[] = [...handling, ["handled", "submitDisposition", { result: "已核实并整改", reply: "已为您办结" }]];
const closing: Step[] = [...disposed, ["supervisor-bureau", "approveDisposition"]];
const inReview: Step[] = [...closing, ["reviewed", "submitReview", { verdict: "substantiated", rootCause: "attitude", responsibility: "person", lesson: "落实首问负责" }]];
const closed: Step[] = [
  ...inReview,
  ["supervisor-bureau", "approveReview"],
  ["caller-bureau", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true }],
  ["window-bureau", "answerDelivered", { channel: "平台回传", proof: "回执号1" }],
];

const states: Record<string, Step[]> = {
  registered: [],
  accepted: [accept],
  assigned: handling.slice(0, 2),
  handling,
  suspended: [...handling, ["handled", "suspend", { reason: "等待诉求人补充材料" }]],
  "handling, an extension asked for": [...handling, ["handled", "requestExtension", { reason: "需跨部门核实", days: 2 }]],
  "handling, escalated": [...handling, ["supervisor-bureau", "escalate", { level: 2, reason: "领导关注" }]],
  "handling, escalated and taken up": [...handling, ["supervisor-bureau", "escalate", { level: 3, reason: "领导关注" }], ["supervisor-bureau", "acknowledgeEscalation"]],
  disposed,
  closing,
  "closing, reviewed": inReview,
  "closing, the review approved": [...inReview, ["supervisor-bureau", "approveReview"]],
  "closing, called back": [...closing, ["caller-bureau", "recordCallback", { channel: "phone", connected: true, rating: "satisfied", solved: true }]],
  closed,
  "opened again": [...closed, ["supervisor-bureau", "reopen", { reason: "诉求人补充新情况" }]],
  returned: [["window-bureau", "returnToSource", { reason: "不属于公安职责" }]],
  withdrawn: [accept, ["window-bureau", "withdraw", { reason: "诉求人主动撤回" }]],
  merged: [accept, ["window-bureau", "merge", { primaryId: "primary", sameComplainant: true }]],
};

/** No payload has such a field: whoever may do it is told so, and nothing ever happens. */
const faulty = { 没有这一栏: true };

interface Position {
  /** The events that the state knows, as the machine says; its own tests prove them. */
  known: readonly string[];
  isAssigned: boolean;
  isHandled: boolean;
  isReviewed: boolean;
}

/** In the order of the contract: who may not come here, what is not to be seen, what the state does not know, who may not do it, what is wrong with it. */
function expectedOf(person: Person, type: EventType, at: Position): string {
  if (person.roles.every((role) => role === "admin")) return "403 not-permitted";
  const isAbove = person.place === "bureau" || (at.isAssigned && person.place === "own");
  if (!isAbove) return "404 case-not-found";
  if (type === "register" || !at.known.includes(type)) return "409 event-not-allowed";
  const permission: EventPermission = permissions[type];
  const holds = person.roles.some((role) => permission.roles.includes(role));
  const isBarred = (permission.notHandler && at.isHandled && person.username === "handled") || (permission.notReviewer && at.isReviewed && person.username === "reviewed");
  // What is attached comes with its file, by an address of its own.
  return !holds || isBarred || type === "attached" ? "403 not-permitted" : "422 invalid-payload";
}

test("every role at every place, with every event, in every state, over HTTP, gets what the table says, and nothing happens", { timeout: 300_000 }, async () => {
  const b = await bench(await freshSqliteUrl());
  const below = await b.store.write((tx) => upsertUnit(tx, { code: "desk", name: "出入境一号窗", parentCode: "licence" }));
  const unitIds: Record<Place, number> = { bureau: b.units.root.id, own: b.units.licence.id, below: below.id, beside: b.units.traffic.id };
  const passwordHash = await hashPassword(password);
  const actors = new Map<string, Actor>();
  const cookies = new Map<string, string>();
  for (const { username, roles: held, place } of people) {
    const { id } = await b.store.write((tx) => addUser(tx, { username, displayName: username, passwordHash, roles: held.map((role) => ({ role, unitId: unitIds[place] })), at: b.clock.now }));
    actors.set(username, (await actorOfUser(b.store.read, id)) as Actor);
    cookies.set(username, await b.cookieOf(username));
  }
  const key = await b.keyOf(["12345"], [...keyScopes]);

  const wrong: string[] = [];
  const seen = new Map<string, number>();
  const primary = await b.open({ externalId: "primary" });
  for (const [state, steps] of Object.entries(states)) {
    const id = await b.open({ externalId: state });
    for (const [who, type, payload = {}] of steps) {
      const meant = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, name === "unitId" ? unitIds.own : name === "primaryId" ? primary : (value as unknown)]));
      await b.store.write((tx) => applyEvent(tx, id, { type, payload: meant }, { at: b.clock.now, actor: actors.get(who) as Actor, rulebook: b.rulebook }));
    }
    const row = await b.store.read.selectFrom("cases").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const did = (type: EventType) => steps.some((step) => step[1] === type);
    const at: Position = { known: eventsHere(thaw(row.snapshot, row.machine_version)), isAssigned: row.unit_id !== null, isHandled: did("sign"), isReviewed: did("submitReview") };
    for (const type of eventTypes) {
      const send = async (headers: Record<string, string>) => {
        const answer = await b.app.inject({ method: "POST", url: `/api/v1/cases/${id}/events`, headers, payload: { type, expectedVersion: row.version, payload: faulty } });
        return `${answer.statusCode} ${answer.json<{ code: string }>().code}`;
      };
      for (const person of people) {
        const expected = expectedOf(person, type, at);
        const answered = await send({ cookie: cookies.get(person.username) ?? "" });
        seen.set(answered, (seen.get(answered) ?? 0) + 1);
        if (answered !== expected) wrong.push(`${state}, ${type}, ${person.username}: ${answered} instead of ${expected}`);
      }
      expect([state, type, await send({ authorization: `Bearer ${key}` })]).toEqual([state, type, "403 not-permitted"]);
    }
    expect((await b.store.read.selectFrom("cases").selectAll().where("id", "=", id).executeTakeFirstOrThrow())).toEqual(row);
  }
  expect(wrong).toEqual([]);
  // Each kind of answer came up, and often: what is expected everywhere would prove nothing.
  expect(Object.fromEntries([...seen].filter(([, count]) => count > 200))).toMatchObject({ "403 not-permitted": expect.any(Number) as number, "404 case-not-found": expect.any(Number) as number, "409 event-not-allowed": expect.any(Number) as number, "422 invalid-payload": expect.any(Number) as number });
});
