/** Whether histories, checkpoints, notices, attachments and the accounting hold: run from here, with what was found. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Progress } from "antd";
import { Link } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { fullTime } from "../../parts/times";
import { useSession } from "../../session/session";

const runningMillis = 1000;

export default function VerifyPage() {
  const queries = useQueryClient();
  const { has } = useSession();
  const query = useQuery({
    queryKey: ["proofs"],
    queryFn: () => answerOf(api.GET("/api/v1/proofs")),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? runningMillis : false),
  });
  const start = useMutation({ mutationFn: () => answerOf(api.POST("/api/v1/proofs")), onSettled: () => queries.invalidateQueries({ queryKey: ["proofs"] }) });
  return (
    <>
      <PageHead title="数据核验" note="重放每件工单的历史，核对状态、校验链、校验点、通报和附件，并对账。期间服务照常。">
        <Button type="primary" loading={start.isPending || query.data?.state === "running"} onClick={() => start.mutate()}>
          {query.data?.state === "running" ? "正在核验" : "开始核验"}
        </Button>
      </PageHead>
      {start.error && <Alert type="error" role="alert" showIcon title={detailOf(start.error)} className="spaced" />}
      <Fetched query={query}>
        {(proof) => (
          <section className="panel" aria-label="核验结果">
            {proof.state === "none" && <Nothing>服务启动后还没有核验过。点“开始核验”，几万件工单约需几分钟。</Nothing>}
            {proof.state === "running" && (
              <>
                <p role="status">
                  {proof.startedBy} {fullTime(proof.startedAt)} 开始，已核 {proof.cases} / {proof.casesTotal} 件。
                </p>
                <Progress percent={proof.casesTotal === 0 ? 0 : Math.floor((proof.cases / proof.casesTotal) * 100)} aria-label="核验进度" />
              </>
            )}
            {proof.state === "failed" && <Alert type="error" showIcon role="alert" title="核验中断，请联系运维查看日志后重试。" />}
            {proof.state === "done" && (
              <>
                <Alert
                  type={proof.findingsTotal === 0 ? "success" : "error"}
                  showIcon
                  role="status"
                  title={proof.findingsTotal === 0 ? `核验 ${proof.cases} 件工单、${proof.events} 条历史：完整一致，对账平衡。` : `核验 ${proof.cases} 件工单：发现 ${proof.findingsTotal} 处不一致，请立即联系运维。`}
                  description={`${proof.startedBy}，${fullTime(proof.startedAt)} 至 ${fullTime(proof.endedAt)}`}
                />
                <ul className="reasons">
                  {proof.findings.map(({ code, text, caseId }, index) => (
                    <li key={index} className="log">
                      {caseId !== null && has("window", "supervisor") ? <Link to={`/cases/${caseId}`}>{text}</Link> : text} <span className="muted">（{code}）</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
        )}
      </Fetched>
    </>
  );
}
