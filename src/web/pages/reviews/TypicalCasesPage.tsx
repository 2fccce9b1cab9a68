/** The library of typical cases: read, searched and printed for study; nobody in it can be recognised. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { answerOf, api } from "../../api/client";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { UnitPicker } from "../../parts/pickers";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { useAddress } from "../../parts/useAddress";
import { optionsOf, rootCauseLabels } from "../../parts/words";
import "./reviews.css";

export default function TypicalCasesPage() {
  const [filters, change] = useAddress();
  const { q, rootCause, unit } = filters;
  const query = { ...(q && { q }), ...(rootCause && rootCause in rootCauseLabels && { rootCause: rootCause as "delay" }), ...(unit && /^\d+$/.test(unit) && { unit: Number(unit) }), limit: 20 };
  const list = useInfiniteQuery({
    queryKey: ["typical", query],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/typical-cases", { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title="典型案例" note="复盘中标为典型、经审核通过的案例，已隐去诉求人信息，供学习。">
        <Button onClick={() => window.print()}>打印</Button>
      </PageHead>
      <div className="filters">
        <Input.Search key={q ?? ""} aria-label="搜索案例" placeholder="事由、教训中的文字" allowClear defaultValue={q} maxLength={100} onSearch={(text) => change({ q: text.trim() })} className="wide-filter" />
        <Select aria-label="根因" placeholder="全部根因" allowClear value={rootCause} onChange={(value?: string) => change({ rootCause: value })} options={optionsOf(rootCauseLabels)} className="filter" />
        <UnitPicker aria-label="单位" placeholder="全部单位" allowClear value={query.unit} onChange={(value) => change({ unit: value === undefined ? undefined : String(value) })} className="filter" />
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有符合条件的典型案例。复盘时勾选“典型案例”，审核通过后会收入这里。</Nothing>
            </div>
          ) : (
            shown.map((item) => (
              <article key={item.caseId} className="panel typical">
                <h2>{item.title}</h2>
                <p className="under">
                  <Tone tone="amber">{item.rootCauseLabel}</Tone>
                  <Tone>{item.verdictLabel}</Tone>
                  <span className="muted">
                    {item.unitName} · {item.sourceLabel} · {item.kindLabel} · {item.caseNo}
                  </span>
                </p>
                <dl className="facts">
                  <dt>经过</dt>
                  <dd className="pre">{item.matter}</dd>
                  <dt>办理结果</dt>
                  <dd className="pre">{item.result}</dd>
                  <dt>教训启示</dt>
                  <dd className="pre">{item.lesson}</dd>
                  {item.measures.length > 0 && (
                    <>
                      <dt>整改措施</dt>
                      <dd>{item.measures.join("；")}</dd>
                    </>
                  )}
                  {item.articles.length > 0 && (
                    <>
                      <dt>涉及条款</dt>
                      <dd>{item.articles.join("；")}</dd>
                    </>
                  )}
                </dl>
              </article>
            ))
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
