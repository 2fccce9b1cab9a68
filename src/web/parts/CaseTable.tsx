/** Cases as rows: drawn once each, so that a thousand of them stay quick. */
import { memo } from "react";
import { Link } from "react-router";
import type { CaseListed } from "../api/types";
import { Scroll } from "./Scroll";
import { Snippets } from "./Snippets";
import { EscalationTone, StateTone, Tone } from "./Tone";
import { fullTime, timeText } from "./times";

interface Props {
  items: CaseListed[];
  current?: number;
  onCurrent?: (index: number) => void;
}

export function CaseTable({ items, current = -1, onCurrent }: Props) {
  return (
    <Scroll>
      <table className="list work">
        <thead>
          <tr>
            <th>工单</th>
            <th>状态</th>
            <th>来源</th>
            <th>承办</th>
            <th>诉求时间</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <Row key={item.id} item={item} index={index} isCurrent={index === current} onCurrent={onCurrent} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface RowProps {
  item: CaseListed;
  index: number;
  isCurrent: boolean;
  onCurrent: Props["onCurrent"];
}

const Row = memo(function Row({ item, index, isCurrent, onCurrent }: RowProps) {
  const { clock, escalation } = item.regions;
  return (
    <tr data-row={index} className={isCurrent ? "current" : undefined} aria-current={isCurrent || undefined} onClick={onCurrent && (() => onCurrent(index))}>
      <td className="matter">
        <Link to={`/cases/${item.id}`}>{item.headline}</Link>
        <div className="under">
          <span className="muted">{item.caseNo}</span>
          {item.urgeCount > 0 && <Tone tone="amber">催办 {item.urgeCount} 次</Tone>}
          {item.priority === "urgent" && <Tone tone="red">紧急</Tone>}
          {item.lane === "enterprise" && <Tone tone="purple">对企专窗</Tone>}
        </div>
        <Snippets found={item.found} />
      </td>
      <td className="nowrap">
        <div className="under">
          <StateTone state={item.state} label={item.stateLabel} />
          <EscalationTone escalation={escalation} />
          {clock === "overdue" && <Tone tone="red">超期</Tone>}
          {clock === "dueSoon" && <Tone tone="amber">临期</Tone>}
        </div>
      </td>
      <td className="nowrap">
        {item.sourceLabel}
        <div className="muted">{item.kindLabel}</div>
      </td>
      <td>
        {item.unit?.name ?? <span className="muted">未交办</span>}
        {item.handler && <div className="muted">{item.handler.displayName}</div>}
      </td>
      <td className="nowrap" title={fullTime(item.reportedAt)}>
        {timeText(item.reportedAt)}
      </td>
    </tr>
  );
});
