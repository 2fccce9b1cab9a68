/** The cases behind one stage of the funnel. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import type { paths } from "../../api/schema";
import { CaseTable } from "../../parts/CaseTable";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { dayText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";

type Query = NonNullable<paths["/api/v1/metrics/funnel/cases"]["get"]["parameters"]["query"]>;

export default function StageCasesPage() {
  const [{ from = "", to = "", stage = "received", part = "needed", label }, change] = useAddress();
  const navigate = useNavigate();
  const query = { from, to, stage, part, limit: 100 } as Query;
  const list = useInfiniteQuery({
    queryKey: ["cases", "stage", query],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/metrics/funnel/cases", { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title={`闭环进度：${label ?? stage}`} note={`${dayText(from)}至${dayText(to)}诉求的工单。`}>
        <Button onClick={() => void navigate(-1)}>返回</Button>
      </PageHead>
      <div className="filters">
        <Segmented
          aria-label="部分"
          value={part}
          onChange={(value) => change({ part: value })}
          options={[
            { value: "needed", label: "需要的" },
            { value: "done", label: "已完成" },
            { value: "missing", label: "还没有" },
          ]}
        />
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有这样的工单。</Nothing>
            </div>
          ) : (
            <CaseTable items={shown} />
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
