/** The named lists: overdue, unsatisfied, second complaints, late additions; corrective actions, typical cases, what was asked. */
import { Link } from "react-router";
import { Scroll } from "../../parts/Scroll";
import { Tone } from "../../parts/Tone";
import { dayText } from "../../parts/times";
import type { ActionLine, CaseLine, Notice } from "./content";

export function Lists({ notice }: { notice: Notice }) {
  const { lists, listCounts, actions, typicalCases, demands, previousDemands } = notice;
  return (
    <section className="panel" aria-labelledby="lists-title">
      <h2 id="lists-title">点名清单</h2>
      <Cases title="超期" count={listCounts.overdue} lines={lists.overdue} />
      <Cases title="不满意" count={listCounts.unsatisfied} lines={lists.unsatisfied} />
      <Cases title="二次投诉" count={listCounts.secondComplaints} lines={lists.secondComplaints} />
      <Cases title="补报" count={listCounts.late} lines={lists.late} />
      <Actions title="逾期整改项" count={listCounts.actionsOverdue} lines={actions.overdue} />
      <Actions title="到期整改项" count={listCounts.actionsDue} lines={actions.due} />
      {typicalCases.length > 0 && (
        <>
          <h3>典型案例</h3>
          <ul className="plain-list">
            {typicalCases.map((item) => (
              <li key={item.caseId}>
                <Link to={`/cases/${item.caseId}`}>{item.caseNo}</Link> {item.unitName}，{item.category}，{item.verdictLabel}，{item.rootCauseLabel}：{item.lesson}
              </li>
            ))}
          </ul>
        </>
      )}
      {demands.length > 0 && (
        <>
          <h3>本期要求</h3>
          <ul className="plain-list">
            {demands.map((demand) => (
              <li key={demand.key}>
                {demand.unitName}：{demand.text}
              </li>
            ))}
          </ul>
        </>
      )}
      {previousDemands && previousDemands.outcomes.length > 0 && (
        <>
          <h3>上期要求的落实（{previousDemands.label}）</h3>
          <ul className="plain-list">
            {previousDemands.outcomes.map((outcome) => (
              <li key={outcome.key}>
                <Tone tone={outcome.outcome === "met" ? "green" : outcome.outcome === "unmet" ? "red" : "plain"}>{outcome.outcomeLabel}</Tone> {outcome.unitName}：{outcome.text}
                {outcome.answer && <span className="muted">（签收时答复：{outcome.answer}）</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Cases({ title, count, lines }: { title: string; count: number; lines: CaseLine[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>
        {title}（{count} 件{count > lines.length ? `，列出 ${lines.length} 件` : ""}）
      </h3>
      <Scroll>
        <table className="list">
          <thead>
            <tr>
              <th>工单</th>
              <th>单位</th>
              <th>来源</th>
              <th>事由</th>
              <th>说明</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.caseId}>
                <td className="nowrap">
                  <Link to={`/cases/${line.caseId}`}>{line.caseNo}</Link>
                </td>
                <td>{line.unitName}</td>
                <td className="nowrap">{line.sourceLabel}</td>
                <td>{line.matter}</td>
                <td>{line.remark}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Actions({ title, count, lines }: { title: string; count: number; lines: ActionLine[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3>
        {title}（{count} 项）
      </h3>
      <ul className="plain-list">
        {lines.map((line, index) => (
          <li key={index}>
            {line.unitName} {line.owner}：{line.action}（{dayText(line.due)}前，{line.stateLabel}
            {line.daysOverdue > 0 ? `，逾期 ${line.daysOverdue} 天` : ""}）
          </li>
        ))}
      </ul>
    </>
  );
}
