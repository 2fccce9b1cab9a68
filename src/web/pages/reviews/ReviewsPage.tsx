/** Reviews: what is to be reviewed, and for supervisors what is to be approved. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { useListKeys } from "../../parts/useListKeys";
import { useSession } from "../../session/session";
import { WorkTable } from "../worklist/WorkTable";

const none: ReadonlySet<number> = new Set();

export default function ReviewsPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const navigate = useNavigate();
  const kinds = [...(has("reviewer") ? [{ value: "review" as const, label: "待复盘" }] : []), ...(has("supervisor") ? [{ value: "approveReview" as const, label: "待审复盘" }] : [])];
  const step = kinds.find(({ value }) => value === filters["step"])?.value ?? kinds[0]?.value ?? "review";
  const list = useInfiniteQuery({
    queryKey: ["reviews", step],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/worklist", { params: { query: { step, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 60_000,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const open = useCallback((index: number) => void navigate(`/cases/${items[index]?.case.id ?? ""}`), [items, navigate]);
  const [current, setCurrent] = useListKeys(items.length, { open });
  return (
    <>
      <PageHead title="每起复盘" note="每起投诉办结后都要复盘：认定、根因、责任、整改和教训。打开工单填写或审核。" />
      {kinds.length > 1 && (
        <div className="filters">
          <Segmented aria-label="种类" value={step} onChange={(value) => change({ step: value })} options={kinds} />
        </div>
      )}
      <Fetched query={{ ...list, data: list.data && items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>{step === "review" ? "没有等待复盘的工单。办理结果审核通过后会出现在这里。" : "没有等待审核的复盘。"}</Nothing>
            </div>
          ) : (
            <WorkTable items={shown} current={current} onCurrent={setCurrent} selected={none} onToggle={undefined} />
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
