/** What this case hangs together with: merged cases, earlier and later complaints, common causes, corrective actions. */
import { Link } from "react-router";
import type { Case } from "../../api/types";
import { Tone } from "../../parts/Tone";
import { dayText, timeText } from "../../parts/times";

const relations: Record<string, { to: string; from: string }> = {
  "merged-into": { to: "并入主件", from: "并入本件" },
  "repeat-of": { to: "重复投诉，前件", from: "后续重复投诉" },
};

export function Links({ case: { links, commonCauses, correctiveActions } }: { case: Case }) {
  if (links.length + commonCauses.length + correctiveActions.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="links-title">
      <h2 id="links-title">关联</h2>
      <ul className="links">
        {links.map(({ relation, direction, caseId, caseNo, createdAt, endedAt }) => (
          <li key={`${relation}-${direction}-${caseId}`}>
            <span className="muted">{relations[relation]?.[direction] ?? relation}：</span>
            <Link to={`/cases/${caseId}`}>{caseNo ?? caseId}</Link> <span className="muted">{timeText(createdAt)}</span>
            {endedAt && <Tone>已解除</Tone>}
          </li>
        ))}
        {commonCauses.map(({ id, title }) => (
          <li key={`cause-${id}`}>
            <span className="muted">共性问题：</span>
            <Link to={`/common-causes/${id}`}>{title}</Link>
          </li>
        ))}
        {correctiveActions.map(({ id, action, owner, due, stateLabel, overdue }) => (
          <li key={`action-${id}`}>
            <span className="muted">整改项：</span>
            <Link to={`/corrective-actions/${id}`}>{action}</Link> <Tone tone={overdue ? "red" : "plain"}>{overdue ? "逾期" : stateLabel}</Tone>
            <div className="muted">
              {owner}，{dayText(due)}前
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
