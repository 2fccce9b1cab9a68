/** Corrective actions: who must mend what by when, the overdue ones in plain words. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { answerOf, api } from "../../api/client";
import type { paths } from "../../api/schema";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { UnitPicker } from "../../parts/pickers";
import { Fetched, Nothing } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { optionsOf } from "../../parts/words";
import { useSession } from "../../session/session";
import { ActionTable } from "./ActionTable";

type Query = NonNullable<paths["/api/v1/corrective-actions"]["get"]["parameters"]["query"]>;
const states = { open: "整改中", submitted: "待核验", closed: "已完成", cancelled: "已取消" };

export default function CorrectiveActionsPage() {
  const [filters, change] = useAddress();
  const { me } = useSession();
  const query: Query = { limit: 100 };
  const state = filters["state"] ?? "";
  if (state in states) query.state = state as NonNullable<Query["state"]>;
  if (filters["overdue"] === "true") query.overdue = true;
  if (filters["mine"] === "true") query.owner = me.user.id;
  if (filters["unit"] && /^\d+$/.test(filters["unit"])) query.unit = Number(filters["unit"]);
  const list = useInfiniteQuery({
    queryKey: ["reviews", "actions", query],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/corrective-actions", { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title="整改项" note="复盘和共性问题提出的整改，逐项盯到完成；逾期会升级。" />
      <div className="filters">
        <Select aria-label="状态" placeholder="全部状态" allowClear value={state in states ? state : undefined} onChange={(value?: string) => change({ state: value })} options={optionsOf(states)} className="filter" />
        <UnitPicker aria-label="责任单位" placeholder="全部单位" allowClear value={query.unit} onChange={(unit) => change({ unit: unit === undefined ? undefined : String(unit) })} className="filter" />
        <Checkbox checked={filters["overdue"] === "true"} onChange={({ target }) => change({ overdue: target.checked ? "true" : undefined })}>
          逾期
        </Checkbox>
        <Checkbox checked={filters["mine"] === "true"} onChange={({ target }) => change({ mine: target.checked ? "true" : undefined })}>
          由我负责
        </Checkbox>
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>没有符合条件的整改项。复盘时填写的整改措施，审核通过后会出现在这里。</Nothing>
            </div>
          ) : (
            <ActionTable items={shown} />
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}
