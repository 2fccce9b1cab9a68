/** The hard-cases window's board: what is escalated, by level, with the time that is left. */
import { useQuery } from "@tanstack/react-query";
import { Checkbox, Segmented } from "antd";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { EscalationCard } from "./EscalationCard";
import "./window.css";

const levels = [
  { level: 3, label: "三级 · 局领导" },
  { level: 2, label: "二级 · 大队领导" },
  { level: 1, label: "一级 · “办不成事”窗口" },
];

export default function BoardPage() {
  const [filters, change] = useAddress();
  const [shownLevel, setShownLevel] = useState(1);
  const isResolved = filters["state"] === "resolved";
  const isMine = filters["mine"] === "true";
  return (
    <>
      <PageHead title="督办看板" note="按级别和剩余时间排列。领办后在时限内处置，逾期会自动升级。" />
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={isResolved ? "resolved" : "unresolved"}
          onChange={(state) => change({ state: state === "resolved" ? state : undefined })}
          options={[
            { value: "unresolved", label: "未解除" },
            { value: "resolved", label: "已解除" },
          ]}
        />
        <Checkbox checked={isMine} onChange={({ target }) => change({ mine: target.checked ? "true" : undefined })}>
          由我处置的
        </Checkbox>
        <Segmented aria-label="级别" className="phone-only" value={shownLevel} onChange={setShownLevel} options={levels.map(({ level, label }) => ({ value: level, label: label.slice(0, 2) }))} />
      </div>
      <div className="board">
        {levels.map(({ level, label }) => (
          <Column key={level} level={level} label={label} state={isResolved ? "resolved" : "unresolved"} isMine={isMine} isShown={level === shownLevel} />
        ))}
      </div>
    </>
  );
}

function Column({ level, label, state, isMine, isShown }: { level: number; label: string; state: "resolved" | "unresolved"; isMine: boolean; isShown: boolean }) {
  const query = useQuery({
    queryKey: ["escalations", level, state, isMine],
    queryFn: () => answerOf(api.GET("/api/v1/escalations", { params: { query: { level, state, limit: 100, ...(isMine && { mine: true }) } } })),
    refetchInterval: 60_000,
  });
  return (
    <section className={isShown ? "column shown" : "column"} aria-labelledby={`level-${level}`}>
      <h2 id={`level-${level}`}>
        {label} <span className="count">{query.data ? `${query.data.items.length}${query.data.nextCursor ? "+" : ""}` : ""}</span>
      </h2>
      <Fetched query={query} rows={3}>
        {({ items }) => (items.length === 0 ? <p className="muted">没有{state === "resolved" ? "已解除" : "未解除"}的督办。</p> : items.map((item) => <EscalationCard key={item.id} escalation={item} />))}
      </Fetched>
    </section>
  );
}
