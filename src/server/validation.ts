/** What validation finds, said in Chinese with the path of each fault; and the texts that no database can keep. */
import type { FastifyInstance, FastifySchemaValidationError } from "fastify";
import { invalid, type FieldFault } from "./errors.ts";

/** At most this many faults are told: a reader mends the first ones and asks again. */
const faultsMax = 50;

export function validationFaults(found: readonly FastifySchemaValidationError[]): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const { keyword, instancePath, params } of found.slice(0, faultsMax * 2)) {
    const names =
      keyword === "required"
        ? params["requiredProperties"]
        : keyword === "additionalProperties"
          ? params["additionalProperties"]
          : undefined;
    const paths = Array.isArray(names)
      ? names.map((name) => `${instancePath}/${String(name)}`)
      : [instancePath === "" ? "/" : instancePath];
    for (const path of paths) faults.push({ path: path.slice(0, 200), message: messageOf(keyword, params) });
  }
  // What does not belong is found twice, once by the object and once by itself.
  const first = faults.filter(({ path }, index) => faults.findIndex((fault) => fault.path === path) === index);
  return first.slice(0, faultsMax);
}

function messageOf(keyword: string, params: Record<string, unknown>): string {
  const limit = typeof params["limit"] === "number" ? params["limit"] : "";
  switch (keyword) {
    case "required":
      return "缺少这一项。";
    case "additionalProperties":
    case "unevaluatedProperties":
    case "boolean":
      return "没有这一项，请删去。";
    case "type":
      return `类型应为 ${[params["type"]].flat().join(" 或 ")}。`;
    case "enum":
      return Array.isArray(params["allowedValues"]) ? `只能是 ${params["allowedValues"].join("、")} 之一。` : "不在可选值之内。";
    case "const":
    case "anyOf":
    case "oneOf":
      return "不在可选值之内。";
    case "minLength":
      return `至少 ${limit} 个字符。`;
    case "maxLength":
      return `最多 ${limit} 个字符。`;
    case "pattern":
    case "format":
      return "格式不正确。";
    case "minimum":
    case "exclusiveMinimum":
      return `不能小于 ${limit}。`;
    case "maximum":
    case "exclusiveMaximum":
      return `不能大于 ${limit}。`;
    case "minItems":
      return `至少 ${limit} 项。`;
    case "maxItems":
      return `最多 ${limit} 项。`;
    default:
      return "不符合要求。";
  }
}

/** PostgreSQL keeps no NUL and nothing keeps half of a character pair; both are refused before they get anywhere. */
export function refuseUnstorableTexts(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    for (const value of [request.params, request.query, request.body]) {
      const path = unstorablePath(value, "");
      if (path !== null) return done(invalid(path.slice(0, 200) || "/", "含有无法保存的字符（空字符或残缺的字符），请删去。"));
    }
    done();
  });
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function unstorablePath(value: unknown, path: string): string | null {
  if (typeof value === "string") return value.includes("\0") || loneSurrogate.test(value) ? path : null;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || "pipe" in value) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes("\0") || loneSurrogate.test(key)) return path;
    const found = unstorablePath(inner, `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}
