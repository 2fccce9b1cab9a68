/**
 * Who may do what to a case, as data: the roles of each event, and the duties that must lie in different hands.
 * The machine's guards and the HTTP layer read the same table.
 */
import type { Role } from "./words.ts";

/** Beside people's roles: the engine itself, and an integration's API key. */
export type Party = Role | "system" | "integration";

export interface EventPermission {
  readonly roles: readonly Party[];
  /** The actor must not have handled the case (domain.md: separation of duties). */
  readonly notHandler?: true;
  /** The actor must not have written the review. */
  readonly notReviewer?: true;
}

const triage: readonly Party[] = ["window", "supervisor"];
const handling: readonly Party[] = ["handler", "window"];
const leading: readonly Party[] = ["supervisor"];
const engine: readonly Party[] = ["system"];

export const permissions = {
  register: { roles: ["window", "integration", "system"] },
  accept: { roles: triage },
  returnToSource: { roles: triage },
  merge: { roles: triage },
  unmerge: { roles: triage },
  assign: { roles: triage },
  decline: { roles: handling },
  sign: { roles: handling },
  recordContact: { roles: handling },
  recordProgress: { roles: handling },
  suspend: { roles: handling },
  resume: { roles: handling },
  reassign: { roles: triage },
  requestExtension: { roles: handling },
  grantExtension: { roles: leading, notHandler: true },
  denyExtension: { roles: leading, notHandler: true },
  submitDisposition: { roles: handling },
  approveDisposition: { roles: leading, notHandler: true },
  rejectDisposition: { roles: leading, notHandler: true },
  submitReview: { roles: ["reviewer"], notHandler: true },
  approveReview: { roles: leading, notHandler: true, notReviewer: true },
  rejectReview: { roles: leading, notHandler: true, notReviewer: true },
  // The engine records what a complainant says by a one-time link.
  recordCallback: { roles: ["caller", "system"], notHandler: true },
  approveUnreachable: { roles: leading, notHandler: true },
  escalate: { roles: ["window", "supervisor", "system"] },
  acknowledgeEscalation: { roles: triage },
  resolveEscalation: { roles: triage },
  withdraw: { roles: ["window", "supervisor", "integration", "system"] },
  reopen: { roles: leading },
  linkRepeat: { roles: ["window", "supervisor", "system"] },
  attached: { roles: ["window", "handler", "caller", "reviewer", "supervisor"] },
  comment: { roles: ["window", "handler", "caller", "reviewer", "supervisor"] },
  // A person delivers by hand where the source has no interface (a letter, the platform's own page), and gives the proof.
  answerDelivered: { roles: ["window", "integration", "system"] },
  sourceUpdated: { roles: ["system", "integration"] },
  groupComplaint: { roles: engine },
  // Who took a complaint first answers for it to the complainant until somebody else has agreed to (首问负责).
  offerOwnership: { roles: ["window", "handler", "supervisor"] },
  acceptOwnership: { roles: ["window", "handler", "supervisor"] },
  refuseOwnership: { roles: ["window", "handler", "supervisor"] },
  deadlineLongPassed: { roles: engine },
  legalLimitNear: { roles: engine },
  deadlineRecomputed: { roles: engine },
  erased: { roles: engine },
  deadlineNear: { roles: engine },
  deadlinePassed: { roles: engine },
  primaryClosed: { roles: engine },
} as const satisfies Record<string, EventPermission>;

export type PermittedEvent = keyof typeof permissions;

/** What has been done by whom on one case, as far as separation of duties asks. */
export interface Duties {
  readonly handledBy: readonly string[];
  readonly reviewedBy: string | null;
}

/** Why separation of duties forbids this actor the event, in Chinese; null when it does not. */
export function separationBreach(event: PermittedEvent, actor: string, duties: Duties): string | null {
  const permission: EventPermission = permissions[event];
  if (permission.notHandler && duties.handledBy.includes(actor)) return "本件由您经办：经办人不得回访、复盘或审核自己经办的工单，请换人办理。";
  if (permission.notReviewer && duties.reviewedBy === actor) return "复盘由您提交：提交人不得审核自己的复盘，请换人办理。";
  return null;
}
