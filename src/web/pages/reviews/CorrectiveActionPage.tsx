/** One corrective action: what is asked of whom, what was done, and the next step. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { dayText, fullTime, timeText } from "../../parts/times";
import { NotFoundPage } from "../NotFoundPage";
import { ActionSteps } from "./ActionSteps";
import { ActionState } from "./ActionTable";

const fieldLabels: Record<string, string> = { owner: "责任人", ownerUserId: "责任人账号", unitId: "责任单位", due: "期限" };

export default function CorrectiveActionPage() {
  const { id: text = "" } = useParams();
  const id = Number(text);
  const isId = Number.isInteger(id) && id > 0;
  const query = useQuery({ queryKey: ["reviews", "action", id], queryFn: () => answerOf(api.GET("/api/v1/corrective-actions/{id}", { params: { path: { id } } })), enabled: isId });
  if (!isId) return <NotFoundPage />;
  return (
    <Fetched query={query}>
      {(shown) => (
        <>
          <PageHead title={shown.action} note={<ActionState {...shown} />} />
          <div className="columns">
            <div>
              <ActionSteps key={shown.state} action={shown} />
              <section className="panel" aria-labelledby="log-title">
                <h2 id="log-title">经过</h2>
                <ol>
                  {[...shown.log].reverse().map((entry, index) => (
                    <li key={index} className="log">
                      <time title={fullTime(entry.at)} className="muted">
                        {timeText(entry.at)}
                      </time>{" "}
                      <strong>{entry.actor.name}</strong> {entry.label}
                      {entry.changes.map(({ field, from, to }) => (
                        <span key={field}>
                          ，{fieldLabels[field] ?? field}：{textOf(from)} → {textOf(to)}
                        </span>
                      ))}
                      {entry.note && <p className="pre said">{entry.note}</p>}
                    </li>
                  ))}
                </ol>
              </section>
            </div>
            <section className="panel" aria-label="概况">
              <dl className="facts">
                <dt>责任人</dt>
                <dd>{shown.owner}</dd>
                <dt>责任单位</dt>
                <dd>{shown.unitName ?? "—"}</dd>
                <dt>完成期限</dt>
                <dd>{dayText(shown.due)}</dd>
                {shown.doneOnTime !== null && (
                  <>
                    <dt>完成情况</dt>
                    <dd>{shown.doneOnTime ? "按期完成" : "逾期完成"}</dd>
                  </>
                )}
                {shown.caseId !== null && (
                  <>
                    <dt>来自工单</dt>
                    <dd>
                      <Link to={`/cases/${shown.caseId}`}>{shown.caseNo}</Link>
                    </dd>
                  </>
                )}
                {shown.commonCauseId !== null && (
                  <>
                    <dt>共性问题</dt>
                    <dd>
                      <Link to={`/common-causes/${shown.commonCauseId}`}>{shown.commonCauseTitle}</Link>
                    </dd>
                  </>
                )}
                {shown.evidence && (
                  <>
                    <dt>整改结果</dt>
                    <dd className="pre">{shown.evidence}</dd>
                  </>
                )}
                {shown.opinion && (
                  <>
                    <dt>核验意见</dt>
                    <dd className="pre">{shown.opinion}</dd>
                  </>
                )}
              </dl>
            </section>
          </div>
        </>
      )}
    </Fetched>
  );
}

const textOf = (value: unknown): string => (value === null || value === undefined ? "无" : typeof value === "string" ? value : JSON.stringify(value));
