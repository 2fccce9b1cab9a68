/** What has happened to the case, in sentences: newest first, with what was said. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { answerOf, api } from "../../api/client";
import type { CaseEvent } from "../../api/types";
import { Fetched } from "../../parts/states";
import { fullTime, timeText } from "../../parts/times";
import { StateTone } from "../../parts/Tone";

const firstShown = 12;

export function History({ caseId }: { caseId: number }) {
  const [isWhole, setWhole] = useState(false);
  const history = useInfiniteQuery({
    queryKey: ["case", caseId, "history"],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/cases/{id}/events", { params: { path: { id: caseId }, query: { limit: 200, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const events = history.data?.pages.flatMap((page) => page.items).reverse();
  return (
    <section className="panel" aria-labelledby="history-title">
      <h2 id="history-title">办理历史{events && `（${events.length}${history.hasNextPage ? "+" : ""} 步）`}</h2>
      <Fetched query={{ ...history, data: events }}>
        {(all) => (
          <>
            <ol className="history">
              {(isWhole ? all : all.slice(0, firstShown)).map((event) => (
                <li key={event.seq}>
                  <EventLine event={event} />
                </li>
              ))}
            </ol>
            {!isWhole && all.length > firstShown && <Button onClick={() => setWhole(true)}>显示更早的 {all.length - firstShown} 步</Button>}
            {history.hasNextPage && (
              <Button loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
                继续加载
              </Button>
            )}
          </>
        )}
      </Fetched>
    </section>
  );
}

export function EventLine({ event }: { event: CaseEvent }) {
  const [long, short] = [event.facts.filter(({ text }) => text.length > 24), event.facts.filter(({ text }) => text.length <= 24)];
  const { changedLabels } = event.payload as { changedLabels?: string[] };
  return (
    <article>
      <p>
        <time dateTime={event.at} title={fullTime(event.at)}>
          {timeText(event.at)}
        </time>{" "}
        <strong>{event.actor.name}</strong> {event.label}
        {short.map(({ label, text }, index) => (
          <span key={label}>
            {/[。！？；，]$/.test(short[index - 1]?.text ?? "") ? "" : "，"}
            {label}：{text}
          </span>
        ))}
        {changedLabels && changedLabels.length > 0 && <span>，变更：{changedLabels.join("、")}</span>} <StateTone state={event.stateAfter} label={event.stateAfterLabel} />
      </p>
      {long.map(({ label, text }) => (
        <p key={label} className="pre said">
          <span className="muted">{label}：</span>
          {text}
        </p>
      ))}
    </article>
  );
}
