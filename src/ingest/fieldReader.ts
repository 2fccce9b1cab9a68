/** Reads one canonical field of a record by its rule, and says in Chinese what is wrong with it. */
import type { FieldPath } from "./canonical.ts";
import { canonicalFields, peopleMax } from "./canonical.ts";
import { cleanText, unstorable } from "./cleanText.ts";
import { formatLabels, readInstant, type Zone } from "./instantFormats.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import { quotableDate, shortened } from "./problems.ts";
import type { FieldRule, Profile } from "./profile.ts";

export type FieldContent = string | number | boolean | undefined;

export interface FieldReader {
  path: FieldPath;
  from: string[];
  /** A code's meaning says less than the code, so the code itself is kept beside it, unless another field holds it as it is. */
  keepsOriginal: boolean;
  read: (value: unknown, key: string, problems: Problem[]) => FieldContent;
  absent: (problems: Problem[]) => FieldContent;
}

/** A text's content, or what is wrong with it. */
type Read = (text: string) => Exclude<FieldContent, undefined> | Fault;
interface Fault {
  code: ProblemCode;
  detail: string;
}

export function fieldReader(profile: Profile, path: FieldPath): FieldReader {
  const rule = profile.fields[path];
  if (!rule) throw new RangeError(`The profile ${profile.name} has no field ${path}.`);
  const { label, lengthMax } = canonicalFields[path];
  const readText = readerOf(profile, path, rule);
  const missing: Problem = {
    code: "missing-field",
    field: path,
    path: rule.from[0],
    detail: `缺少${label}；请在 ${rule.from.join(" 或 ")} 中填写后重新推送。`,
  };
  return {
    path,
    from: rule.from,
    keepsOriginal: rule.type === "code",
    read: (value, key, problems) => {
      const content = typeof value === "object" && value !== null ? notAText(label, value, shortened(key)) : readText(checked(value));
      if (typeof content !== "object") return content;
      problems.push({ code: content.code, field: path, path: key, detail: content.detail });
      return undefined;
    },
    absent: (problems) => {
      if (rule.default !== null) return rule.default;
      if (rule.required) problems.push(missing);
      return undefined;
    },
  };

  function checked(value: unknown): string {
    return typeof value === "string" ? cleanText(value) : String(value);
  }

  function readerOf(of: Profile, field: FieldPath, { type, formats, codes, zone }: FieldRule): Read {
    const table = codes === null ? undefined : of.codeTables[codes];
    const dayMeans = field === "sourceDeadline" ? "end" : "beginning";
    const read = readers[type]({ label, formats, table: table ?? {}, dayMeans, zone });
    const isId = field === "externalId";
    const isNumbered = numbered.includes(field);
    return (text) => {
      if (unstorable.test(text) || (isId && controlCharacter.test(text))) {
        return { code: "bad-value", detail: `${label}含有无法保存的字符（控制字符或残缺的字符）；请去掉后重新推送。` };
      }
      if (isNumbered && scientific.test(text)) {
        return { code: "lossy-number", detail: `${label}成了科学记数法，末尾几位已经丢失；请在表格软件中把该列设为文本，重新导出后推送。` };
      }
      if (text.length > lengthMax) {
        return { code: "too-long", detail: `${label}有 ${text.length} 个字，最多 ${lengthMax} 个；请缩短后重新推送。` };
      }
      return read(text);
    };
  }
}

/** Fields whose digits are what they are. */
const numbered: readonly FieldPath[] = ["externalId", "complainant.phone", "complainant.idNumber", "unitCode"];
/** What a spreadsheet program makes of a number that is too long for it. */
const scientific = /^\d(?:\.\d+)?[eE]\+\d{1,3}$/;

const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Where a record is nested, the profile can say which part is meant; a sender whose platform changed has to know too. */
function notAText(label: string, value: object, key: string): Fault {
  const found = Array.isArray(value)
    ? `“${key}”是 ${value.length} 项的列表；请在来源档案的 from 中写明取哪一项（如 ${key}[0]）`
    : `“${key}”是嵌套的对象；请在来源档案的 from 中写明取哪一项（如 ${key}.${shortened(Object.keys(value)[0] ?? "名称")}）`;
  return { code: "bad-value", detail: `${label}应为一段文字，但${found}，或改正后重新推送。` };
}

interface Ways {
  label: string;
  formats: FieldRule["formats"];
  table: Record<string, string>;
  dayMeans: "beginning" | "end";
  zone: Zone;
}

const readers: Record<FieldRule["type"], (ways: Ways) => Read> = {
  text: () => (text) => text,
  instant: readTime,
  day: readTime,
  code: readCode,
  flag: ({ label }) => {
    const fault: Fault = { code: "bad-value", detail: `${label}应填“是”或“否”；请改正后重新推送。` };
    return (text) => flags[text.toLowerCase()] ?? fault;
  },
  integer: ({ label }) => {
    const fault: Fault = { code: "bad-value", detail: `${label}应为 1 至 ${peopleMax} 的整数；请改正后重新推送。` };
    return (text) => (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= peopleMax ? Number(text) : fault);
  },
};

const flags: Partial<Record<string, boolean>> = Object.assign(Object.create(null) as object, {
  是: true,
  true: true,
  yes: true,
  y: true,
  "1": true,
  否: false,
  false: false,
  no: false,
  n: false,
  "0": false,
});

function readTime({ label, formats, dayMeans, zone }: Ways): Read {
  const advice = `请按 ${formats.map((format) => formatLabels[format] ?? format).join(" 或 ")} 填写实际存在的时间`;
  return (text) => {
    const instant = readInstant(text, formats, dayMeans, zone);
    if (instant !== null) return instant;
    const quoted = quotableDate(text);
    return { code: "bad-instant", detail: `${label}${quoted === null ? "" : `“${quoted}”`}不是有效的时间；${advice}。` };
  };
}

/** The value itself is never repeated: where columns have slipped, it may be a name. */
function readCode({ label, table }: Ways): Read {
  const entries = Object.entries(table);
  const exact = new Map(entries.filter(([code]) => !code.endsWith("*")));
  const prefixes = entries
    .filter(([code]) => code.endsWith("*"))
    .map(([code, meaning]) => ({ prefix: code.slice(0, -1), meaning }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const detail = `${label}的值不在代码表中；可用：${entries.map(([code]) => code).join("、")}。请改正，或在来源档案的代码表中补充。`;
  return (text) => exact.get(text) ?? prefixes.find(({ prefix }) => text.startsWith(prefix))?.meaning ?? { code: "bad-code", detail };
}
