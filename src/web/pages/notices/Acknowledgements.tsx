/** Which units have acknowledged the notice, and which are late. */
import { Scroll } from "../../parts/Scroll";
import { Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import type { Notice } from "./content";

export function Acknowledgements({ notice: { acknowledgements } }: { notice: Notice }) {
  if (acknowledgements.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="acknowledgements-title">
      <h2 id="acknowledgements-title">签收情况</h2>
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>单位</th>
              <th>期限</th>
              <th>签收</th>
              <th>意见</th>
            </tr>
          </thead>
          <tbody>
            {acknowledgements.map((unit) => (
              <tr key={unit.unitId}>
                <td>{unit.unitName}</td>
                <td className="nowrap">{timeText(unit.dueAt)}</td>
                <td className="nowrap">
                  {unit.acknowledgedAt ? `${timeText(unit.acknowledgedAt)} ${unit.acknowledgedBy ?? ""}` : "未签收"} {unit.overdue && <Tone tone="red">逾期</Tone>}
                </td>
                <td className="pre">{unit.note ?? "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
