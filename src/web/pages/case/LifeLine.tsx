/** The life of a case as the machine has it, and where this one stands. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answerOf, api } from "../../api/client";
import type { Case } from "../../api/types";
import { Scroll } from "../../parts/Scroll";

/** Beside the way from registering to closing: shown only where a case is there. */
const aside = ["suspended", "returned", "merged"];
const closingLabels = { review: "复盘", callback: "回访", answer: "答复来源" } as const;
const partLabels: Record<string, string> = {
  pending: "待办",
  drafted: "待审核",
  approved: "已通过",
  waived: "无需",
  satisfied: "满意",
  unreachable: "无法联系，待批准",
  done: "已批准",
  delivered: "已送达",
};
const donePart = ["approved", "waived", "satisfied", "done", "delivered"];

export function LifeLine({ case: shown }: { case: Case }) {
  const { data } = useQuery({ queryKey: ["lifecycle"], queryFn: () => answerOf(api.GET("/api/v1/lifecycle")), staleTime: Infinity });
  const here = useRef<HTMLLIElement>(null);
  const isDrawn = data !== undefined;
  // On a telephone the line is longer than the screen: what matters of it is where the case stands.
  useEffect(() => {
    const [step, frame] = [here.current, here.current?.closest(".scroll")];
    if (step && frame) frame.scrollLeft = step.offsetLeft - (frame.clientWidth - step.offsetWidth) / 2;
  }, [isDrawn, shown.state]);
  if (!data) return null;
  const line = data.states.filter(({ name }) => !aside.includes(name) || name === shown.state);
  const at = line.findIndex(({ name }) => name === shown.state);
  const ways = data.states.find(({ name }) => name === shown.state)?.next ?? [];
  const { closing } = shown.regions;
  return (
    <section className="panel lifeline" aria-label="办理进程">
      <Scroll label="办理进程">
      <ol>
        {line.map(({ name, label }, index) => (
          <li key={name} ref={index === at ? here : undefined} className={index < at ? "past" : index === at ? "here" : "ahead"} aria-current={index === at ? "step" : undefined}>
            <span className="dot" aria-hidden />
            {label}
            {index === at && <span className="visually-hidden">（现在）</span>}
          </li>
        ))}
      </ol>
      </Scroll>
      {closing && (
        <p className="closing">
          {(["review", "callback", "answer"] as const).map((part) => (
            <span key={part} className={donePart.includes(closing[part]) ? "done" : "open"}>
              {donePart.includes(closing[part]) ? "✓" : "○"} {closingLabels[part]}：{partLabels[closing[part]] ?? closing[part]}
            </span>
          ))}
        </p>
      )}
      {ways.length > 0 && <p className="muted">由此可至：{ways.map(({ label, to }) => `${data.states.find(({ name }) => name === to)?.label ?? to}（${label}）`).join("、")}</p>}
    </section>
  );
}
