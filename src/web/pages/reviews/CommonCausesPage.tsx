/** Common causes: from one matter to all of its kind (从办一件事到办一类事). */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { useSession } from "../../session/session";
import { CauseForm } from "./CauseForm";

export default function CommonCausesPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const [isNew, setNew] = useState(false);
  const state = filters["state"] === "closed" ? "closed" : "open";
  const list = useInfiniteQuery({
    queryKey: ["reviews", "causes", state],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/common-causes", { params: { query: { state, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title="共性问题" note="把同一根因的工单归在一起，提出整改，从办一件事到办一类事。">
        {has("window", "supervisor", "reviewer") && (
          <Button type="primary" onClick={() => setNew(true)}>
            新建共性问题
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={state}
          onChange={(value) => change({ state: value === "closed" ? value : undefined })}
          options={[
            { value: "open", label: "治理中" },
            { value: "closed", label: "已办结" },
          ]}
        />
      </div>
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>{state === "open" ? "没有治理中的共性问题。发现多起同类工单时，新建一个并把工单归入。" : "还没有办结的共性问题。"}</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list work">
                <thead>
                  <tr>
                    <th>问题</th>
                    <th>根因</th>
                    <th>单位</th>
                    <th className="number">工单</th>
                    <th>整改</th>
                    <th>建立</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((item) => (
                    <tr key={item.id}>
                      <td className="matter">
                        <Link to={`/common-causes/${item.id}`}>{item.title}</Link>
                      </td>
                      <td>{item.rootCauseLabel ?? "—"}</td>
                      <td>{item.unitName ?? "全局"}</td>
                      <td className="number">{item.counts.cases}</td>
                      <td className="nowrap">
                        完成 {item.counts.closed}，在办 {item.counts.open + item.counts.submitted} {item.counts.overdue > 0 && <Tone tone="red">逾期 {item.counts.overdue}</Tone>}
                      </td>
                      <td className="nowrap">{timeText(item.createdAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list} />
      {isNew && <CauseForm close={() => setNew(false)} />}
    </>
  );
}
