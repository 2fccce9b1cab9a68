/** One week's notice: read, edited, published, acknowledged, corrected; every figure opens its cases. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useParams } from "react-router";
import { answerOf, api } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { NotFoundPage } from "../NotFoundPage";
import { Acknowledgements } from "./Acknowledgements";
import { noticeOf, type Notice } from "./content";
import { Counts } from "./Counts";
import { Difference } from "./Difference";
import { Lists } from "./Lists";
import { Metrics } from "./Metrics";
import { NoticeSteps } from "./NoticeSteps";
import { noticeTones } from "./NoticesPage";
import { Sections } from "./Sections";
import { Units } from "./Units";
import "./notices.css";

export default function NoticePage() {
  const { week = "" } = useParams();
  const [{ revision }, change] = useAddress();
  const isWeek = /^\d{4}-W\d{2}$/.test(week);
  const wanted = revision && /^\d+$/.test(revision) ? { revision: Number(revision) } : {};
  const query = useQuery({
    queryKey: ["notices", week, wanted],
    queryFn: async () => noticeOf(await answerOf(api.GET("/api/v1/notices/{week}", { params: { path: { week }, query: wanted } }))),
    enabled: isWeek,
  });
  if (!isWeek) return <NotFoundPage />;
  return <Fetched query={query} rows={12}>{(notice) => <Shown notice={notice} toRevision={(number) => change({ revision: number === null ? undefined : String(number) })} />}</Fetched>;
}

function Shown({ notice, toRevision }: { notice: Notice; toRevision: (revision: number | null) => void }) {
  const { week, status, revision, revisions } = notice;
  const latest = revisions.at(-1)?.revision ?? 0;
  const suffix = revision > 0 && revision !== latest ? `?revision=${revision}` : "";
  return (
    <article className="notice">
      <PageHead
        title={notice.title}
        note={
          <span className="under">
            <Tone tone={noticeTones[notice.state] ?? "plain"}>{notice.stateLabel}</Tone>
            <span>
              〔{notice.issue.year}〕第{notice.issue.number}期
            </span>
            {status === "published" ? (
              <span>
                {timeText(notice.publishedAt)} 由 {notice.publishedBy} 发布{revision > 1 ? `（第 ${revision} 版）` : ""}
              </span>
            ) : (
              <span>草稿，数字随工单变化，发布时冻结</span>
            )}
          </span>
        }
      >
        <Button href={`/api/v1/notices/${week}.html${suffix}`} target="_blank" rel="noopener">
          打印
        </Button>
        <Button href={`/api/v1/notices/${week}.docx${suffix}`}>Word</Button>
        <Button href={`/api/v1/notices/${week}.xlsx${suffix}`}>Excel</Button>
      </PageHead>
      {revision > 0 && revision !== latest && (
        <p className="panel old">
          这是旧版（第 {revision} 版）。
          <Button type="link" onClick={() => toRevision(null)}>
            查看最新的第 {latest} 版
          </Button>
        </p>
      )}
      <NoticeSteps notice={notice} />
      <Sections key={`${week}-${revision}-${status}`} notice={notice} />
      <Metrics notice={notice} />
      <Counts notice={notice} />
      <Units notice={notice} />
      <Lists notice={notice} />
      <Acknowledgements notice={notice} />
      <Difference notice={notice} toRevision={toRevision} />
      <footer className="panel muted proof">
        <p>
          来源对账：接收 {notice.accounting.received} 条＝新建 {notice.accounting.created}＋更新 {notice.accounting.updated}＋重复 {notice.accounting.unchanged}＋隔离 {notice.accounting.quarantined}，{notice.accounting.balanced ? "账平" : "账不平，请核查"}。
        </p>
        <p>
          历期已计 {notice.coverage.before} 件，本期 {notice.coverage.here} 件，待计 {notice.coverage.waiting} 件，合计 {notice.coverage.all} 件，{notice.coverage.complete ? "不重不漏" : "有缺，请核查"}。
        </p>
        {notice.contentHash && <p className="hash">内容校验值 {hashText(notice.contentHash)}</p>}
        {notice.checkpoint && (
          <p className="hash">
            历史校验点：{notice.checkpoint.events} 条事件，{notice.checkpoint.hash}
          </p>
        )}
      </footer>
    </article>
  );
}

/** With the name of its algorithm; a hash that says none is SHA-256. */
const hashText = (hash: string): string => (hash.startsWith("sm3:") ? `SM3：${hash.slice(4)}` : `SHA-256：${hash}`);
