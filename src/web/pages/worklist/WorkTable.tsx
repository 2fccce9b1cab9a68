/** The rows of the worklist. Each is drawn once and only again when it changes, so that a thousand of them stay quick. */
import { memo } from "react";
import { Link } from "react-router";
import type { AnswerOf } from "../../api/types";
import { Scroll } from "../../parts/Scroll";
import { Countdown } from "../../parts/Countdown";
import { EscalationTone, Tone } from "../../parts/Tone";
import { timeText, fullTime } from "../../parts/times";

export type WorkItem = AnswerOf<"/api/v1/worklist">["items"][number];

interface Props {
  items: WorkItem[];
  current: number;
  onCurrent: (index: number) => void;
  selected: ReadonlySet<number>;
  onToggle: ((index: number) => void) | undefined;
}

export function WorkTable({ items, current, onCurrent, selected, onToggle }: Props) {
  return (
    <Scroll>
      <table className="list work">
        <thead>
          <tr>
            {onToggle && (
              <th>
                <span className="visually-hidden">选择</span>
              </th>
            )}
            <th>待办</th>
            <th>工单</th>
            <th>来源</th>
            <th>承办</th>
            <th>诉求时间</th>
            <th>剩余时间</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <Row key={`${item.case.id}-${item.step}`} item={item} index={index} isCurrent={index === current} isSelected={selected.has(item.case.id)} onCurrent={onCurrent} onToggle={onToggle} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface RowProps extends Pick<Props, "onCurrent" | "onToggle"> {
  item: WorkItem;
  index: number;
  isCurrent: boolean;
  isSelected: boolean;
}

const Row = memo(function Row({ item, index, isCurrent, isSelected, onCurrent, onToggle }: RowProps) {
  const { case: listed, step, stepLabel, due, dueLabel, minutesLeft, overdue, near } = item;
  return (
    <tr data-row={index} className={isCurrent ? "current" : undefined} aria-current={isCurrent || undefined} onClick={() => onCurrent(index)}>
      {onToggle && <td>{step === "assign" && <input type="checkbox" aria-label={`选择 ${listed.caseNo ?? listed.id}`} checked={isSelected} onChange={() => onToggle(index)} />}</td>}
      <td className="nowrap">
        <Tone tone={step === "resume" ? "purple" : "blue"}>{stepLabel}</Tone>
      </td>
      <td className="matter">
        <Link to={`/cases/${listed.id}`}>{listed.headline}</Link>
        <div className="under">
          <span className="muted">{listed.caseNo}</span>
          <EscalationTone escalation={listed.regions.escalation} />
          {listed.urgeCount > 0 && <Tone tone="amber">催办 {listed.urgeCount} 次</Tone>}
          {listed.priority === "urgent" && <Tone tone="red">紧急</Tone>}
          {listed.lane === "enterprise" && <Tone tone="purple">对企专窗</Tone>}
          {listed.round > 1 && <Tone tone="amber">第 {listed.round} 轮</Tone>}
        </div>
      </td>
      <td className="nowrap">
        {listed.sourceLabel}
        <div className="muted">{listed.kindLabel}</div>
      </td>
      <td>
        {listed.unit?.name ?? <span className="muted">未交办</span>}
        {listed.handler && <div className="muted">{listed.handler.displayName}</div>}
      </td>
      <td className="nowrap" title={fullTime(listed.reportedAt)}>
        {timeText(listed.reportedAt)}
      </td>
      <td>
        <Countdown due={due} minutesLeft={minutesLeft} overdue={overdue} near={near && !overdue} />
        {dueLabel && <div className="muted">{dueLabel}</div>}
      </td>
    </tr>
  );
});
