/** The caller's day: whom to ring next and when, and the outcome in two clicks. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Checkbox, Segmented } from "antd";
import { useMemo, useState } from "react";
import { answerOf, api } from "../../api/client";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { useAddress } from "../../parts/useAddress";
import { useSession } from "../../session/session";
import { CallbackList } from "./CallbackList";
import { Call } from "./Call";
import "./callbacks.css";

const pageSize = 50;

export default function CallbacksPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const awaits = filters["awaits"] === "approval" ? "approval" : "call";
  const isMine = filters["mine"] !== "false" && has("caller") && awaits === "call";
  const list = useInfiniteQuery({
    queryKey: ["callbacks", awaits, isMine],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/callbacks", { params: { query: { awaits, limit: pageSize, ...(isMine && { mine: true }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 60_000,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const chosen = items.find(({ id }) => id === chosenId) ?? items[0];
  const next = () => {
    const at = items.findIndex(({ id }) => id === chosen?.id);
    setChosenId((items[at + 1] ?? items[0])?.id ?? null);
  };
  return (
    <>
      <PageHead title="逐一回访" note="按计划时间排列。拨打后记下结果：0 未接通，1 至 5 为从非常满意到非常不满意。" />
      <div className="filters">
        <Segmented
          aria-label="种类"
          value={awaits}
          onChange={(value) => change({ awaits: value === "approval" ? value : undefined })}
          options={[
            { value: "call", label: "待拨打" },
            { value: "approval", label: "待批无法回访" },
          ]}
        />
        {has("caller") && awaits === "call" && (
          <Checkbox checked={isMine} onChange={({ target }) => change({ mine: target.checked ? undefined : "false" })}>
            只看排给我的
          </Checkbox>
        )}
      </div>
      <Fetched query={{ ...list, data: list.data && items }}>
        {(shown) =>
          shown.length === 0 || !chosen ? (
            <div className="panel">
              <Nothing>{awaits === "approval" ? "没有等待批准的无法回访。" : isMine ? "没有排给您的回访。取消“只看排给我的”可查看全部。" : "没有待拨打的回访。办理结果审核通过后会自动排入。"}</Nothing>
            </div>
          ) : (
            <div className="calls">
              <div>
                <CallbackList items={shown} chosenId={chosen.id} choose={setChosenId} />
                <More list={list} />
              </div>
              <Call key={`${chosen.id}-${chosen.round}`} callback={chosen} next={next} />
            </div>
          )
        }
      </Fetched>
    </>
  );
}
