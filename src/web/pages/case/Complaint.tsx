/** The complaint as it was told, and by whom: personal data masked until somebody says why he needs it. */
import type { Case } from "../../api/types";
import { Tone } from "../../parts/Tone";
import { fullTime, timeText } from "../../parts/times";
import { Reveal } from "../../parts/Reveal";

export function Complaint({ case: shown }: { case: Case }) {
  const { complainant } = shown;
  const words = (field: "title" | "content" | "address" | "sourceReply", label: string) =>
    shown.wordsMasked.includes(field) ? <Reveal caseId={shown.id} field={field} masked={shown[field]} label={label} /> : shown[field];
  const facts: [string, React.ReactNode][] = [
    // A walk-in's id is the service's own and tells nobody anything.
    ["来源", shown.source === "window" ? shown.sourceLabel : `${shown.sourceLabel} · ${shown.externalId}`],
    ["类型", [shown.kindLabel, shown.category].filter(Boolean).join(" · ")],
    ["诉求时间", <span title={fullTime(shown.reportedAt)}>{timeText(shown.reportedAt)}</span>],
    ["发生时间", shown.occurredAt && timeText(shown.occurredAt)],
    ["诉求人", <Complainant key="who" case={shown} />],
    ["反映单位", shown.sourceUnit],
    ["窗口", shown.window],
    ["经办人员", shown.officer],
    ["服务事项", shown.serviceItem],
    ["标题", shown.wordsMasked.includes("title") && words("title", "标题")],
    ["地址", words("address", "地址")],
    ["承办", shown.unit && [shown.unit.name, shown.handler?.displayName].filter(Boolean).join(" · ")],
    ["首问负责人", shown.firstContactOwner && `${shown.firstContactOwner.displayName}${shown.ownerOfferedTo ? `（正移交给${shown.ownerOfferedTo.displayName}）` : ""}`],
    ["来源时限", shown.sourceDeadline && timeText(shown.sourceDeadline)],
    ["来源状态", shown.sourceStatus],
  ];
  return (
    <section className="panel" aria-labelledby="complaint-title">
      <h2 id="complaint-title">诉求</h2>
      <p className="pre content">{words("content", "原文")}</p>
      <dl className="facts two">
        {facts
          .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {shown.sourceReply && (
        <p className="pre said">
          <span className="muted">来源答复：</span>
          {words("sourceReply", "来源答复")}
        </p>
      )}
      {complainant.confidential && <Tone tone="amber">诉求人要求保密：不得向被反映单位透露身份</Tone>}
    </section>
  );
}

function Complainant({ case: { id, complainant } }: { case: Case }) {
  const { name, phone, idNumber, anonymous } = complainant;
  if (anonymous && !name && !phone) return <>匿名</>;
  return (
    <span className="complainant">
      {anonymous && <Tone>匿名</Tone>}
      <Reveal caseId={id} field="name" masked={name} label="姓名" />
      <Reveal caseId={id} field="phone" masked={phone} label="电话" />
      <Reveal caseId={id} field="idNumber" masked={idNumber} label="证件号" />
    </span>
  );
}
