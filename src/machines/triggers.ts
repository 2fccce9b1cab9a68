/** Which events escalate a case into the "办不成事" window, to which level, and under which key (domain.md, Escalation). */
import { timerLabels } from "../rules/words.ts";
import { isConnectedUnsatisfied, type CaseContext, type EscalationTrigger, type MachineEvent } from "./caseContext.ts";

/** The trigger that this event pulls, or null; a key that has escalated already pulls nothing. */
export function triggerOf(context: CaseContext, event: MachineEvent): EscalationTrigger | null {
  const trigger = candidateOf(context, event);
  return trigger === null || context.triggers.includes(trigger.key) ? null : trigger;
}

function candidateOf(context: CaseContext, event: MachineEvent): EscalationTrigger | null {
  const trigger = (level: 1 | 2 | 3, key: string, reason: string): EscalationTrigger => ({ type: "escalationTrigger", level, key, reason });
  switch (event.type) {
    case "deadlinePassed": {
      const { kind, round } = event.payload;
      if (kind === "escalationLevel1") return trigger(2, `unresolved:1:${context.triggers.length}`, "一级督办超过期限未解决");
      if (kind === "escalationLevel2") return trigger(3, `unresolved:2:${context.triggers.length}`, "二级督办超过期限未解决");
      return trigger(1, `overdue:${kind}:${round}`, `${timerLabels[kind]}超过期限`);
    }
    case "deadlineLongPassed":
      return trigger(2, `long-overdue:${event.payload.kind}:${event.payload.round}`, `${timerLabels[event.payload.kind]}严重超期`);
    case "legalLimitNear":
      return trigger(3, `legal-limit:${event.payload.round}`, "信访件临近法定办结期限");
    case "decline":
      return context.declines + 1 >= 2 ? trigger(1, "declined-twice", "两次退回交办(推诿)") : null;
    case "requestExtension":
      return context.extensionsRequested + 1 >= 2 ? trigger(1, "second-extension", "第二次申请延期") : null;
    case "recordCallback":
      if (!isConnectedUnsatisfied(event.payload)) return null;
      return context.unsatisfied + 1 >= 2
        ? trigger(2, `unsatisfied:${context.unsatisfied + 1}`, "两次以上回访不满意")
        : trigger(1, "unsatisfied:1", "回访不满意");
    case "linkRepeat":
      return trigger(1, "second-complaint", "二次投诉");
    case "groupComplaint":
      return trigger(3, "group-complaint", `群体投诉（${event.payload.people} 人）`);
    case "escalate": {
      const level = event.payload.level ?? Math.min(context.level + 1, 3);
      return trigger(level as 1 | 2 | 3, `manual:${context.triggers.length}`, event.payload.reason);
    }
    default:
      return null;
  }
}
