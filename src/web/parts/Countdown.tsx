/** What is left of a limit, in working time: in words first, in colour besides. */
import { fullTime, minutesText, timeText } from "./times";
import { useService } from "../session/service";

interface Props {
  due: string | null | undefined;
  /** Working minutes until then, negative once it has passed; null where it stands still. */
  minutesLeft: number | null | undefined;
  overdue?: boolean | undefined;
  near?: boolean | undefined;
}

export function Countdown({ due, minutesLeft, overdue, near }: Props) {
  const { workingDayMinutes } = useService();
  if (!due) return <span className="muted">无时限</span>;
  const title = `期限 ${fullTime(due)}`;
  if (minutesLeft === null || minutesLeft === undefined)
    return (
      <span className="limit" title={title}>
        {timeText(due)}
      </span>
    );
  const late = overdue ?? minutesLeft < 0;
  const tone = late ? "limit late" : (near ?? minutesLeft < 120) ? "limit near" : "limit";
  return (
    <span className={tone} title={title}>
      {/* Past the limit, and the office has not opened since. */}
      {late && minutesLeft > -1 ? "刚过期限" : late ? `超期 ${minutesText(minutesLeft, workingDayMinutes)}` : `剩 ${minutesText(minutesLeft, workingDayMinutes)}`}
    </span>
  );
}
