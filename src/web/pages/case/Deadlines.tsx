/** Every limit of the case: what runs, what was kept, what was late. */
import type { Case } from "../../api/types";
import { Countdown } from "../../parts/Countdown";
import { Tone } from "../../parts/Tone";
import { fullTime, timeText } from "../../parts/times";

export function Deadlines({ case: { deadlines } }: { case: Case }) {
  const rows = [...deadlines].reverse();
  return (
    <section className="panel" aria-labelledby="deadlines-title">
      <h2 id="deadlines-title">时限</h2>
      {rows.length === 0 ? (
        <p className="muted">此件没有时限。</p>
      ) : (
        <table className="list tight">
          <thead>
            <tr>
              <th>事项</th>
              <th>期限</th>
              <th>情况</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, label, round, due, doneAt, minutesLeft, overdue, paused, provisional }, index) => (
              <tr key={`${kind}-${index}`}>
                <td>
                  {label}
                  {round > 1 && <span className="muted">（第{round}轮）</span>}
                </td>
                <td title={fullTime(due)}>
                  {timeText(due)}
                  {provisional && <div className="muted">暂定：该年节假日未公布</div>}
                </td>
                <td title={doneAt ? `完成于 ${fullTime(doneAt)}` : undefined}>{doneAt ? <Tone tone={overdue ? "red" : "green"}>{overdue ? "超期完成" : "按期完成"}</Tone> : paused ? <Tone tone="purple">暂停计时</Tone> : <Countdown due={due} minutesLeft={minutesLeft} overdue={overdue} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
