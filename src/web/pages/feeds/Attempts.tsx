/** How the sending of something goes. */
import { timeText } from "../../parts/times";
import { Tone, type ToneName } from "../../parts/Tone";
import { queueStateLabels } from "../../parts/words";

const tones: Record<string, ToneName> = { waiting: "blue", parked: "red", delivered: "green" };

export const QueueState = ({ state }: { state: string }) => <Tone tone={tones[state] ?? "plain"}>{queueStateLabels[state] ?? state}</Tone>;

interface Props {
  state: string;
  attempts: number;
  nextAt: string | null;
  lastAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
  deliveredAt: string | null;
}

export function Attempts({ state, attempts, nextAt, lastAt, lastStatus, lastError, deliveredAt }: Props) {
  if (state === "delivered") return <span className="nowrap">{timeText(deliveredAt)} 送达</span>;
  if (attempts === 0) return <span className="muted">{state === "waiting" ? "等待发送或取走" : "—"}</span>;
  return (
    <>
      已试 {attempts} 次，{timeText(lastAt)}：{lastError ?? (lastStatus === null ? "没有应答" : `应答 ${lastStatus}`)}
      {state === "waiting" && nextAt !== null && <div className="muted">下次 {timeText(nextAt)}</div>}
    </>
  );
}
