/** A small label whose colour says how much it matters; the words say what it is. */
import type { ReactNode } from "react";

export type ToneName = "plain" | "blue" | "green" | "amber" | "red" | "purple";
export const Tone = ({ tone = "plain", title, children }: { tone?: ToneName; title?: string | undefined; children: ReactNode }) => (
  <span className={`tone ${tone}`} title={title}>
    {children}
  </span>
);

const stateTones: Record<string, ToneName> = {
  registered: "amber",
  accepted: "amber",
  assigned: "blue",
  handling: "blue",
  suspended: "purple",
  disposed: "purple",
  closing: "purple",
  closed: "green",
  returned: "plain",
  merged: "plain",
};
export const StateTone = ({ state, label }: { state: string; label: string }) => <Tone tone={stateTones[state] ?? "plain"}>{label}</Tone>;

export function EscalationTone({ escalation }: { escalation: string }) {
  const level = /[123]/.exec(escalation)?.[0];
  if (level === undefined) return null;
  return <Tone tone="red">{["一", "二", "三"][Number(level) - 1]}级督办</Tone>;
}
