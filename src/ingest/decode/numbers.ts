/** Finds the numbers in a JSON text that JavaScript would round: a 20-digit id must never become another id. */
import { jsonTokens } from "./jsonTokens.ts";

// Most records have no long number at all; this look decides that in one pass, and may be wrong only in being too careful.
const suspicious = /[:,[]\s*-?(?:[\d.]{16}|[\d.]+[eE])/;
/** Any decimal number of so many significant digits survives the way through a double. */
const significantDigitsSafe = 15;
const exponentMax = 1e15;

/** The top-level keys under which valid JSON holds a number that would lose digits. */
export function lossyKeys(json: string): string[] {
  return suspicious.test(json) ? [...new Set(lossyKeysIn(json))] : [];
}

function* lossyKeysIn(json: string): Generator<string> {
  let depth = 0;
  let topKey = "";
  for (const token of jsonTokens(json)) {
    if (token.kind === "open") depth += 1;
    else if (token.kind === "close") depth -= 1;
    else if (token.kind === "key" && depth === 1) topKey = token.key;
    else if (token.kind === "number" && losesDigits(token.literal)) yield topKey;
  }
}

function losesDigits(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return true;
  // Whoever writes so large a number in powers of ten has lost its digits before.
  if (/[eE]/.test(literal) && Math.abs(value) >= exponentMax) return true;
  if (/^-?\d+$/.test(literal)) return literal !== "-0" && String(value) !== literal;
  const digits = literal.replace(/[eE].*$/, "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  if (digits.length <= significantDigitsSafe) return false;
  return String(value) !== literal.replace(/0+$/, "");
}
