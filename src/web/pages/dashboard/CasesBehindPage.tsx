/** The cases behind one figure of a notice or the dashboard. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import type { paths } from "../../api/schema";
import { CaseTable } from "../../parts/CaseTable";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { dayText, weekText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { useListKeys } from "../../parts/useListKeys";
import { figureLabels, partLabels } from "../../parts/words";

type Query = NonNullable<paths["/api/v1/metrics/cases"]["get"]["parameters"]["query"]>;

export default function CasesBehindPage() {
  const [filters, change] = useAddress();
  const navigate = useNavigate();
  const { week, from, to, figure = "complaints", part = "denominator", by, key, label } = filters;
  const query = Object.fromEntries(Object.entries({ week, from, to, figure, part, by, key, limit: 100 }).filter(([, value]) => value !== undefined)) as unknown as Query;
  const list = useInfiniteQuery({
    queryKey: ["cases", "behind", query],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/metrics/cases", { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const open = useCallback((index: number) => void navigate(`/cases/${items[index]?.id ?? ""}`), [items, navigate]);
  const [current, setCurrent] = useListKeys(items.length, { open });
  const period = week === undefined ? `${dayText(from)}至${dayText(to)}` : weekText(week);
  return (
    <>
      <PageHead title={`${figureLabels[figure] ?? figure}${label ? `：${label}` : ""}`} note={`${period}，这一数字背后的工单。`}>
        <Button onClick={() => void navigate(-1)}>返回</Button>
      </PageHead>
      {figure !== "complaints" && (
        <div className="filters">
          <Segmented aria-label="部分" value={part} onChange={(value) => change({ part: value === "denominator" ? undefined : value })} options={Object.entries(partLabels).map(([value, text]) => ({ value, label: text }))} />
        </div>
      )}
      <Fetched query={{ ...list, data: list.data && items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有这样的工单，或不在您的单位范围内。</Nothing>
            </div>
          ) : (
            <CaseTable items={shown} current={current} onCurrent={setCurrent} />
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
