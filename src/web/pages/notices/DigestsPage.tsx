/** The weekly study digest: a week's typical cases, to be read together. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { answerOf, api } from "../../api/client";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { weekText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";

interface Digest {
  title: string;
  cases: { caseId: number; caseNo: string; title: string; unitName: string; sourceLabel: string; matter: string; result: string; verdictLabel: string; rootCauseLabel: string; lesson: string }[];
}

export default function DigestsPage() {
  const [filters, change] = useAddress();
  const weeks = useQuery({ queryKey: ["notices", "weeks"], queryFn: () => answerOf(api.GET("/api/v1/notices", { params: { query: { limit: 60 } } })) });
  const week = filters["week"] && /^\d{4}-W\d{2}$/.test(filters["week"]) ? filters["week"] : weeks.data?.items[0]?.week;
  const digest = useQuery({ queryKey: ["digest", week], queryFn: async () => (await answerOf(api.GET("/api/v1/digests/{week}", { params: { path: { week: week ?? "" } } }))) as unknown as Digest, enabled: week !== undefined });
  return (
    <>
      <PageHead title="学习摘编" note="一周内审核通过的典型案例，供每周学习；已隐去诉求人信息。">
        {week && (
          <Button href={`/api/v1/digests/${week}.html`} target="_blank" rel="noopener">
            打印
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Select aria-label="周次" value={week} onChange={(value?: string) => change({ week: value })} options={(weeks.data?.items ?? []).map(({ week: value, issue }) => ({ value, label: `${weekText(value)}（${issue}）` }))} className="wide-filter" />
      </div>
      {week === undefined && weeks.data ? (
        <div className="panel">
          <Nothing>还没有可供学习的周次。</Nothing>
        </div>
      ) : (
        <Fetched query={digest}>
          {({ title, cases }) => (
            <>
              <h2 className="panel-title">{title}</h2>
              {cases.length === 0 ? (
                <div className="panel">
                  <Nothing>这一周没有审核通过的典型案例，可换一周看看。</Nothing>
                </div>
              ) : (
                cases.map((item) => (
                  <article key={item.caseId} className="panel">
                    <h3>{item.title}</h3>
                    <p className="under">
                      <Tone tone="amber">{item.rootCauseLabel}</Tone>
                      <Tone>{item.verdictLabel}</Tone>
                      <span className="muted">
                        {item.unitName} · {item.sourceLabel} · {item.caseNo}
                      </span>
                    </p>
                    <p className="pre">{item.matter}</p>
                    <p className="pre said">
                      <span className="muted">办理结果：</span>
                      {item.result}
                    </p>
                    <p className="pre said">
                      <span className="muted">教训启示：</span>
                      {item.lesson}
                    </p>
                  </article>
                ))
              )}
            </>
          )}
        </Fetched>
      )}
    </>
  );
}
