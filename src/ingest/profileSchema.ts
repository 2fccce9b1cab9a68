/** The shape of a profile file: one schema checks the file, types it, and tells editors in Chinese what may stand where. */
import Type, { type Static, type TSchema } from "typebox";
import { sources } from "../rules/words.ts";
import { canonicalFields, fieldPaths, type FieldPath } from "./canonical.ts";
import { formatLabels, instantFormats } from "./instantFormats.ts";

export const fieldTypes = ["text", "instant", "day", "code", "flag", "integer"] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What the body of a pushed answer may hold, each in braces. */
export const answerPlaceholders = ["externalId", "caseNo", "reply", "topic", "at", "round"] as const;
export type AnswerPlaceholder = (typeof answerPlaceholders)[number];

const closed = { additionalProperties: false };
const oneOf = <Name extends string>(names: readonly Name[], options: object = {}) => Type.Unsafe<Name>({ type: "string", enum: [...names], ...options });
const text = (title: string, description: string, options: object = {}) => Type.String({ title, description, minLength: 1, maxLength: 100, ...options });

const formatsNote = `逐一精确匹配，不猜。${Object.entries(formatLabels)
  .map(([format, label]) => `${format} 是${label}`)
  .join("，")}。`;
const formats = (title: string, description: string) =>
  Type.Array(oneOf(instantFormats), { title, description: `${description}${formatsNote}`, minItems: 1, examples: [["yyyy-MM-dd HH:mm:ss", "iso"]] });
const zone = (description: string) =>
  Type.String({
    title: "时区",
    description,
    pattern: "^(Asia/Shanghai|UTC|[+-](0\\d|1[0-3]):[0-5]\\d|[+-]14:00)$",
    errorMessage: "应为 Asia/Shanghai、UTC 或 +08:00 形式的时差",
    examples: ["Asia/Shanghai", "UTC", "+08:00"],
  });

const scalar = Type.Unsafe<string | number | boolean>({
  title: "缺省值",
  description: "来源没有填时的值：文字、整数或 true/false；时间字段不能有缺省值。",
  type: ["string", "integer", "boolean"],
  minLength: 1,
  maxLength: 200,
});

const fieldRule = Type.Object(
  {
    from: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        title: "来源字段",
        description:
          "来源中的字段名，靠前的优先，第一个不空的生效。嵌套的写路径：data.caller.phone、附件列表[0].名称；来源恰有同名的整键时以整键为准。",
        maxItems: 50,
        examples: [["LXDH", "data.caller.phone"]],
      }),
    ),
    type: Type.Optional(
      oneOf(fieldTypes, {
        title: "读法",
        description: "text 文字、instant 时间、day 日期、code 代码（配 codes）、flag 是否、integer 整数；不写时按规范字段本来的类型。",
      }),
    ),
    formats: Type.Optional(formats("时间格式", "只用于时间和日期，代替文件开头的 formats。")),
    zone: Type.Optional(zone("只用于时间和日期：文字不带时差时按此时区，代替文件开头的 zone。")),
    codes: Type.Optional(text("代码表", "codeTables 中一个代码表的名字；type 为 code 时必写。")),
    default: Type.Optional(scalar),
    required: Type.Optional(Type.Boolean({ title: "必填", description: "没有值的记录要隔离。externalId、reportedAt、content 总是必填。" })),
  },
  closed,
);
export type FieldRuleOfFile = Static<typeof fieldRule>;

