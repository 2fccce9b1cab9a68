/** Every case that one may see, newest first: searched and filtered, the filters in the address. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { answerOf, api } from "../../api/client";
import type { paths } from "../../api/schema";
import { PageHead } from "../../parts/PageHead";
import { UnitPicker } from "../../parts/pickers";
import { SavedViews } from "../../parts/SavedViews";
import { Fetched, Nothing } from "../../parts/states";
import { useAddress, type Filters } from "../../parts/useAddress";
import { useListKeys } from "../../parts/useListKeys";
import { weekText } from "../../parts/times";
import { caseStateLabels, kindLabels, optionsOf, sourceLabels } from "../../parts/words";
import { CaseTable } from "../../parts/CaseTable";

type Query = NonNullable<paths["/api/v1/cases"]["get"]["parameters"]["query"]>;
const pageSize = 100;
const escalations = { any: "任一督办", level1: "一级督办", level2: "二级督办", level3: "三级督办", none: "未督办" };

export default function CasesPage() {
  const [filters, change] = useAddress();
  const navigate = useNavigate();
  const wanted = queryOf(filters);
  const list = useInfiniteQuery({
    queryKey: ["cases", "list", wanted],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/cases", { params: { query: { ...wanted, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const open = useCallback((index: number) => void navigate(`/cases/${items[index]?.id ?? ""}`), [items, navigate]);
  const [current, setCurrent] = useListKeys(items.length, { open });
  const select = (name: string, label: string, options: Record<string, string>) => <Select aria-label={label} placeholder={label} allowClear value={filters[name]} onChange={(value?: string) => change({ [name]: value })} options={optionsOf(options)} className="filter" popupMatchSelectWidth={false} />;
  return (
    <>
      <PageHead title="全部工单" note="新到的在前；可按文字、编号、来源单号搜索，或输入完整的电话、证件号。" />
      <div className="filters">
        <Input.Search key={filters["q"] ?? ""} aria-label="搜索" placeholder="文字、编号、电话" allowClear defaultValue={filters["q"]} maxLength={100} onSearch={(q) => change({ q: q.trim() })} className="wide-filter" />
        {select("state", "状态", caseStateLabels)}
        {select("source", "来源", sourceLabels)}
        {select("kind", "类型", kindLabels)}
        {select("escalation", "督办", escalations)}
        <UnitPicker aria-label="承办单位" placeholder="承办单位" allowClear value={filters["unit"] ? Number(filters["unit"]) : undefined} onChange={(unit) => change({ unit: unit === undefined ? undefined : String(unit) })} className="filter" />
        <Checkbox checked={filters["overdue"] === "true"} onChange={({ target }) => change({ overdue: target.checked ? "true" : undefined })}>
          超期
        </Checkbox>
        <Checkbox checked={filters["urged"] === "true"} onChange={({ target }) => change({ urged: target.checked ? "true" : undefined })}>
          来源催办
        </Checkbox>
        {wanted.week && (
          <Button onClick={() => change({ week: undefined })} aria-label={`不限${weekText(wanted.week)}`}>
            {weekText(wanted.week)} ×
          </Button>
        )}
        <SavedViews page="cases" />
      </div>
      <Fetched query={{ ...list, data: list.data && items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有符合条件的工单，试试换个说法或放宽条件。</Nothing>
            </div>
          ) : (
            <CaseTable items={shown} current={current} onCurrent={setCurrent} />
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
    </>
  );
}

/** What stands in an address by mistake is left out rather than sent. */
function queryOf({ q, state, source, kind, escalation, unit, overdue, urged, week, handler }: Filters): Query {
  const number = (text: string | undefined) => (text && /^\d+$/.test(text) ? Number(text) : undefined);
  const query: Query = {};
  if (q) query.q = q;
  if (state && state in caseStateLabels) query.state = state as NonNullable<Query["state"]>;
  if (source && source in sourceLabels) query.source = source as NonNullable<Query["source"]>;
  if (kind && kind in kindLabels) query.kind = kind as NonNullable<Query["kind"]>;
  if (escalation && escalation in escalations) query.escalation = escalation as NonNullable<Query["escalation"]>;
  if (week && /^\d{4}-W\d{2}$/.test(week)) query.week = week;
  const [unitId, handlerId] = [number(unit), number(handler)];
  if (unitId !== undefined) query.unit = unitId;
  if (handlerId !== undefined) query.handler = handlerId;
  if (overdue === "true") query.overdue = true;
  if (urged === "true") query.urged = true;
  return query;
}
