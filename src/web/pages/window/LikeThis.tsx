/** Cases that are like what is being typed: so that a matter is not registered twice, and a second complaint is known for one. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import { Fetched } from "../../parts/states";
import { StateTone, Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import type { WalkInForm } from "./walkIn";

const pauseMillis = 500;

export function LikeThis({ draft: { content = "", title, phone, idNumber, unit, serviceItem } }: { draft: WalkInForm }) {
  const wanted = JSON.stringify({ content, title: title || undefined, phone: phone || undefined, idNumber: idNumber || undefined, unit: unit || undefined, serviceItem: serviceItem || undefined });
  const [settled, setSettled] = useState(wanted);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(wanted), pauseMillis);
    return () => window.clearTimeout(timer);
  }, [wanted]);
  const body = JSON.parse(settled) as { content: string; phone?: string; idNumber?: string };
  const isEnough = body.content.trim().length >= 6 || (body.phone ?? "").length >= 7 || (body.idNumber ?? "").length >= 15;
  const query = useQuery({ queryKey: ["like-this", settled], queryFn: () => answerOf(api.POST("/api/v1/cases/similar", { body })), enabled: isEnough, placeholderData: (before) => before, gcTime: 0 });
  return (
    <section className="panel" aria-labelledby="like-title" aria-live="polite">
      <h2 id="like-title">相似工单</h2>
      {!isEnough ? (
        <p className="muted">填写事由或电话后，这里会列出可能相同的工单，避免重复登记。</p>
      ) : (
        <Fetched query={query} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">没有发现相似的工单。</p>
            ) : (
              <ul className="similar">
                {items.map((item) => (
                  <li key={item.caseId}>
                    <Link to={`/cases/${item.caseId}`} target="_blank" rel="noopener">
                      {item.headline}
                    </Link>
                    <div className="under">
                      <Tone tone={item.suggestion === "look" ? "plain" : "amber"}>{item.suggestionLabel}</Tone>
                      <StateTone state={item.state} label={item.stateLabel} />
                      <span className="muted">
                        {item.sourceLabel} {timeText(item.reportedAt)}
                      </span>
                    </div>
                    <div className="muted">{item.reasons.map(({ label }) => label).join("、")}</div>
                  </li>
                ))}
              </ul>
            )
          }
        </Fetched>
      )}
    </section>
  );
}
