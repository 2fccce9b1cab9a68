/** The one door: every change of a case, whoever asks for it, goes through here. */
import Compile from "typebox/compile";
import { eventLabels, eventPayloads, eventTypes, isEventType, isPersonEventType, type CaseEvent, type EventType, type PersonEventType } from "../machines/events.ts";
import { sampleEvents } from "../machines/samples.ts";
import { caseStateLabels } from "../machines/states.ts";
import { eventsHere, step, thaw, type CaseLife } from "../machines/step.ts";
import { permissions, separationBreach, type Party } from "../rules/permissions.ts";
import { Recent } from "../rules/recent.ts";
import { roleLabels, type Role } from "../rules/words.ts";
import { appendEvent } from "./appendEvent.ts";
import { CaseNotFound, EventNotAllowed, InvalidPayload, NotPermitted, VersionConflict, type PayloadFault } from "./errors.ts";
import { isSqlite } from "./columns.ts";
import { ownershipBreach } from "./firstContact.ts";
import { prepared } from "./prepared.ts";
import { rootOf, unitPathOf } from "./rolesHeld.ts";
import type { CaseRow } from "./schema.ts";
import { slotOf } from "./slots.ts";
import type { Actor, EventContext, Transaction } from "./store.ts";

/** What is asked of a case; the payload is checked here against its schema, whoever sends it. */
export interface EventRequest {
  readonly type: string;
  readonly payload: unknown;
}

export interface AllowedEventWithSchema {
  type: EventType;
  label: string;
  schema: unknown;
}

/**
 * Applies the event and returns the case after it; refuses with nothing changed.
 * The order of refusals: an author who saw an older version is told so first, then what the state allows, then rights, then the payload.
 * @throws CaseNotFound, VersionConflict, EventNotAllowed, NotPermitted, InvalidPayload
 */
export async function applyEvent(tx: Transaction, caseId: number, request: EventRequest, context: EventContext): Promise<CaseRow> {
  const { type } = request;
  if (!isEventType(type)) throw new InvalidPayload([{ path: "/type", message: "没有这种事件，请查阅接口文档中的事件类型" }]);
  const found = await lockedCase(tx, caseId);
  if (found === undefined) throw new CaseNotFound(caseId);
  const unitPath = await unitPathOf(tx, found.unit_id);
  if (context.within !== undefined && !context.within.some((path) => (unitPath ?? rootOf(path)).startsWith(path))) throw new CaseNotFound(caseId);
  if (context.expectedVersion !== undefined && context.expectedVersion !== found.version) throw new VersionConflict(context.expectedVersion, found.version);
  const row = { ...found, version: found.version + 1 };
  const life = thaw(row.snapshot, row.machine_version);
  const refusal = () => new EventNotAllowed(eventLabels[type], row.state, caseStateLabels[life.state], allowedEvents(row, context.actor, unitPath));
  if (type === "register" || !eventsHere(life).includes(type)) throw refusal();
  mustBePermitted(type, context.actor, unitPath, life);
  if (type === "attached" && context.withFile !== true) throw new NotPermitted("附件须随文件上传（POST /cases/{id}/attachments），不能单独提交事件。");
  const faults = payloadFaults(type, request.payload);
  if (faults.length > 0) throw new InvalidPayload(faults);
  const event = { type, payload: request.payload, actor: context.actor.id, slot: slotOf(context.rulebook.clock, context.at) } as CaseEvent;
  const taken = step(life, event);
  if (taken === null) throw refusal();
  return appendEvent(tx, row, event, taken, context);
}

/** The row, which nobody else changes until the commit: SQLite has one writer, PostgreSQL locks it. */
async function lockedCase(tx: Transaction, caseId: number): Promise<CaseRow | undefined> {
  const [row] = await caseForUpdate(tx, caseId);
  return row;
}
const caseForUpdate = prepared((db, caseId: number) => {
  const query = db.selectFrom("cases").selectAll().where("id", "=", caseId);
  return isSqlite(db) ? query : query.forUpdate();
});

/** Keeps a case for this transaction, unless another one has it: for sweeps, which have other cases to go on with. */
export async function keptUnlessBusy(tx: Transaction, caseId: number): Promise<boolean> {
  return isSqlite(tx) || (await idUnlessBusy(tx, caseId)).length > 0;
}
const idUnlessBusy = prepared((db, caseId: number) => db.selectFrom("cases").select("id").where("id", "=", caseId).forUpdate().skipLocked());

