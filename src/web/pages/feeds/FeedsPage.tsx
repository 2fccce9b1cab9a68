/** Per source: what came last, what waits, and the accounting that shows that nothing was lost. */
import { useQuery } from "@tanstack/react-query";
import { DatePicker } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { timeText } from "../../parts/times";
import { Tone } from "../../parts/Tone";
import { useAddress } from "../../parts/useAddress";
import { sourceLabels } from "../../parts/words";
import { useService } from "../../session/service";
import "./feeds.css";

type Row = AnswerOf<"/api/v1/feeds/accounting">["rows"][number];
const columns = [
  ["received", "收到"],
  ["created", "新建"],
  ["updated", "更新"],
  ["unchanged", "重复"],
  ["quarantined", "隔离"],
  ["dismissed", "其中销项"],
] as const;

export default function FeedsPage() {
  return (
    <>
      <PageHead title="来源对账" note="每条推送记录都有去处：收到 = 新建 + 更新 + 重复 + 隔离。" />
      <Arrivals />
      <Accounting />
    </>
  );
}

function Arrivals() {
  const query = useQuery({ queryKey: ["live", "arrivals"], queryFn: () => answerOf(api.GET("/api/v1/feeds/arrivals")), refetchInterval: 60_000 });
  return (
    <section aria-label="最近到达">
      <Fetched query={query} rows={3}>
        {({ items }) => (
          <ul className="arrivals">
            {items.map(({ source, sourceLabel, last, today, quarantined }) => (
              <li key={source} className="panel">
                <h2>{sourceLabel}</h2>
                <p>
                  今天 <strong>{today}</strong> 条
                  {quarantined > 0 && (
                    <Link to={`/feeds/quarantine?source=${source}`} className="waiting">
                      隔离待处理 {quarantined} 条
                    </Link>
                  )}
                </p>
                <p className="muted">
                  {last === null ? (
                    source === "window" ? "由窗口登记，不经推送" : "还没有推送过记录"
                  ) : (
                    <>
                      最近 {timeText(last.at)}，{last.outcomeLabel} {last.caseId === null ? last.externalId : <Link to={`/cases/${last.caseId}`}>{last.caseNo ?? last.externalId}</Link>}
                    </>
                  )}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Fetched>
    </section>
  );
}

function Accounting() {
  const [filters, change] = useAddress();
  const today = useService().now.slice(0, 10);
  const day = (text: string | undefined, otherwise: string) => (text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : otherwise);
  const from = day(filters["from"], dayjs(today).subtract(13, "day").format("YYYY-MM-DD"));
  const to = day(filters["to"], today);
  const query = useQuery({ queryKey: ["live", "accounting", from, to], queryFn: () => answerOf(api.GET("/api/v1/feeds/accounting", { params: { query: { from, to } } })) });
  return (
    <section className="panel" aria-labelledby="accounting-title">
      <h2 id="accounting-title">对账</h2>
      <div className="filters">
        <DatePicker.RangePicker aria-label="起止日期" allowClear={false} format="YYYY年M月D日" value={[dayjs(from), dayjs(to)]} onChange={(days) => days?.[0] && days[1] && change({ from: days[0].format("YYYY-MM-DD"), to: days[1].format("YYYY-MM-DD") })} />
      </div>
      <Fetched query={query}>
        {({ rows, balanced }) =>
          rows.length === 0 ? (
            <Nothing>这段时间没有收到推送记录。</Nothing>
          ) : (
            <>
              <p className="spaced">
                {balanced ? <Tone tone="green">平衡</Tone> : <Tone tone="red">不平衡</Tone>} {dayText(from)}至{dayText(to)}，共收到 {sum(rows, "received")} 条。
                {balanced ? "" : "请由管理员运行数据核验。"}
              </p>
              <Table rows={totals(rows)} first="来源" nameOf={({ source }) => sourceLabels[source] ?? source} />
              <details className="by-day">
                <summary>逐日</summary>
                <Table rows={[...rows].reverse()} first="日期与来源" nameOf={({ day: of, source }) => `${of} ${sourceLabels[source] ?? source}`} />
              </details>
            </>
          )
        }
      </Fetched>
    </section>
  );
}

function Table({ rows, first, nameOf }: { rows: Row[]; first: string; nameOf: (row: Row) => string }) {
  return (
    <Scroll>
      <table className="list">
        <thead>
          <tr>
            <th>{first}</th>
            {columns.map(([name, label]) => (
              <th key={name} className="number">
                {label}
              </th>
            ))}
            <th>平衡</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row)}>
              <td className="nowrap">{nameOf(row)}</td>
              {columns.map(([name]) => (
                <td key={name} className="number">
                  {row[name]}
                </td>
              ))}
              <td>{row.balanced ? <Tone tone="green">是</Tone> : <Tone tone="red">否</Tone>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const dayText = (day: string): string => dayjs(day).format("M月D日");
const sum = (rows: Row[], name: (typeof columns)[number][0]): number => rows.reduce((total, row) => total + row[name], 0);

function totals(rows: Row[]): Row[] {
  const sources = [...new Set(rows.map(({ source }) => source))].sort();
  return sources.map((source) => {
    const own = rows.filter((row) => row.source === source);
    const counts = Object.fromEntries(columns.map(([name]) => [name, sum(own, name)])) as Pick<Row, (typeof columns)[number][0]>;
    return { source, day: "", ...counts, balanced: own.every(({ balanced }) => balanced) };
  });
}
