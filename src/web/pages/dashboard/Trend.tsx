/** Thirteen weeks: how much came, and how well it went. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import { Fetched } from "../../parts/states";
import type { AnswerOf } from "../../api/types";
import { weekText } from "../../parts/times";
import { Chart } from "./Chart";

const shown = ["satisfaction", "onTimeRate", "responseRate"];
const colours = ["#1a7f37", "#b54708", "#5b2ea6"];

export default function Trend() {
  const series = useQuery({ queryKey: ["live", "series"], queryFn: () => answerOf(api.GET("/api/v1/metrics/series", { params: { query: { weeks: 13 } } })) });
  return (
    <section className="panel" aria-labelledby="trend-title">
      <h2 id="trend-title">近十三周</h2>
      <Fetched query={series} rows={5}>
        {(data) => <Drawn series={data} />}
      </Fetched>
    </section>
  );
}

function Drawn({ series: { items, last } }: { series: AnswerOf<"/api/v1/metrics/series"> }) {
  const navigate = useNavigate();
  const onPick = useCallback((index: number) => void navigate(`/cases/behind?week=${items[index]?.week ?? ""}&figure=complaints`), [items, navigate]);
  const labels = shown.map((name) => items[0]?.metrics.find((metric) => metric.name === name)?.label ?? name);
  const option = useMemo(
    () => ({
      legend: { top: 0 },
      grid: { left: 44, right: 48, top: 36, bottom: 28 },
      xAxis: { type: "category" as const, data: items.map(({ week }) => `${week.slice(6)}周`) },
      yAxis: [
        { type: "value" as const, name: "件", minInterval: 1 },
        { type: "value" as const, name: "%", max: 100, min: (value: { min: number }) => Math.max(0, Math.floor(value.min / 10) * 10 - 10), splitLine: { show: false } },
      ],
      series: [
        { type: "bar" as const, name: "投诉量", data: items.map(({ complaints }) => complaints), itemStyle: { color: "#9dbbe6" }, barMaxWidth: 26 },
        ...shown.map((name, index) => ({
          type: "line" as const,
          name: labels[index] ?? name,
          yAxisIndex: 1,
          data: items.map(({ metrics }) => {
            const value = metrics.find((metric) => metric.name === name)?.value;
            return value === null || value === undefined ? null : Math.round(value * 1000) / 10;
          }),
          connectNulls: false,
          itemStyle: { color: colours[index] ?? "#333" },
        })),
      ],
    }),
    [items, labels],
  );
  const rows = items.map(({ week, complaints, metrics }) => [weekText(week), complaints, ...shown.map((name) => metrics.find((metric) => metric.name === name)?.text ?? "—")]);
  return (
    <>
      <p>
        {weekText(last.week)}：{items.at(-1)?.complaints ?? 0} 件，环比 {last.change}，同比 {last.changeYear}。
      </p>
      <Chart label="近十三周投诉量、满意率、按期办结率和响应率" option={option} height={280} table={{ head: ["周次", "投诉量", ...labels], rows }} onPick={onPick} />
    </>
  );
}
