/** What people do with a case in its first days, one event after the other: the load of the event bench and of its floor. */
export interface WalkStep {
  type: string;
  payload: Record<string, unknown>;
}

/** @param unitId of a unit that handles cases */
export const caseWalk = (unitId: number): WalkStep[] => [
  { type: "accept", payload: {} },
  { type: "comment", payload: { note: "已电话核实，群众要求书面答复。" } },
  { type: "assign", payload: { unitId } },
  { type: "sign", payload: {} },
  { type: "recordContact", payload: { channel: "phone", note: "已联系群众，说明办理程序。" } },
  { type: "recordProgress", payload: { note: "调取监控，核实当日窗口叫号情况。" } },
  { type: "comment", payload: { note: "请今天内答复群众。" } },
  { type: "submitDisposition", payload: { result: "经核实，当日两个窗口临时停用，已整改。", reply: "您好，您反映的问题已核实并整改，感谢监督。" } },
];
