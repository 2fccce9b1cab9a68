/** What a form needs of an event's schema, as the service sends it with the events that it allows. */
export interface FieldSchema {
  type?: string;
  title?: string;
  description?: string;
  enum?: string[];
  "x-labels"?: Record<string, string>;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  pattern?: string;
  items?: FieldSchema;
  properties?: Record<string, FieldSchema>;
  required?: string[];
}

export const isDay = ({ pattern }: FieldSchema): boolean => pattern === "^\\d{4}-\\d{2}-\\d{2}$";
export const isText = ({ type, enum: values }: FieldSchema): boolean => type === "string" && values === undefined;

/** What was left empty is not sent; the rest in the shape that the schema asks for. */
export function payloadOf(schema: FieldSchema, given: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
    const field = schema.properties?.[name];
    if (field === undefined || value === undefined || value === null || value === "") return [];
    if (Array.isArray(value)) {
      const items = value.map((each: unknown) => (field.items?.properties ? payloadOf(field.items, each as Record<string, unknown>) : each));
      return items.length === 0 ? [] : [[name, items]];
    }
    return [[name, typeof value === "string" ? value.trim() : value]];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}
