/** The metrics of the week with their comparisons, and twelve weeks behind them. */
import { Scroll } from "../../parts/Scroll";
import { CasesLink } from "../../parts/CasesLink";
import { Tone } from "../../parts/Tone";
import type { Notice } from "./content";

export function Metrics({ notice: { week, metrics, handling, charts } }: { notice: Notice }) {
  const most = Math.max(1, ...charts.trend.map(({ total }) => total));
  return (
    <section className="panel" aria-labelledby="metrics-title">
      <h2 id="metrics-title">主要指标</h2>
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>指标</th>
              <th className="number">本周</th>
              <th className="number">达到 / 计入</th>
              <th className="number">环比（百分点）</th>
              <th className="number">同比（百分点）</th>
              <th>标准</th>
            </tr>
          </thead>
          <tbody>
            {metrics.map((metric) => (
              <tr key={metric.name}>
                <td>{metric.label}</td>
                <td className="number">
                  <strong>{metric.text}</strong>
                </td>
                <td className="number">
                  <CasesLink query={{ week, figure: metric.name, part: "numerator" }} label={`${metric.label}达到`}>
                    {metric.numerator}
                  </CasesLink>
                  {" / "}
                  <CasesLink query={{ week, figure: metric.name }} label={`${metric.label}计入`}>
                    {metric.denominator}
                  </CasesLink>
                </td>
                <td className="number">{metric.points}</td>
                <td className="number">{metric.pointsYear}</td>
                <td>{metric.threshold === null ? "—" : <Tone tone={metric.below ? "red" : "green"}>{`${metric.below ? "低于" : "达到"} ${Math.round(metric.threshold * 100)}%`}</Tone>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="muted">
        办结用时（工作时间）：{handling.count} 件，中位数 {handling.median}，九成在 {handling.p90} 以内。
      </p>
      <h3>近十二周</h3>
      <Scroll label="近十二周">
      <ol className="trend">
        {charts.trend.map(({ week: each, label, total, satisfaction }) => (
          <li key={each} title={`${label}：${total} 件，满意率 ${satisfaction === null ? "—" : `${(satisfaction * 100).toFixed(1)}%`}`}>
            <span>{total}</span>
            <span className="bar" style={{ height: `${Math.max(2, Math.round((total / most) * 72))}px` }} aria-hidden />
            <small>{each.slice(6)}周</small>
            <small>{satisfaction === null ? "—" : `${Math.round(satisfaction * 100)}%`}</small>
          </li>
        ))}
      </ol>
      </Scroll>
      <p className="muted">上为件数，下为满意率。</p>
    </section>
  );
}
