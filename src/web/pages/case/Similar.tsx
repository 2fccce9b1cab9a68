/** Cases that are likely the same matter, and one of them beside this one for comparing. */
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import type { AnswerOf, Case } from "../../api/types";
import { Fetched } from "../../parts/states";
import { StateTone, Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";

type SimilarCase = AnswerOf<"/api/v1/cases/{id}/similar">["items"][number];

export function Similar({ case: shown }: { case: Case }) {
  const query = useQuery({ queryKey: ["case", shown.id, "similar"], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}/similar", { params: { path: { id: shown.id } } })), staleTime: 60_000 });
  const [compared, setCompared] = useState<SimilarCase | null>(null);
  return (
    <section className="panel" aria-labelledby="similar-title">
      <h2 id="similar-title">相似工单</h2>
      <Fetched query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">没有发现相似的工单。</p>
          ) : (
            <ul className="similar">
              {items.slice(0, 8).map((item) => (
                <li key={item.caseId}>
                  <Link to={`/cases/${item.caseId}`}>{item.headline}</Link>
                  <div className="under">
                    <Tone tone={item.suggestion === "look" ? "plain" : "amber"}>{item.suggestionLabel}</Tone>
                    <StateTone state={item.state} label={item.stateLabel} />
                    <span className="muted">
                      {item.sourceLabel} {timeText(item.reportedAt)} · 相似度 {Math.round(item.score * 100)}%
                    </span>
                  </div>
                  <div className="muted">{item.reasons.map(({ label }) => label).join("、")}</div>
                  <Button size="small" onClick={() => setCompared(item)}>
                    并排查看
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
      {compared && <Beside shown={shown} other={compared} close={() => setCompared(null)} />}
    </section>
  );
}

function Beside({ shown, other, close }: { shown: Case; other: SimilarCase; close: () => void }) {
  const query = useQuery({ queryKey: ["case", other.caseId, "one"], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}", { params: { path: { id: other.caseId } } })) });
  return (
    <Modal open title="并排查看" onCancel={close} footer={null} width={1000}>
      <div className="beside">
        <Half case={shown} label="本件" />
        <Fetched query={query}>{(found) => <Half case={found} label="相似件" />}</Fetched>
      </div>
    </Modal>
  );
}

const Half = ({ case: one, label }: { case: Case; label: string }) => (
  <article>
    <h3>
      {label} {one.caseNo}
    </h3>
    <dl className="facts">
      <dt>标题</dt>
      <dd>{one.title ?? "—"}</dd>
      <dt>来源</dt>
      <dd>
        {one.sourceLabel}，{timeText(one.reportedAt)}
      </dd>
      <dt>诉求人</dt>
      <dd>{[one.complainant.name, one.complainant.phone].filter(Boolean).join(" ") || "匿名"}</dd>
      <dt>单位</dt>
      <dd>{one.unit?.name ?? one.sourceUnit ?? "—"}</dd>
      <dt>状态</dt>
      <dd>{one.stateLabel}</dd>
      <dt>内容</dt>
      <dd className="pre">{one.content}</dd>
    </dl>
  </article>
);
