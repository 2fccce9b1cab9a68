/**
 * What checks requests and writes answers, compiled from the schemas when a route is first asked for, and once for each schema: with some
 * hundred routes, compiling everything before the first request was most of the time that a start took.
 */
import { TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import stringifier from "fast-json-stringify";
import type { FastifySchema, FastifySchemaCompiler, FastifySerializerCompiler } from "fastify";
import Type from "typebox";
import { oncePer } from "../rules/oncePer.ts";
import { Case } from "./contract/cases.ts";

type Validate = ReturnType<FastifySchemaCompiler<FastifySchema>>;
type Serialize = ReturnType<FastifySerializerCompiler<FastifySchema>>;

/** By schema and part of the request: in a query, numbers are texts at first; in a body they are not. */
const validators = new WeakMap<FastifySchema, Map<string | undefined, Validate>>();
const serializers = new WeakMap<FastifySchema, Serialize>();

export const validatorCompiler: FastifySchemaCompiler<FastifySchema> = (route) => {
  const parts = validators.get(route.schema) ?? new Map<string | undefined, Validate>();
  validators.set(route.schema, parts);
  const known = parts.get(route.httpPart);
  if (known !== undefined) return known;
  let check: Validate | undefined;
  const validate: Validate = (value: unknown) => (check ??= TypeBoxValidatorCompiler(route))(value);
  parts.set(route.httpPart, validate);
  return validate;
};

export const serializerCompiler: FastifySerializerCompiler<FastifySchema> = ({ schema }) => {
  const known = serializers.get(schema);
  if (known !== undefined) return known;
  let write: Serialize | undefined;
  const serialize: Serialize = (value: unknown) => (write ??= schema === Case ? caseWriter() : (stringifier(schema) as Serialize))(value);
  serializers.set(schema, serialize);
  return serialize;
};

/** Half of a case as JSON is the schemas of what may be done with it, and these are the same objects every time: each is written once. */
function caseWriter(): Serialize {
  const write = stringifier(Type.Omit(Case, ["allowedEvents"])) as (value: Case) => string;
  return ((value: Case) => `${write(value).slice(0, -1)},"allowedEvents":[${value.allowedEvents.map(textOf).join(",")}]}`) as Serialize;
}

const textOf = oncePer((constant: object) => JSON.stringify(constant));
