/** What is to be done next, by whoever is signed in: nearest limit first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select, Segmented } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import type { paths } from "../../api/schema";
import { PageHead } from "../../parts/PageHead";
import { UnitPicker } from "../../parts/pickers";
import { SavedViews } from "../../parts/SavedViews";
import { Fetched, Nothing } from "../../parts/states";
import { useAddress, type Filters } from "../../parts/useAddress";
import { useListKeys } from "../../parts/useListKeys";
import { optionsOf, sourceLabels } from "../../parts/words";
import { useSession } from "../../session/session";
import { BulkAssign } from "./BulkAssign";
import { WorkTable, type WorkItem } from "./WorkTable";
import "./worklist.css";

const pageSize = 100;

export default function WorklistPage() {
  const [filters, change] = useAddress();
  const { me, has } = useSession();
  const navigate = useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [isAssigning, setAssigning] = useState(false);

  const shared = sharedOf(filters);
  const counts = useQuery({ queryKey: ["worklist", "counts", shared], queryFn: () => answerOf(api.GET("/api/v1/worklist/counts", { params: { query: shared } })), refetchInterval: 60_000 });
  const wanted = { ...shared, ...(filters["step"] ? { step: filters["step"] as WorkItem["step"] } : {}) };
  const list = useInfiniteQuery({
    queryKey: ["worklist", "list", wanted],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/worklist", { params: { query: { ...wanted, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 60_000,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);

  const open = useCallback((index: number) => void navigate(`/cases/${items[index]?.case.id ?? ""}`), [items, navigate]);
  const toggle = useCallback((index: number) => {
    const item = items[index];
    if (item?.step !== "assign") return;
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(item.case.id)) next.add(item.case.id);
      return next;
    });
  }, [items]);
  const mayAssign = has("window", "supervisor");
  const [current, setCurrent] = useListKeys(items.length, { open, select: mayAssign ? toggle : undefined });
  const chosen = items.filter(({ case: { id }, step }) => step === "assign" && selected.has(id)).map((item) => item.case);
  const total = counts.data?.items.reduce((sum, { count }) => sum + count, 0) ?? 0;

  return (
    <>
      <PageHead
        title="工作台"
        note={
          <>
            {me.user.displayName}，按期限先后排列
            <span className="desk-only">
              ；j/k 移动，回车打开{mayAssign && "，x 选择待交办"}
            </span>
            。
          </>
        }
      >
        {chosen.length > 0 && (
          <Button type="primary" onClick={() => setAssigning(true)}>
            批量交办（{chosen.length} 件）
          </Button>
        )}
      </PageHead>
      <nav className="steps" aria-label="待办种类">
        <StepTile label="全部待办" count={total} overdue={counts.data?.items.reduce((sum, { overdue }) => sum + overdue, 0) ?? 0} isCurrent={!filters["step"]} choose={() => change({ step: undefined })} />
        {counts.data?.items.map(({ step, label, count, overdue }) => (
          <StepTile key={step} label={label} count={count} overdue={overdue} isCurrent={filters["step"] === step} choose={() => change({ step })} />
        ))}
      </nav>
      <div className="filters">
        <Segmented
          aria-label="期限"
          value={filters["due"] ?? ""}
          onChange={(due) => change({ due })}
          options={[
            { value: "", label: "全部期限" },
            { value: "overdue", label: "已超期" },
            { value: "today", label: "今日到期" },
          ]}
        />
        <Checkbox checked={filters["mine"] === "true"} onChange={({ target }) => change({ mine: target.checked ? "true" : undefined })}>
          我的与未分派的
        </Checkbox>
        <Checkbox checked={filters["escalated"] === "true"} onChange={({ target }) => change({ escalated: target.checked ? "true" : undefined })}>
          督办件
        </Checkbox>
        <Checkbox checked={filters["fresh"] === "true"} onChange={({ target }) => change({ fresh: target.checked ? "true" : undefined })}>
          24小时内新到
        </Checkbox>
        <Select aria-label="来源" placeholder="全部来源" allowClear value={filters["source"]} onChange={(source?: string) => change({ source })} options={optionsOf(sourceLabels)} className="filter" />
        <UnitPicker aria-label="承办单位" placeholder="全部单位" allowClear value={filters["unit"] ? Number(filters["unit"]) : undefined} onChange={(unit) => change({ unit: unit === undefined ? undefined : String(unit) })} className="filter" />
        <SavedViews page="worklist" />
      </div>
      <Fetched query={{ ...list, data: list.data && items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>{Object.keys(filters).length > 0 ? "没有符合这些条件的待办，试试放宽条件。" : "现在没有等您办理的事项。新的待办会自动出现在这里。"}</Nothing>
            </div>
          ) : (
            <WorkTable items={shown} current={current} onCurrent={setCurrent} selected={selected} onToggle={mayAssign ? toggle : undefined} />
          )
        }
      </Fetched>
      {list.hasNextPage && (
        <p className="more">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            再显示 {pageSize} 件
          </Button>
        </p>
      )}
      {isAssigning && (
        <BulkAssign
          cases={chosen}
          onDone={() => {
            setAssigning(false);
            setSelected(new Set());
          }}
        />
      )}
    </>
  );
}

function StepTile({ label, count, overdue, isCurrent, choose }: { label: string; count: number; overdue: number; isCurrent: boolean; choose: () => void }) {
  return (
    <button type="button" className="step" aria-pressed={isCurrent} onClick={choose}>
      <span>{label}</span>
      <strong>{count}</strong>
      <small className={overdue > 0 ? "late" : "muted"}>{overdue > 0 ? `超期 ${overdue}` : "无超期"}</small>
    </button>
  );
}

type Shared = Omit<NonNullable<paths["/api/v1/worklist"]["get"]["parameters"]["query"]>, "step" | "cursor" | "limit">;

function sharedOf(filters: Filters): Shared {
  const { mine, escalated, fresh, due, source, unit } = filters;
  return {
    ...(mine === "true" && { mine: true }),
    ...(escalated === "true" && { escalated: true }),
    ...(fresh === "true" && { fresh: true }),
    ...((due === "overdue" || due === "today") && { due: due }),
    ...(source && source in sourceLabels && { source: source as "110" }),
    ...(unit && /^\d+$/.test(unit) && { unit: Number(unit) }),
  };
}
