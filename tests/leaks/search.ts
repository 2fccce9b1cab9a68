/** Looks for personal data in texts, in every form in which it may be written there. */
import type { Fed } from "./fedIn.ts";
import type { Said } from "./said.ts";

export const valuesOf = ({ name, phone, idNumber }: Partial<Fed>): string[] => [name, phone, idNumber].filter((value): value is string => typeof value === "string" && value.length >= 4);
export const formsOf = (fed: Fed): string[] => [...valuesOf(fed), `${fed.phone.slice(0, 3)} ${fed.phone.slice(3, 7)} ${fed.phone.slice(7)}`];
/** As JSON, HTML and logs may write it as well. */
const written = (value: string): string[] => [...new Set([value, [...value].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""), encodeURIComponent(value), [...value].map((character) => `&#${character.charCodeAt(0)};`).join("")])];

/** `where: value` for each. */
export const found = (texts: readonly Said[], values: readonly string[]): string[] => {
  const forms = [...new Set(values)].flatMap((value) => written(value).map((form) => ({ value, form })));
  return texts.flatMap(({ where, text }) => forms.filter(({ form }) => text.includes(form)).map(({ value }) => `${where}: ${value}`));
};
