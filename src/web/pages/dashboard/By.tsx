/** The figures by unit, source, category or item: sortable, each opening its cases. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { CasesLink } from "../../parts/CasesLink";
import { Fetched, Nothing } from "../../parts/states";

const columns = ["satisfaction", "firstCallbackSatisfaction", "onTimeRate", "responseRate", "secondComplaints"];

export function By({ period, by }: { period: { from: string; to: string }; by: "unit" | "source" | "category" | "item" }) {
  const [sorted, setSorted] = useState<string>("complaints");
  const query = useQuery({ queryKey: ["live", "metrics-by", period, by], queryFn: () => answerOf(api.GET("/api/v1/metrics", { params: { query: { ...period, by } } })) });
  return (
    <Fetched query={query} rows={5}>
      {({ rows, total }) => {
        if (rows.length === 0) return <Nothing>这段时间没有工单。</Nothing>;
        const most = Math.max(1, ...rows.map(({ complaints }) => complaints.count));
        const valueOf = (row: (typeof rows)[number]) => (sorted === "complaints" ? row.complaints.count : (row.metrics.find(({ name }) => name === sorted)?.value ?? -1));
        const ordered = [...rows].sort((a, b) => valueOf(b) - valueOf(a) || a.label.localeCompare(b.label, "zh-CN"));
        const head = (name: string, label: string) => (
          <th key={name} className="number" aria-sort={sorted === name ? "descending" : "none"}>
            <button type="button" className="plain" onClick={() => setSorted(name)}>
              {label}
              {sorted === name ? " ▾" : ""}
            </button>
          </th>
        );
        return (
          <Scroll>
            <table className="list">
              <thead>
                <tr>
                  <th>名称</th>
                  {head("complaints", "投诉量")}
                  {columns.map((name) => head(name, total.metrics.find((metric) => metric.name === name)?.label ?? name))}
                </tr>
              </thead>
              <tbody>
                {ordered.map((row) => (
                  <tr key={row.key}>
                    <td>{row.label}</td>
                    <td className="number">
                      <span className="inline-bar" style={{ width: `${Math.round((row.complaints.count / most) * 80)}px` }} aria-hidden />
                      <CasesLink query={{ ...period, figure: "complaints", by, key: row.key, label: row.label }} label={row.label}>
                        {row.complaints.count}
                      </CasesLink>
                    </td>
                    {columns.map((name) => {
                      const figure = row.metrics.find((metric) => metric.name === name);
                      return (
                        <td key={name} className="number">
                          {figure && figure.denominator > 0 ? (
                            <CasesLink query={{ ...period, figure: name, by, key: row.key, label: row.label }} label={`${row.label}${figure.label}`}>
                              {figure.text}
                            </CasesLink>
                          ) : (
                            "—"
                          )}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        );
      }}
    </Fetched>
  );
}
