/** Who is to be rung, in order; overdue and missed plans in words. */
import type { AnswerOf } from "../../api/types";
import { Countdown } from "../../parts/Countdown";
import { Tone } from "../../parts/Tone";
import { fullTime, timeText } from "../../parts/times";

export type Callback = AnswerOf<"/api/v1/callbacks">["items"][number];

export function CallbackList({ items, chosenId, choose }: { items: Callback[]; chosenId: number; choose: (id: number) => void }) {
  return (
    <ul className="call-list" aria-label="回访任务">
      {items.map((item) => (
        <li key={item.id}>
          <button type="button" aria-pressed={item.id === chosenId} onClick={() => choose(item.id)}>
            <span className="when" title={item.plannedAt ? `计划 ${fullTime(item.plannedAt)}` : undefined}>
              {item.plannedAt ? timeText(item.plannedAt) : "未排时间"}
            </span>
            <strong>
              {item.complainant.name ?? "匿名"} <span className="muted">{item.complainant.phone}</span>
            </strong>
            <span>{item.headline}</span>
            <span className="under">
              <Countdown due={item.dueAt} minutesLeft={item.minutesLeft} overdue={item.overdue} />
              {item.attempts > 0 && <Tone tone="amber">已拨 {item.attempts} 次未接通</Tone>}
              {item.missed > 0 && <Tone>错过 {item.missed} 次计划</Tone>}
              {item.round > 1 && <Tone tone="red">第 {item.round} 轮</Tone>}
              {item.caller && <span className="muted">{item.caller.displayName}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
