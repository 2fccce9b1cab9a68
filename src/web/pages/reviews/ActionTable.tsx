/** Corrective actions as rows. */
import { Link } from "react-router";
import type { AnswerOf } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { Tone } from "../../parts/Tone";
import { dayText } from "../../parts/times";

export type CorrectiveAction = AnswerOf<"/api/v1/corrective-actions">["items"][number];

export const ActionState = ({ state, stateLabel, overdue }: Pick<CorrectiveAction, "state" | "stateLabel" | "overdue">) => (
  <>
    <Tone tone={state === "closed" ? "green" : state === "cancelled" ? "plain" : "blue"}>{stateLabel}</Tone> {overdue && <Tone tone="red">逾期</Tone>}
  </>
);

export function ActionTable({ items }: { items: CorrectiveAction[] }) {
  return (
    <Scroll>
      <table className="list work">
        <thead>
          <tr>
            <th>整改措施</th>
            <th>责任人</th>
            <th>期限</th>
            <th>状态</th>
            <th>来自</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td className="matter">
                <Link to={`/corrective-actions/${item.id}`}>{item.action}</Link>
              </td>
              <td>
                {item.owner}
                <div className="muted">{item.unitName}</div>
              </td>
              <td className="nowrap">{dayText(item.due)}</td>
              <td className="nowrap">
                <ActionState {...item} />
              </td>
              <td>
                {item.caseId !== null ? <Link to={`/cases/${item.caseId}`}>{item.caseNo}</Link> : null}
                {item.commonCauseId !== null ? <Link to={`/common-causes/${item.commonCauseId}`}>{item.commonCauseTitle}</Link> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
