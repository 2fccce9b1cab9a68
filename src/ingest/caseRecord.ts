/** A canonical feed record as the store opens a case from it. */
import type { NewCaseRecord } from "../store/caseRecord.ts";
import type { CanonicalRecord } from "./canonical.ts";
import type { Profile } from "./profile.ts";

export function caseRecordOf(record: CanonicalRecord, profile: Profile, contentHash: string): NewCaseRecord {
  const { complainant } = record;
  return {
    source: profile.source,
    externalId: record.externalId,
    profile: profile.name,
    kind: record.kind,
    // A complainant who speaks for an enterprise goes to the enterprise lane.
    lane: complainant.enterprise === undefined ? "general" : "enterprise",
    priority: record.priority,
    reportedAt: record.reportedAt,
    occurredAt: record.occurredAt ?? null,
    sourceDeadline: record.sourceDeadline ?? null,
    sourceStatus: record.sourceStatus ?? null,
    sourceReply: record.sourceReply ?? null,
    sourceUpdatedAt: record.sourceUpdatedAt ?? null,
    sourceAction: record.sourceAction,
    title: record.title ?? null,
    content: record.content,
    address: record.address ?? null,
    category: record.category ?? null,
    serviceItem: record.serviceItem ?? null,
    windowName: record.window ?? null,
    officer: record.officer ?? null,
    peopleCount: record.people,
    extra: record.extra,
    complainant: {
      name: complainant.name ?? null,
      phone: complainant.phone ?? null,
      idNumber: complainant.idNumber ?? null,
      anonymous: complainant.anonymous,
      confidential: complainant.confidential,
    },
    sourceUnit: record.unit ?? record.unitCode ?? null,
    contentHash,
  };
}
