/** What came of it: the disposition and the review as they stand. */
import type { Case } from "../../api/types";
import { dayText } from "../../parts/times";
import { Tone } from "../../parts/Tone";
import { responsibilityLabels, rootCauseLabels, verdictLabels } from "../../parts/words";

interface Disposition {
  result: string;
  reply: string;
  verdict?: string;
}
interface Review {
  verdict: string;
  rootCause: string;
  responsibility: string;
  responsible?: string;
  articles?: string[];
  correctiveActions?: { action: string; owner: string; due: string }[];
  typicalCase?: boolean;
  lesson: string;
}

export function Outcome({ case: shown }: { case: Case }) {
  const disposition = shown.disposition as Disposition | null;
  const review = shown.review as Review | null;
  return (
    <>
      {disposition && (
        <section className="panel" aria-labelledby="disposition-title">
          <h2 id="disposition-title">办理结果 {disposition.verdict && <Tone>{verdictLabels[disposition.verdict] ?? disposition.verdict}</Tone>}</h2>
          <p className="pre">{disposition.result}</p>
          <p className="pre said">
            <span className="muted">答复意见：</span>
            {disposition.reply}
          </p>
        </section>
      )}
      {review && (
        <section className="panel" aria-labelledby="review-title">
          <h2 id="review-title">复盘 {review.typicalCase && <Tone tone="amber">典型案例</Tone>}</h2>
          <dl className="facts">
            <dt>认定</dt>
            <dd>{verdictLabels[review.verdict] ?? review.verdict}</dd>
            <dt>根因</dt>
            <dd>{rootCauseLabels[review.rootCause] ?? review.rootCause}</dd>
            <dt>责任</dt>
            <dd>{[responsibilityLabels[review.responsibility] ?? review.responsibility, review.responsible].filter(Boolean).join("：")}</dd>
            {review.articles && review.articles.length > 0 && (
              <>
                <dt>涉及条款</dt>
                <dd>{review.articles.join("；")}</dd>
              </>
            )}
            <dt>经验教训</dt>
            <dd className="pre">{review.lesson}</dd>
            {review.correctiveActions && review.correctiveActions.length > 0 && (
              <>
                <dt>整改项</dt>
                <dd>
                  {review.correctiveActions.map(({ action, owner, due }) => (
                    <p key={action}>
                      {action}（{owner}，{dayText(due)}前）
                    </p>
                  ))}
                </dd>
              </>
            )}
          </dl>
        </section>
      )}
    </>
  );
}
