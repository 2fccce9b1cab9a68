/** The counts of the week by one thing after the other, each with 环比 and 同比. */
import { Segmented } from "antd";
import { useState } from "react";
import { Scroll } from "../../parts/Scroll";
import { CasesLink } from "../../parts/CasesLink";
import type { CountLine, Notice } from "./content";

const tables = [
  { by: "source", label: "来源", lines: "bySource" },
  { by: "unit", label: "承办单位", lines: "byUnit" },
  { by: "category", label: "类别", lines: "byCategory" },
  { by: "kind", label: "诉求类型", lines: "byKind" },
  { by: "window", label: "窗口", lines: "byWindow" },
  { by: "item", label: "服务事项", lines: "byItem" },
  { by: "lane", label: "通道", lines: "byLane" },
] as const;

export function Counts({ notice }: { notice: Notice }) {
  const [by, setBy] = useState<string>("source");
  const table = tables.find((each) => each.by === by) ?? tables[0];
  const lines: CountLine[] = notice[table.lines];
  return (
    <section className="panel" aria-labelledby="counts-title">
      <h2 id="counts-title">
        受理情况（
        <CasesLink query={{ week: notice.week, figure: "complaints" }} label="本期全部">
          {notice.total.count}
        </CasesLink>{" "}
        件，环比 {notice.total.change}，同比 {notice.total.changeYear}
        {notice.lateCount > 0 && `，其中补报 ${notice.lateCount} 件`}）
      </h2>
      <Scroll>
        <Segmented aria-label="分类" value={by} onChange={setBy} options={tables.map(({ by: value, label }) => ({ value, label }))} />
      </Scroll>
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>{table.label}</th>
              <th className="number">件数</th>
              <th className="number">占比</th>
              <th className="number">环比</th>
              <th className="number">同比</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <td>{line.label}</td>
                <td className="number">
                  <CasesLink query={{ week: notice.week, figure: "complaints", by: table.by, key: line.key, label: line.label }} label={line.label}>
                    {line.count}
                  </CasesLink>
                </td>
                <td className="number">{line.share}</td>
                <td className="number">{line.change}</td>
                <td className="number">{line.changeYear}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
