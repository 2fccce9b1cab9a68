/** The canonical record: what every source's record becomes before it is taken in, its limits, and the hash of its content. */
import { hash } from "node:crypto";
import Type, { type Static } from "typebox";
import type { Kind, Priority } from "../rules/words.ts";
import { kinds, priorities } from "../rules/words.ts";

/** The longest text of each field, in UTF-16 units as JavaScript counts them. */
export const externalIdLengthMax = 100;
export const contentLengthMax = 100_000;
export const titleLengthMax = 500;
export const nameLengthMax = 200;
export const phoneLengthMax = 200;
export const idNumberLengthMax = 100;
export const enterpriseLengthMax = 200;
export const unitLengthMax = 200;
export const unitCodeLengthMax = 100;
export const windowLengthMax = 200;
export const officerLengthMax = 200;
export const serviceItemLengthMax = 500;
export const categoryLengthMax = 500;
export const addressLengthMax = 2_000;
export const sourceStatusLengthMax = 200;
export const sourceReplyLengthMax = 100_000;
export const peopleMax = 100_000;
export const extraFieldsMax = 200;
export const extraKeyLengthMax = 200;
export const extraValueLengthMax = 20_000;

/** What a source does with a record that it sends: nothing but tell it, take it back (撤单), press for it (催办), remind of it (提醒). */
export const sourceActions = ["none", "withdraw", "urge", "remind"] as const;
export type SourceAction = (typeof sourceActions)[number];

const closed = { additionalProperties: false };
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const optional = (maxLength: number) => Type.Optional(text(maxLength));
const oneOf = <Name extends string>(names: readonly Name[]) => Type.Unsafe<Name>({ type: "string", enum: [...names] });
const instant = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" });

export const CanonicalRecordSchema = Type.Object(
  {
    externalId: text(externalIdLengthMax),
    reportedAt: instant,
    content: text(contentLengthMax),
    title: optional(titleLengthMax),
    kind: oneOf<Kind>(kinds),
    complainant: Type.Object(
      {
        name: optional(nameLengthMax),
        phone: optional(phoneLengthMax),
        idNumber: optional(idNumberLengthMax),
        anonymous: Type.Boolean(),
        confidential: Type.Boolean(),
        /** The enterprise for which the complainant speaks; such a case goes to the enterprise lane. */
        enterprise: optional(enterpriseLengthMax),
      },
      closed,
    ),
    unit: optional(unitLengthMax),
    unitCode: optional(unitCodeLengthMax),
    window: optional(windowLengthMax),
    officer: optional(officerLengthMax),
    serviceItem: optional(serviceItemLengthMax),
    category: optional(categoryLengthMax),
    address: optional(addressLengthMax),
    occurredAt: Type.Optional(instant),
    sourceDeadline: Type.Optional(instant),
    sourceStatus: optional(sourceStatusLengthMax),
    /** When the source itself made this version of the record. */
    sourceUpdatedAt: Type.Optional(instant),
    sourceAction: oneOf<SourceAction>(sourceActions),
    sourceReply: optional(sourceReplyLengthMax),
    sourceRepliedAt: Type.Optional(instant),
    priority: oneOf<Priority>(priorities),
    /** How many people complain together. */
    people: Type.Integer({ minimum: 1, maximum: peopleMax }),
    /** Everything that the profile does not map, as text. */
    extra: Type.Record(Type.String(), Type.String({ maxLength: extraValueLengthMax })),
  },
  closed,
);
export type CanonicalRecord = Static<typeof CanonicalRecordSchema>;

/** How a field is read and called; a profile may not read it as another type. */
export interface CanonicalField {
  type: "text" | "instant" | "kind" | "priority" | "sourceAction" | "flag" | "integer";
  label: string;
  lengthMax: number;
}
const textField = (label: string, lengthMax: number): CanonicalField => ({ type: "text", label, lengthMax });
const otherField = (type: CanonicalField["type"], label: string): CanonicalField => ({ type, label, lengthMax: externalIdLengthMax });