const fieldNotes: Record<FieldPath, string> = {
  externalId: "来源系统里的编号，同一件事每次推送都相同；必写。",
  reportedAt: "群众反映的时间；必写。",
  content: "反映的内容；必写。",
  title: "标题，没有可不写。",
  kind: "事项类别，经代码表读成 complaint 投诉、report 举报、request 求助、suggestion 建议、consultation 咨询、praise 表扬、inspection 抽查发现；必写，须有 default 或 required: true。",
  "complainant.name": "反映人姓名；填 anonymousNames 之一的是匿名。",
  "complainant.phone": "反映人的电话，原样保留。",
  "complainant.idNumber": "反映人的证件号码。",
  "complainant.anonymous": "是否匿名：是、否、true、false、1、0、yes、no。",
  "complainant.confidential": "是否要求保密：是、否、true、false、1、0、yes、no。",
  "complainant.enterprise": "反映人代表的企业；有值的工单走对企专窗。",
  unit: "被反映或承办单位的名称，按单位目录对应。",
  unitCode: "单位代码，没有单位名称时用。",
  window: "窗口名称。",
  officer: "被反映的工作人员。",
  serviceItem: "服务事项。",
  category: "来源自己的分类，原样保留。",
  address: "事发或问题所在的地址。",
  occurredAt: "事情发生的时间。",
  sourceDeadline: "来源要求办结的时限；只有日期的到当日 24:00。",
  sourceStatus: "来源里的状态，原样保留。",
  sourceUpdatedAt: "来源里这一版的更新时间，用来分辨先后。",
  sourceAction: "来源对这一件做了什么，经代码表读成 none 无、withdraw 撤单、urge 催办、remind 提醒；不写的都是 none。",
  sourceReply: "来源里已有的答复。",
  sourceRepliedAt: "来源里已有答复的时间。",
  priority: "紧急程度，经代码表读成 normal 一般或 urgent 紧急；不写的都是 normal。",
  people: "共同反映的人数，不写的是 1。",
};

const described = (path: FieldPath) => ({ title: canonicalFields[path].label, description: fieldNotes[path] });
const fields = Type.Object(Object.fromEntries(fieldPaths.map((path) => [path, Type.Optional({ ...fieldRule, ...described(path) })])), {
  title: "字段",
  description: "规范字段: { from: [来源字段] }。没有映射的来源字段原样保留，不会丢失。",
  ...closed,
});

/** A rule that editors understand too: with this way, that has to be there. */
const needs = (way: string, key: string) => ({
  if: { properties: { way: { const: way } }, required: ["way"] },
  then: { required: [key] },
  errorMessage: `缺少 ${key}：way 为 ${way} 时必写`,
});

const answers = Type.Object(
  {
    way: oneOf(["pull", "push", "file"], {
      title: "方式",
      description: "pull 来源自己来取（缺省）；push 由本系统推送到 url；file 写成文件放进 folder。",
    }),
    url: Type.Optional(
      Type.String({
        title: "接口地址",
        description: "push 时接收答复的地址，POST JSON。地址中不写口令和占位符。",
        pattern: "^https?://[^\\s{}]+$",
        maxLength: 2000,
        errorMessage: "应为 https:// 或 http:// 开头的完整地址，其中不能有空格和占位符",
        examples: ["https://12345.example.gov.cn/api/answer"],
      }),
    ),
    headers: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        title: "请求头",
        description: "push 时另加的请求头，如 Authorization。",
        type: "object",
        additionalProperties: { type: "string", maxLength: 4000, pattern: "^[ -~]*$", errorMessage: "请求头的值只能用英文字母、数字和半角符号" },
        maxProperties: 50,
        errorMessage: "最多 50 个请求头",
      }),
    ),
    body: Type.Optional(
      Type.Unknown({
        title: "请求内容",
        description: `push 时的 JSON，文字中可用占位符 ${answerPlaceholders.map((name) => `{${name}}`).join("、")}。不写时是 CloudEvents 1.0 的信封，答复在其 data 中。`,
        examples: [{ 工单编号: "{externalId}", 答复内容: "{reply}", 答复时间: "{at}" }],
      }),
    ),
    success: Type.Optional(
      Type.Object(
        {
          field: text("回执字段", "回执 JSON 中说明结果的字段，嵌套的写路径，如 result.code。", { maxLength: 200 }),
          values: Type.Array(Type.Unsafe<string | number | boolean>({ type: ["string", "integer", "boolean"] }), {
            title: "成功的值",
            description: "此字段等于其中之一才算送达，按文字比较。",
            minItems: 1,
            maxItems: 20,
            examples: [["0", "200"]],
          }),
        },
        { title: "送达的标志", description: "push 时怎样算送达：HTTP 2xx 之外还要看回执中的字段；不写时只看 HTTP 2xx。", ...closed },
      ),
    ),
    timeoutSeconds: Type.Optional(
      Type.Integer({ title: "超时秒数", description: "push 时等待回执的秒数，1 至 60，缺省 15。", minimum: 1, maximum: 60, default: 15 }),
    ),
    folder: Type.Optional(
      text("文件夹", "file 时放答复文件的文件夹。", { maxLength: 500, pattern: "^[^\\x00-\\x1f]+$", errorMessage: "不能有控制字符", examples: ["./data/answers/12345"] }),
    ),
  },
  {
    title: "答复的送达",
    description: "办结的答复怎样送回来源；不写时是 pull。",
    ...closed,
    allOf: [needs("push", "url"), needs("file", "folder")],
  },
);
export type AnswersOfFile = Static<typeof answers>;

