/** A walk-in of the simulation, as the window registers it. */
import type { Instant } from "../../rules/words.ts";
import { hashOfText } from "../../store/caseRecord.ts";
import type { NewCaseRecord } from "../../store/openCase.ts";
import type { SimulatedMatter } from "./matters.ts";

export function walkInOf({ at, matter, name, phone }: { at: Instant; matter: SimulatedMatter; name: string; phone: string }, externalId: string): NewCaseRecord {
  return {
    source: "window",
    externalId,
    profile: null,
    kind: "complaint",
    lane: "general",
    priority: "normal",
    reportedAt: at,
    occurredAt: null,
    sourceDeadline: null,
    sourceStatus: null,
    sourceReply: null,
    title: `【模拟】办不成事：${matter.serviceItem}`,
    content: matter.content,
    address: matter.unitName,
    category: matter.category,
    serviceItem: matter.serviceItem,
    windowName: matter.unitName,
    officer: null,
    peopleCount: 1,
    extra: { 数据性质: "模拟" },
    complainant: { name, phone, idNumber: null, anonymous: false, confidential: false },
    sourceUnit: matter.unitName,
    contentHash: hashOfText(`${externalId} ${matter.content}`),
  };
}
