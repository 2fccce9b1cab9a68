/** What could not be taken in: seen, filtered, and replayed one by one or many at once. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Segmented, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { timeText } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { optionsOf, outcomeLabels, sourceLabels } from "../../parts/words";
import { useSession } from "../../session/session";
import "./feeds.css";

export default function QuarantinePage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const state = filters["state"] === "dismissed" ? "dismissed" : "open";
  const source = filters["source"] !== undefined && filters["source"] in sourceLabels ? (filters["source"] as "110") : undefined;
  const mayWork = has("window", "supervisor");
  const list = useInfiniteQuery({
    queryKey: ["live", "quarantine", state, source],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/quarantine", { params: { query: { state, limit: 50, ...(source && { source }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const replay = useMutation({
    mutationFn: (ids: number[]) => answerOf(api.POST("/api/v1/quarantine/replay", { body: { ids } })),
    onSuccess: async () => {
      setChosen(new Set());
      await queries.invalidateQueries({ queryKey: ["live"] });
    },
  });
  const toggle = (id: number, on: boolean) => setChosen((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  return (
    <>
      <PageHead title="隔离区" note="读不出或不合档案要求的记录都留在这里，更正后重新入库；确实无效的由督导写明理由销项。">
        {mayWork && state === "open" && (
          <Button type="primary" disabled={chosen.size === 0} loading={replay.isPending} onClick={() => replay.mutate([...chosen].slice(0, 200))}>
            重新入库{chosen.size > 0 ? `（${chosen.size} 条）` : ""}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={state}
          onChange={(value) => change({ state: value === "dismissed" ? value : undefined })}
          options={[
            { value: "open", label: "待处理" },
            { value: "dismissed", label: "已销项" },
          ]}
        />
        <Select aria-label="来源" placeholder="全部来源" allowClear value={source} onChange={(value?: string) => change({ source: value })} options={optionsOf(sourceLabels)} className="filter" />
      </div>
      {replay.error && <Alert type="error" role="alert" showIcon title={detailOf(replay.error)} className="spaced" />}
      {replay.data && <Replayed results={replay.data.results} close={() => replay.reset()} />}
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>{state === "open" ? "没有待处理的隔离记录。" : "没有销项的记录。"}</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    {mayWork && state === "open" && (
                      <th>
                        <Checkbox aria-label="全选" checked={shown.every(({ id }) => chosen.has(id))} onChange={({ target }) => setChosen(new Set(target.checked ? shown.map(({ id }) => id) : []))} />
                      </th>
                    )}
                    <th>记录</th>
                    <th>来源</th>
                    <th>收到</th>
                    <th>{state === "open" ? "原因" : "销项理由"}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((item) => (
                    <tr key={item.id}>
                      {mayWork && state === "open" && (
                        <td>
                          <Checkbox aria-label={`选择记录 ${item.id}`} checked={chosen.has(item.id)} onChange={({ target }) => toggle(item.id, target.checked)} />
                        </td>
                      )}
                      <td className="nowrap">{mayWork ? <Link to={`/feeds/quarantine/${item.id}`}>{item.externalId ?? `第 ${item.id} 号`}</Link> : (item.externalId ?? `第 ${item.id} 号`)}</td>
                      <td className="nowrap">{sourceLabels[item.source]}</td>
                      <td className="nowrap">{timeText(item.receivedAt)}</td>
                      <td>{state === "open" ? item.errors.map(({ detail }) => detail).join("；") : item.dismissalReason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list} />
    </>
  );
}

interface Result {
  id: number;
  outcome: string;
  caseId?: number | undefined;
  caseNo?: string | undefined;
  detail?: string | undefined;
}

function Replayed({ results, close }: { results: Result[]; close: () => void }) {
  const done = results.filter(({ outcome }) => outcome !== "quarantined" && outcome !== "refused");
  return (
    <Alert
      type={done.length === results.length ? "success" : "warning"}
      role="status"
      showIcon
      closable={{ onClose: close }}
      className="spaced"
      title={`${done.length} 条已入库，${results.length - done.length} 条仍不能入库。`}
      description={results.map(({ id, outcome, caseId, caseNo, detail }) => (
        <div key={id}>
          第 {id} 号：{outcome === "refused" ? detail : outcomeLabels[outcome]} {caseId !== undefined && <Link to={`/cases/${caseId}`}>{caseNo ?? caseId}</Link>}
        </div>
      ))}
    />
  );
}
