/** One case: what was complained of, where it stands, what can be done now, and all that has happened. */
import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useParams } from "react-router";
import { answerOf, api } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { EscalationTone, StateTone, Tone } from "../../parts/Tone";
import { NotFoundPage } from "../NotFoundPage";
import { Actions } from "./Actions";
import { Attachments } from "./Attachments";
import { Complaint } from "./Complaint";
import { Deadlines } from "./Deadlines";
import { History } from "./History";
import { LifeLine } from "./LifeLine";
import { Links } from "./Links";
import { Outcome } from "./Outcome";
import { Similar } from "./Similar";
import "./case.css";

export default function CasePage() {
  const { id: text = "" } = useParams();
  const id = Number(text);
  const query = useQuery({ queryKey: ["case", id, "one"], queryFn: () => answerOf(api.GET("/api/v1/cases/{id}", { params: { path: { id } } })), enabled: Number.isInteger(id) && id > 0, refetchInterval: 60_000 });
  if (!Number.isInteger(id) || id <= 0) return <NotFoundPage />;
  return (
    <Fetched query={query} rows={10}>
      {(shown) => (
        <>
          <PageHead
            title={shown.headline}
            note={
              <span className="case-note">
                {shown.caseNo}
                <StateTone state={shown.state} label={shown.stateLabel} />
                <EscalationTone escalation={shown.regions.escalation} />
                {shown.priority === "urgent" && <Tone tone="red">紧急</Tone>}
                {shown.lane === "enterprise" && <Tone tone="purple">对企专窗</Tone>}
                {shown.round > 1 && <Tone tone="amber">第 {shown.round} 轮办理</Tone>}
                {shown.urgeCount > 0 && <Tone tone="amber">来源催办 {shown.urgeCount} 次</Tone>}
                {shown.peopleCount > 1 && <Tone>涉及 {shown.peopleCount} 人</Tone>}
              </span>
            }
          >
            <Button icon={<PrinterOutlined aria-hidden />} href={`/api/v1/cases/${id}/slip.html`} target="_blank" rel="noopener">
              打印交办单
            </Button>
            <Button href={`/api/v1/cases/${id}/slip.docx`}>下载交办单</Button>
          </PageHead>
          <LifeLine case={shown} />
          <div className="columns">
            <div>
              <Actions key={id} case={shown} />
              <Complaint case={shown} />
              <Outcome case={shown} />
              <History caseId={id} />
            </div>
            <div>
              <Deadlines case={shown} />
              <Links case={shown} />
              <Attachments caseId={id} />
              <Similar case={shown} />
            </div>
          </div>
        </>
      )}
    </Fetched>
  );
}