/** The events that this actor may send to the case now, with the schemas of their payloads. */
export function allowedEvents(row: CaseRow, actor: Actor, unitPath: string | null): AllowedEventWithSchema[] {
  return possibleEvents
    .of(`${actor.id} ${row.machine_version} ${row.snapshot}`, () => eventsPossible(thaw(row.snapshot, row.machine_version), actor.id))
    .filter((type) => holdsRoleFor(type, actor, unitPath) && ownershipBreach(type, row, actor) === null)
    .map((type) => described[type]);
}

/** The same object for everybody, so that it is written as text only once (src/server/compilers.ts). */
const described = Object.fromEntries(eventTypes.map((type) => [type, { type, label: eventLabels[type], schema: eventPayloads[type] }])) as Record<EventType, AllowedEventWithSchema>;

/** What a life accepts from an actor, whatever roles he holds: asked again and again while a page is open. */
const possibleEvents = new Recent<PersonEventType[]>(2000);

const eventsPossible = (life: CaseLife, actorId: string): PersonEventType[] =>
  eventsHere(life)
    .filter(isPersonEventType)
    .filter((type) => separationBreach(type, actorId, life.context) === null && sampleEvents(type, actorId).some((sample) => life.snapshot.can(sample)));

function mustBePermitted(type: EventType, actor: Actor, unitPath: string | null, life: CaseLife): void {
  if (!holdsRoleFor(type, actor, unitPath)) {
    const needed = permissions[type].roles.flatMap((role) => roleLabels[role as Role] ?? []).join("、");
    throw new NotPermitted(needed === "" ? `“${eventLabels[type]}”只由系统产生，不能人工提交。` : `“${eventLabels[type]}”须由本单位的${needed}操作。`);
  }
  const breach = separationBreach(type, actor.id, life.context);
  if (breach !== null) throw new NotPermitted(breach);
}

function holdsRoleFor(type: EventType, actor: Actor, unitPath: string | null): boolean {
  const needed: readonly Party[] = permissions[type].roles;
  return actor.roles.some(({ role, unitPath: held }) => needed.includes(role) && (unitPath ?? rootOf(held)).startsWith(held));
}

const validators = new Map(Object.entries(eventPayloads).map(([type, schema]) => [type, Compile(schema)]));

/** Empty when the payload is good. */
export function payloadFaults(type: EventType, payload: unknown): PayloadFault[] {
  const validator = validators.get(type);
  if (validator === undefined || validator.Check(payload)) return type === "recordCallback" ? callbackFaults(payload as { connected: boolean; rating?: string }) : [];
  return validator.Errors(payload).map((error) => ({ path: `/payload${error.instancePath}`, message: chineseMessage(error) }));
}

function callbackFaults({ connected, rating }: { connected: boolean; rating?: string }): PayloadFault[] {
  if (connected && rating === undefined) return [{ path: "/payload/rating", message: "回访已接通，请填写满意度" }];
  if (!connected && rating !== undefined) return [{ path: "/payload/rating", message: "回访未接通，不能填写满意度" }];
  return [];
}

interface SchemaError {
  keyword: string;
  params: object;
}

function chineseMessage({ keyword, params }: SchemaError): string {
  const given = params as Record<string, unknown>;
  switch (keyword) {
    case "required":
      return `缺少必填项 ${(given["requiredProperties"] as string[]).join("、")}`;
    case "additionalProperties":
      return `有不认识的字段 ${(given["additionalProperties"] as string[]).join("、")}`;
    case "enum":
      return `只能是 ${(given["allowedValues"] as string[]).join("、")} 之一`;
    case "type":
      return `类型应为 ${String(given["type"])}`;
    case "minLength":
    case "pattern":
      return keyword === "minLength" ? "不能为空" : "格式不对或内容为空白";
    case "maxLength":
      return `不能超过 ${String(given["limit"])} 个字`;
    case "minimum":
    case "maximum":
      return `数值应${keyword === "minimum" ? "不小于" : "不大于"} ${String(given["limit"])}`;
    case "maxItems":
      return `最多 ${String(given["limit"])} 项`;
    default:
      return `不符合要求(${keyword})`;
  }
}
