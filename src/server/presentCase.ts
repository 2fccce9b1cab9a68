/** A case as the API shows it: labels and offsets added, personal data masked. */
import { eventLabels, isEventType } from "../machines/events.ts";
import { caseStateLabels, type CaseStateName } from "../machines/states.ts";
import { headlineOf } from "../rules/headline.ts";
import { snippetOf } from "../rules/searchTerms.ts";
import { dayOf, toOffsetText } from "../rules/shanghai.ts";
import { kindLabels, sourceLabels, timerLabels, type Instant } from "../rules/words.ts";
import { allowedEvents } from "../store/applyEvent.ts";
import { complainantOf, wordsOf, type WordColumn } from "../store/complainant.ts";
import { caseDeadlines, caseLinks, hangingOn, type CaseDeadline, type CaseWithNames } from "../store/readCases.ts";
import { causesOfCase } from "../store/readCommonCauses.ts";
import { actionsOf } from "../store/readCorrectiveActions.ts";
import type { Names } from "../store/readNames.ts";
import type { CaseEventRow } from "../store/schema.ts";
import type { Actor, Reader, Rulebook } from "../store/store.ts";
import { sourceFieldLabels } from "../store/updateFromSource.ts";
import type { Vault } from "../store/vault.ts";
import { revealedWords, type Case, type CaseListed, type RevealedWord } from "./contract/cases.ts";
import { eventFacts } from "./eventFacts.ts";
import { presentAction, presentCauseOfCase } from "./presentCorrective.ts";
import { workingMinutesLeft, type WorkClock } from "../rules/workingTime.ts";
import { maskIdNumber, maskName, maskPhone, numbersHidden } from "../rules/masking.ts";

export async function presentCase(row: CaseWithNames, context: { read: Reader; actor: Actor; at: Instant; rulebook: Rulebook }): Promise<Case> {
  const { read } = context;
  const [deadlines, hanging] = await Promise.all([caseDeadlines(read, row.id), hangingOn(read, row.id)]);
  const links = hanging.links ? await caseLinks(read, row.id) : [];
  const actions = hanging.actions ? await actionsOf(read, { caseId: row.id }) : [];
  const causes = hanging.causes ? await causesOfCase(read, row.id) : [];
  const { vault } = context.rulebook;
  const complainant = complainantOf(row, vault);
  return {
    ...presentListed(row),
    deadlines: deadlines.map((timer) => presentDeadline(timer, context.at, context.rulebook.clock)),
    allowedEvents: allowedEvents(row, context.actor, row.unit_path),
    links: links.map((link) => ({ ...link, createdAt: toOffsetText(link.createdAt), endedAt: offsetOrNull(link.endedAt) })),
    complainant: {
      name: complainant.name === null ? null : maskName(complainant.name),
      phone: complainant.phone === null ? null : maskPhone(complainant.phone),
      idNumber: complainant.idNumber === null ? null : maskIdNumber(complainant.idNumber),
      anonymous: row.anonymous === 1,
      confidential: row.confidential === 1,
    },
    content: numbersHidden(row.content),
    wordsMasked: wordsMasked(row, vault),
    address: hiddenOrNull(row.address),
    category: row.category,
    serviceItem: row.service_item,
    window: row.window_name,
    officer: row.officer,
    sourceUnit: row.source_unit,
    sourceStatus: row.source_status,
    sourceReply: hiddenOrNull(row.source_reply),
    sourceDeadline: offsetOrNull(row.source_deadline),
    occurredAt: offsetOrNull(row.occurred_at),
    peopleCount: row.people_count,
    primaryId: row.primary_id,
    ownerOfferedTo: personOrNull(row.owner_offered_to_id, row.owner_offered_to_name),
    disposition: parsedOrNull(row.disposition),
    review: parsedOrNull(row.review),
    acceptedAt: offsetOrNull(row.accepted_at),
    firstContactAt: offsetOrNull(row.first_contact_at),
    dispositionApprovedAt: offsetOrNull(row.disposition_approved_at),
    closedAt: offsetOrNull(row.closed_at),
    correctiveActions: actions.map((action) => presentAction(action, dayOf(context.at))),
    commonCauses: causes.map(presentCauseOfCase),
  };
}