export const ProfileFileSchema = Type.Object(
  {
    name: Type.String({
      title: "档案名",
      description: "本档案的名字，命令和接口中用它；字母、数字、点、横线，不超过 64 个字。",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
      errorMessage: "应为字母、数字、点、横线和下划线，以字母或数字开头，不超过 64 个字",
    }),
    title: Type.Optional(text("显示名", "给人看的名字，不写时同 name。")),
    source: oneOf(sources, { title: "来源", description: "110 警情、12345 热线、petition 信访、window “办不成事”窗口、inspection 视频抽查。须加引号：\"110\"。" }),
    zone: zone("文字不带时差的时间按此时区：Asia/Shanghai 北京时间、UTC，或 +08:00 形式的时差。"),
    formats: formats("时间格式", "各时间字段的格式。"),
    anonymousNames: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        title: "匿名的写法",
        description: "姓名栏填这些的是匿名。",
        maxItems: 50,
        examples: [["匿名", "无名氏"]],
      }),
    ),
    fields,
    codeTables: Type.Optional(
      Type.Unsafe<Record<string, Record<string, string>>>({
        title: "代码表",
        description: "表名: { 代码: 规范值 }。以 * 结尾的代码是前缀，单独一个 * 是其余所有值；完全相同的优先，其次最长的前缀。不在表中的值一律隔离。",
        type: "object",
        additionalProperties: { type: "object", additionalProperties: { type: "string", minLength: 1, maxLength: 200 } },
      }),
    ),
    answers: Type.Optional(answers),
    signature: Type.Optional(
      Type.Object(
        { required: Type.Boolean({ title: "必须签名", description: "true 时不带有效签名的推送一律拒收；缺省 false。" }) },
        { title: "签名", description: "来源的推送是否必须带 Standard Webhooks 签名。", ...closed },
      ),
    ),
  },
  { title: "Huiyin 来源档案", description: "一个来源平台的字段、时间和代码怎样读成规范记录，答复怎样送回。", ...closed },
);
export type ProfileFile = Omit<Static<typeof ProfileFileSchema>, "fields"> & { fields: Partial<Record<FieldPath, FieldRuleOfFile>> };

/** config/feeds/profile.schema.json, for editors that check YAML by a JSON Schema; the rule of a field stands in it only once. */
export function profileSchemaText(): string {
  const schema = JSON.parse(JSON.stringify(ProfileFileSchema)) as { properties: { fields: { properties: Record<string, TSchema> } } };
  const rule = { $ref: "#/definitions/fieldRule" };
  schema.properties.fields.properties = Object.fromEntries(fieldPaths.map((path) => [path, { ...described(path), allOf: [rule] }]));
  const comment = "由 npx tsx docs/writeProfileSchema.ts 生成，请勿手改。";
  const whole = { $schema: "http://json-schema.org/draft-07/schema#", $comment: comment, ...schema, definitions: { fieldRule } };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
