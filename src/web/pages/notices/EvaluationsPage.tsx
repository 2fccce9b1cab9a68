/** Quarterly and yearly evaluation: units, windows and people by the score card. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { useAddress } from "../../parts/useAddress";

interface Line {
  key: string;
  label: string;
  rank: number | null;
  points: number | null;
  complaints: number;
  metrics: { name: string; label: string; text: string }[];
  excellent: boolean;
}
interface Evaluation {
  title: string;
  complete: boolean;
  total: Line & { change: string; changeYear: string };
  units: Line[];
  windows: Line[];
  people: Line[];
}

const subjects = [
  { value: "all", label: "全部" },
  { value: "enterprise", label: "对企专窗" },
];

export default function EvaluationsPage() {
  const [filters, change] = useAddress();
  const [part, setPart] = useState<"units" | "windows" | "people">("units");
  const today = dayjs();
  const periods = Array.from({ length: 6 }, (_, index) => today.subtract(index * 3, "month")).map((day) => `${day.year()}-Q${Math.floor(day.month() / 3) + 1}`);
  const years = [today.year(), today.year() - 1, today.year() - 2].map(String);
  const period = filters["period"] && /^\d{4}(-Q[1-4])?$/.test(filters["period"]) ? filters["period"] : (periods[0] ?? "");
  const subject = filters["subject"] === "enterprise" ? "enterprise" : "all";
  const query = useQuery({ queryKey: ["evaluation", period, subject], queryFn: async () => (await answerOf(api.GET("/api/v1/evaluations/{period}", { params: { path: { period }, query: { subject } } }))) as unknown as Evaluation });
  const nameOf = (text: string) => (text.includes("Q") ? `${text.slice(0, 4)}年第${["一", "二", "三", "四"][Number(text.slice(-1)) - 1]}季度` : `${text}年`);
  return (
    <>
      <PageHead title="测评评优" note="用通报的同一套指标，按评分标准打分排名；件数太少的不排名。">
        <Button href={`/api/v1/evaluations/${period}.html?subject=${subject}`} target="_blank" rel="noopener">
          打印
        </Button>
      </PageHead>
      <div className="filters">
        <Select aria-label="期间" value={period} onChange={(value: string) => change({ period: value })} options={[...periods, ...years].map((value) => ({ value, label: nameOf(value) }))} className="filter" />
        <Segmented aria-label="范围" value={subject} onChange={(value) => change({ subject: value === "all" ? undefined : value })} options={subjects} />
      </div>
      <Fetched query={query}>
        {(shown) => (
          <section className="panel" aria-labelledby="evaluation-title">
            <h2 id="evaluation-title">
              {shown.title} {!shown.complete && <Tone tone="amber">期间未结束，为截至目前的数字</Tone>}
            </h2>
            <p>
              共 {shown.total.complaints} 件，环比 {shown.total.change}，同比 {shown.total.changeYear}，总分 {shown.total.points?.toFixed(1) ?? "—"}。
            </p>
            <Segmented
              className="spaced"
              aria-label="对象"
              value={part}
              onChange={setPart}
              options={[
                { value: "units", label: "单位" },
                { value: "windows", label: "窗口" },
                { value: "people", label: "人员" },
              ]}
            />
            <Lines lines={shown[part]} />
          </section>
        )}
      </Fetched>
    </>
  );
}

function Lines({ lines }: { lines: Line[] }) {
  if (lines.length === 0) return <Nothing>这一期没有可评的对象。</Nothing>;
  return (
    <Scroll>
      <table className="list">
        <thead>
          <tr>
            <th className="number">名次</th>
            <th>名称</th>
            <th className="number">得分</th>
            <th className="number">件数</th>
            {lines[0]?.metrics.map(({ name, label }) => (
              <th key={name} className="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <td className="number">{line.rank ?? "—"}</td>
              <td>
                {line.label} {line.excellent && <Tone tone="green">优秀</Tone>}
              </td>
              <td className="number">{line.points?.toFixed(1) ?? "—"}</td>
              <td className="number">{line.complaints}</td>
              {line.metrics.map(({ name, text }) => (
                <td key={name} className="number">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