export function presentListed(row: CaseWithNames): CaseListed {
  return {
    id: row.id,
    caseNo: row.case_no,
    version: row.version,
    source: row.source,
    sourceLabel: sourceLabels[row.source],
    externalId: row.external_id,
    state: row.state,
    stateLabel: stateLabelOf(row.state),
    regions: { flow: row.state, escalation: row.escalation, clock: row.clock, closing: closingOf(row) },
    round: row.round,
    kind: row.kind,
    kindLabel: kindLabels[row.kind],
    lane: row.lane,
    priority: row.priority,
    title: hiddenOrNull(row.title),
    headline: headlineOf(row.title, row.content),
    week: row.week,
    reportedAt: toOffsetText(row.reported_at),
    openedAt: toOffsetText(row.opened_at),
    unit: row.unit_id === null ? null : { id: row.unit_id, code: row.unit_code ?? "", name: row.unit_name ?? "" },
    handler: personOrNull(row.handler_id, row.handler_name),
    firstContactOwner: personOrNull(row.first_contact_owner_id, row.first_contact_owner_name),
    urgeCount: row.urge_count,
    urgedAt: offsetOrNull(row.urged_at),
  };
}

/** The parts of the complaint's own words in which something is hidden. */
function wordsMasked(row: CaseWithNames, vault: Vault): RevealedWord[] {
  const whole = wordsOf(row, vault);
  return revealedWords.filter((field) => hiddenOrNull(row[columnOfWord[field]]) !== whole[columnOfWord[field]]);
}

export const columnOfWord: Record<RevealedWord, WordColumn> = { title: "title", content: "content", address: "address", sourceReply: "source_reply" };

/** Where a search found its words: at most one piece of each text. */
export function foundIn(row: CaseWithNames, query: string): CaseListed["found"] {
  const reply = row.disposition === null ? null : (JSON.parse(row.disposition) as { reply: string }).reply;
  const texts = { title: row.title, content: row.content, reply, sourceReply: row.source_reply };
  return Object.entries(texts).flatMap(([field, text]) => {
    const snippet = text === null ? null : snippetOf(text, query, numbersHidden(text));
    return snippet === null ? [] : [{ field, ...snippet }];
  });
}

export const payloadOf = (row: CaseEventRow): unknown => (JSON.parse(row.payload) as { payload: unknown }).payload;

export function presentEvent(row: CaseEventRow, names: Names) {
  return {
    seq: row.seq,
    type: row.type,
    label: isEventType(row.type) ? eventLabels[row.type] : row.type,
    // Stored beside the half-day on which it happened, which only the machine needs.
    payload: withLabels(payloadOf(row)),
    facts: eventFacts(row.type, payloadOf(row), names),
    actor: { id: row.actor, name: row.actor_name },
    at: toOffsetText(row.at),
    stateAfter: row.state_after,
    stateAfterLabel: stateLabelOf(row.state_after),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** What a source changed, named as staff call it. */
function withLabels(payload: unknown): unknown {
  const { changed } = payload as { changed?: readonly string[] };
  return changed === undefined ? payload : { ...(payload as object), changedLabels: changed.map((name) => sourceFieldLabels[name as keyof typeof sourceFieldLabels] ?? name) };
}

/** Enough of a complainant to know whom one speaks of. */
export function maskedComplainant(row: { complainant_sealed: string | null }, vault: Vault): { name: string | null; phone: string | null } {
  const { name, phone } = complainantOf(row, vault);
  return { name: name === null ? null : maskName(name), phone: phone === null ? null : maskPhone(phone) };
}

export const stateLabelOf = (state: string): string => caseStateLabels[state as CaseStateName] ?? state;
/** A complaint's own words without the numbers in them. */
export const hiddenOrNull = (text: string | null): string | null => (text === null ? null : numbersHidden(text));
export const offsetOrNull = (instant: Instant | null): string | null => (instant === null ? null : toOffsetText(instant));

function presentDeadline(timer: CaseDeadline, at: Instant, clock: WorkClock): Case["deadlines"][number] {
  return {
    kind: timer.kind,
    label: timerLabels[timer.kind],
    round: timer.round,
    due: toOffsetText(timer.due_at),
    doneAt: offsetOrNull(timer.done_at),
    minutesLeft: timer.done_at !== null || timer.status !== "live" ? null : workingMinutesLeft(clock, at, timer.due_at),
    // What was done late stays overdue; while a limit is paused its end is not known yet.
    overdue: timer.status === "paused" ? false : (timer.done_at ?? at) > timer.due_at,
    paused: timer.status === "paused",
    provisional: timer.provisional === 1,
  };
}

/** How far review, callback and answer have come; null outside of closing. */
function closingOf(row: { snapshot: string; state: string }): CaseListed["regions"]["closing"] {
  if (row.state !== "closing") return null;
  const { value } = JSON.parse(row.snapshot) as { value: { flow: { closing: NonNullable<CaseListed["regions"]["closing"]> } } };
  return value.flow.closing;
}

function parsedOrNull(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}

function personOrNull(id: number | null, name: string | null): { id: number; displayName: string } | null {
  return id === null ? null : { id, displayName: name ?? "" };
}
