/** The refusals that the store can give: a stable code, a Chinese sentence that says what to do, and the facts as fields. */
import { HuiyinError } from "../rules/errors.ts";

export { HuiyinError };

export class CaseNotFound extends HuiyinError {
  readonly caseId: number;
  constructor(caseId: number) {
    super("case-not-found", `没有编号为 ${caseId} 的工单，请核对后重试。`);
    this.caseId = caseId;
  }
}

export class VersionConflict extends HuiyinError {
  readonly expected: number;
  readonly actual: number;
  constructor(expected: number, actual: number) {
    super("version-conflict", `工单已被他人更新(您看到的是第 ${expected} 版，现为第 ${actual} 版)，请刷新后按最新情况再操作。`);
    this.expected = expected;
    this.actual = actual;
  }
}

export interface AllowedEvent {
  type: string;
  label: string;
}

export class EventNotAllowed extends HuiyinError {
  readonly state: string;
  readonly allowedEvents: readonly AllowedEvent[];
  constructor(eventLabel: string, state: string, stateLabel: string, allowedEvents: readonly AllowedEvent[]) {
    const allowed = allowedEvents.map((event) => event.label).join("、") || "无";
    super("event-not-allowed", `工单现为“${stateLabel}”，不能“${eventLabel}”。当前可以：${allowed}。`);
    this.state = state;
    this.allowedEvents = allowedEvents;
  }
}

export class NotPermitted extends HuiyinError {
  readonly reason: string;
  constructor(reason: string) {
    super("not-permitted", reason);
    this.reason = reason;
  }
}

export interface PayloadFault {
  /** JSON pointer into the request's body, `/payload/reason`. */
  path: string;
  message: string;
}

export class InvalidPayload extends HuiyinError {
  readonly errors: readonly PayloadFault[];
  constructor(errors: readonly PayloadFault[]) {
    super("invalid-payload", `提交的内容有误：${errors.map((error) => `${error.path} ${error.message}`).join("；")}。请改正后重新提交。`);
    this.errors = errors;
  }
}

/** The database cannot be written or reached just now; the same request may be sent again. */
export class StoreUnavailable extends HuiyinError {
  constructor(cause: unknown) {
    super("store-unavailable", "数据库暂时无法使用，本次操作没有生效，请稍后重试。");
    this.cause = cause;
  }
}
