/** The table of the units: what each had, how it did, where it stands. */
import { Scroll } from "../../parts/Scroll";
import { CasesLink } from "../../parts/CasesLink";
import { Tone } from "../../parts/Tone";
import type { Notice } from "./content";

export function Units({ notice: { week, units } }: { notice: Notice }) {
  if (units.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="units-title">
      <h2 id="units-title">各单位情况</h2>
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th className="number">名次</th>
              <th>单位</th>
              <th className="number">交办</th>
              <th className="number">按时办结</th>
              <th className="number">超时办结</th>
              <th className="number">未办结</th>
              <th className="number">办结率</th>
              <th className="number">按时办结率</th>
              <th className="number">不满意</th>
              <th className="number">不满意率</th>
              <th>低于标准</th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.unitId}>
                <td className="number">{unit.rank ?? "—"}</td>
                <td>{unit.name}</td>
                <td className="number">
                  <CasesLink query={{ week, figure: "complaints", by: "unit", key: String(unit.unitId), label: unit.name }} label={unit.name}>
                    {unit.assigned}
                  </CasesLink>
                </td>
                <td className="number">{unit.onTime}</td>
                <td className="number">{unit.overdue}</td>
                <td className="number">{unit.open}</td>
                <td className="number">{unit.disposedRate}</td>
                <td className="number">{unit.onTimeRate}</td>
                <td className="number">{unit.dissatisfied}</td>
                <td className="number">{unit.dissatisfiedRate}</td>
                <td>
                  {unit.below.length === 0
                    ? "—"
                    : unit.below.map((label) => (
                        <Tone key={label} tone="red">
                          {label}
                        </Tone>
                      ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
