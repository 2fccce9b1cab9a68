/** How well the loop closes: rates, volumes, weeks one after the other, the funnel, by unit and source; every figure opens its cases. */
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { CasesLink } from "../../parts/CasesLink";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { dayText, minutesText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { useService } from "../../session/service";
import { By } from "./By";
import { changeText, pointsText, useTotal } from "./comparison";
import { comparedWith, periodOf, spans } from "./periods";
import "./dashboard.css";

const Trend = lazy(() => import("./Trend"));

export default function DashboardPage() {
  const [filters, change] = useAddress();
  const { now, workingDayMinutes } = useService();
  const today = now === "" ? dayjs().format("YYYY-MM-DD") : now.slice(0, 10);
  const span = filters["span"] ?? "four-weeks";
  const period = periodOf(span, today, filters);
  const metrics = useQuery({ queryKey: ["live", "metrics", period], queryFn: () => answerOf(api.GET("/api/v1/metrics", { params: { query: period } })) });
  const { before, yearAgo } = comparedWith(period);
  const earlier = useTotal(before);
  const lastYear = useTotal(yearAgo);
  return (
    <>
      <PageHead title="指标看板" note={`${dayText(period.from)}至${dayText(period.to)}，环比与此前同样长的一段相比。点数字可看背后的工单；没有可比或可计的记“—”。`} />
      <div className="filters">
        <Segmented aria-label="期间" value={span} onChange={(value) => change({ span: value === "four-weeks" ? undefined : value, from: undefined, to: undefined })} options={spans} />
        {span === "own" && (
          <DatePicker.RangePicker aria-label="自选日期" allowClear={false} format="YYYY年M月D日" value={[dayjs(period.from), dayjs(period.to)]} onChange={(days) => days?.[0] && days[1] && change({ from: days[0].format("YYYY-MM-DD"), to: days[1].format("YYYY-MM-DD") })} />
        )}
      </div>
      <Fetched query={metrics} rows={4}>
        {({ total }) => (
          <div className="tiles">
            <Tile label="投诉量" value={String(total.complaints.count)} query={{ ...period, figure: "complaints" }} note={`环比 ${changeText(total.complaints.count, earlier?.complaints.count)}，同比 ${changeText(total.complaints.count, lastYear?.complaints.count)}`} />
            {total.metrics.map((figure) => (
              <Tile key={figure.name} label={figure.label} value={figure.text} query={{ ...period, figure: figure.name }} note={`${figure.numerator} / ${figure.denominator}，环比 ${pointsText(figure, earlier)}，同比 ${pointsText(figure, lastYear)}`} />
            ))}
            <div className="tile">
              <span>办结用时（中位）</span>
              <strong>{total.handling.medianMinutes === null ? "—" : minutesText(total.handling.medianMinutes, workingDayMinutes)}</strong>
              <small className="muted">{total.handling.count} 件，工作时间</small>
            </div>
          </div>
        )}
      </Fetched>
      <Suspense fallback={<section className="panel">正在打开图表…</section>}>
        <Trend />
      </Suspense>
      <FunnelPanel period={period} />
      <ByPanel period={period} />
    </>
  );
}

function Tile({ label, value, query, note }: { label: string; value: string; query: Record<string, string>; note: string }) {
  return (
    <div className="tile">
      <span>{label}</span>
      <strong>
        <CasesLink query={query} label={label}>
          {value}
        </CasesLink>
      </strong>
      <small className="muted">{note}</small>
    </div>
  );
}

type Funnel = AnswerOf<"/api/v1/metrics/funnel">;

function FunnelPanel({ period }: { period: { from: string; to: string } }) {
  const funnel = useQuery({ queryKey: ["live", "funnel", period], queryFn: () => answerOf(api.GET("/api/v1/metrics/funnel", { params: { query: period } })) });
  return (
    <section className="panel" aria-labelledby="funnel-title">
      <h2 id="funnel-title">闭环进度</h2>
      <Fetched query={funnel} rows={4}>
        {({ stages, returned, merged, withdrawn }) => (
          <>
            <ol className="funnel">
              {stages.map((stage) => (
                <Stage key={stage.stage} stage={stage} period={period} widest={stages[0]?.needed ?? 1} />
              ))}
            </ol>
            <p className="muted">
              期间内诉求的工单走到哪一步。另有退回来源 {returned} 件、并案 {merged} 件、撤回 {withdrawn} 件；咨询、表扬等不需要的环节不计入。
            </p>
          </>
        )}
      </Fetched>
    </section>
  );
}

function Stage({ stage: { stage, label, needed, done }, period, widest }: { stage: Funnel["stages"][number]; period: { from: string; to: string }; widest: number }) {
  const link = (part: string) => `/cases/stage?${new URLSearchParams({ ...period, stage, part, label }).toString()}`;
  const share = (count: number) => `${Math.round((count / Math.max(1, widest)) * 1000) / 10}%`;
  return (
    <li>
      <span className="name">{label}</span>
      <span className="track" aria-hidden>
        <span className="needed" style={{ width: share(needed) }} />
        <span className="done" style={{ width: share(done) }} />
      </span>
      <span className="counts">
        <Link to={link("done")}>{done}</Link> / {needed}
        {needed > done && (
          <>
            ，<Link to={link("missing")}>还差 {needed - done}</Link>
          </>
        )}
      </span>
    </li>
  );
}

function ByPanel({ period }: { period: { from: string; to: string } }) {
  const [by, setBy] = useState<"unit" | "source" | "category" | "item">("unit");
  return (
    <section className="panel" aria-labelledby="by-title">
      <h2 id="by-title">分类比较</h2>
      <Segmented
        className="spaced"
        aria-label="分类"
        value={by}
        onChange={setBy}
        options={[
          { value: "unit", label: "承办单位" },
          { value: "source", label: "来源" },
          { value: "category", label: "类别" },
          { value: "item", label: "服务事项" },
        ]}
      />
      <By period={period} by={by} />
    </section>
  );
}
