/** The hall's wall: large, dark, by itself; nothing of any complaint but its number. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import { ErrorPanel } from "../../parts/states";
import { timeText } from "../../parts/times";
import "./screen.css";

const shownRates = ["satisfaction", "firstCallbackSatisfaction", "onTimeRate", "responseRate"];
const levelNames = ["", "一级", "二级", "三级"];

export default function ScreenPage() {
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ queryKey: ["live", "screen"], queryFn: () => answerOf(api.GET("/api/v1/metrics/screen")), refetchInterval: 60_000 });
  useEffect(() => {
    document.title = "大厅大屏 · 回音";
    const back = (event: KeyboardEvent) => {
      if (event.key === "Escape") void navigate("/dashboard");
    };
    window.addEventListener("keydown", back);
    return () => window.removeEventListener("keydown", back);
  }, [navigate]);
  if (!data) return <main className="wall">{error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <p>正在打开…</p>}</main>;
  const most = Math.max(1, ...data.weeks.map(({ complaints }) => complaints));
  return (
    <main className="wall">
      <header>
        <h1>件件有落实　事事有回音</h1>
        <p>
          <time dateTime={data.at}>{timeText(data.at)}</time> 更新{error ? "（连接中断，正在重试）" : ""} <Link to="/dashboard">返回</Link>
        </p>
      </header>
      <section className="big" aria-label="办理情况">
        <Big label="今日收到" value={data.receivedToday} />
        <Big label="今日闭环" value={data.closedToday} />
        <Big label="本周收到" value={data.receivedWeek} />
        <Big label="本周闭环" value={data.closedWeek} />
        <Big label="正在办理" value={data.inProgress} />
        <Big label="其中超期" value={data.overdue} isBad={data.overdue > 0} />
      </section>
      <section className="rates" aria-label="近四周">
        <h2>近四周</h2>
        <ul>
          {data.rates
            .filter(({ name }) => shownRates.includes(name))
            .map(({ name, label, text, value }) => (
              <li key={name}>
                <span>{label}</span>
                <span className="gauge" aria-hidden>
                  <span style={{ width: `${(value ?? 0) * 100}%` }} />
                </span>
                <strong>{text}</strong>
              </li>
            ))}
        </ul>
      </section>
      <section className="levels" aria-label="督办">
        <h2>在办督办</h2>
        <ul>
          {data.escalations.map(({ level, count }) => (
            <li key={level}>
              <strong>{count}</strong>
              <span>{levelNames[level]}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="weeks" aria-label="近八周投诉量">
        <h2>近八周投诉量</h2>
        <ol>
          {data.weeks.map(({ week, complaints }) => (
            <li key={week}>
              <span>{complaints}</span>
              <span className="column-bar" style={{ height: `${Math.max(2, (complaints / most) * 100)}%` }} aria-hidden />
              <small>{week.slice(6)}周</small>
            </li>
          ))}
        </ol>
      </section>
      <section className="latest" aria-label="最新闭环">
        <h2>最新闭环</h2>
        <ul>
          {data.closings.map((closing, index) => (
            <li key={index}>
              <span>{closing.caseNo}</span>
              <span>{closing.unitName ?? "—"}</span>
              <span>{closing.sourceLabel}</span>
              <time dateTime={closing.closedAt}>{timeText(closing.closedAt)}</time>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

const Big = ({ label, value, isBad = false }: { label: string; value: number; isBad?: boolean }) => (
  <div className={isBad ? "bad" : ""}>
    <strong>{value}</strong>
    <span>{label}</span>
  </div>
);