export const canonicalFields = {
  externalId: textField("来源编号", externalIdLengthMax),
  reportedAt: otherField("instant", "反映时间"),
  content: textField("反映内容", contentLengthMax),
  title: textField("标题", titleLengthMax),
  kind: otherField("kind", "事项类别"),
  "complainant.name": textField("反映人", nameLengthMax),
  "complainant.phone": textField("联系电话", phoneLengthMax),
  "complainant.idNumber": textField("证件号码", idNumberLengthMax),
  "complainant.anonymous": otherField("flag", "是否匿名"),
  "complainant.confidential": otherField("flag", "是否保密"),
  "complainant.enterprise": textField("企业名称", enterpriseLengthMax),
  unit: textField("单位", unitLengthMax),
  unitCode: textField("单位代码", unitCodeLengthMax),
  window: textField("窗口", windowLengthMax),
  officer: textField("被反映人员", officerLengthMax),
  serviceItem: textField("服务事项", serviceItemLengthMax),
  category: textField("分类", categoryLengthMax),
  address: textField("地址", addressLengthMax),
  occurredAt: otherField("instant", "发生时间"),
  sourceDeadline: otherField("instant", "来源办理时限"),
  sourceStatus: textField("来源状态", sourceStatusLengthMax),
  sourceUpdatedAt: otherField("instant", "来源更新时间"),
  sourceAction: otherField("sourceAction", "来源操作"),
  sourceReply: textField("答复意见", sourceReplyLengthMax),
  sourceRepliedAt: otherField("instant", "答复时间"),
  priority: otherField("priority", "紧急程度"),
  people: otherField("integer", "人数"),
} satisfies Record<string, CanonicalField>;
export type FieldPath = keyof typeof canonicalFields;
export const fieldPaths = Object.keys(canonicalFields) as FieldPath[];
export const requiredFieldPaths: readonly FieldPath[] = ["externalId", "reportedAt", "content"];

/**
 * SHA-256 (hex) of a record's content: equal for equal content, whatever format, order of keys or Unicode form it came in. The
 * record must be normalised: texts trimmed, line ends `\n`, blank values left out.
 */
export function contentHash(record: CanonicalRecord): string {
  // No punctuation of JSON composes with what follows it, so one NFC pass over the whole text equals one over each string.
  return hash("sha256", JSON.stringify(inOrder(record)).normalize("NFC"), "hex");
}

type Every<Of> = { [Key in keyof Of]-?: Of[Key] | undefined };

/** The record with its keys in alphabetical order; a field forgotten here does not compile. JSON leaves out what is undefined. */
function inOrder(record: CanonicalRecord): Every<CanonicalRecord> {
  const { anonymous, confidential, enterprise, idNumber, name, phone } = record.complainant;
  const complainant: Every<CanonicalRecord["complainant"]> = { anonymous, confidential, enterprise, idNumber, name, phone };
  return {
    address: record.address,
    category: record.category,
    complainant: complainant as CanonicalRecord["complainant"],
    content: record.content,
    externalId: record.externalId,
    extra: Object.fromEntries(Object.entries(record.extra).sort(([a], [b]) => (a < b ? -1 : 1))),
    kind: record.kind,
    occurredAt: record.occurredAt,
    officer: record.officer,
    people: record.people,
    priority: record.priority,
    reportedAt: record.reportedAt,
    serviceItem: record.serviceItem,
    // Records stored before there was this field have hashes without it, and must go on comparing equal.
    sourceAction: record.sourceAction === "none" ? undefined : record.sourceAction,
    sourceDeadline: record.sourceDeadline,
    sourceReply: record.sourceReply,
    sourceRepliedAt: record.sourceRepliedAt,
    sourceStatus: record.sourceStatus,
    sourceUpdatedAt: record.sourceUpdatedAt,
    title: record.title,
    unit: record.unit,
    unitCode: record.unitCode,
    window: record.window,
  };
}
