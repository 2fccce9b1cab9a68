/** Weekly notices, newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { Tone, type ToneName } from "../../parts/Tone";
import { timeText, weekText } from "../../parts/times";

export const noticeTones: Record<string, ToneName> = { drafted: "amber", published: "blue", acknowledged: "green" };

export default function NoticesPage() {
  const list = useInfiniteQuery({
    queryKey: ["notices", "list"],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/notices", { params: { query: { limit: 60, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title="每周通报" note="每周一 8:30 自动拟稿，督导编辑后发布；发布后内容冻结，更正另出修订版。" />
      <Fetched query={{ ...list, data: items }}>
        {(shown) =>
          shown.length === 0 ? (
            <div className="panel">
              <Nothing>还没有通报。每周一会为上一周自动拟稿。</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>期号</th>
                    <th>周次</th>
                    <th>状态</th>
                    <th className="number">计入工单</th>
                    <th>发布</th>
                    <th>签收</th>
                    <th>版次</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((item) => (
                    <tr key={item.week}>
                      <td className="nowrap">
                        <Link to={`/notices/${item.week}`}>{item.issue}</Link>
                      </td>
                      <td className="nowrap">{weekText(item.week)}</td>
                      <td>
                        <Tone tone={noticeTones[item.state] ?? "plain"}>{item.stateLabel}</Tone>
                      </td>
                      <td className="number">{item.total ?? "—"}</td>
                      <td className="nowrap">
                        {item.publishedAt ? timeText(item.publishedAt) : "未发布"} <span className="muted">{item.publishedBy}</span>
                      </td>
                      <td className="nowrap">{item.toAcknowledge > 0 ? `${item.acknowledged} / ${item.toAcknowledge}` : "—"}</td>
                      <td>{item.revision > 1 ? `第 ${item.revision} 版` : item.revision === 1 ? "首版" : "草稿"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list}>更早的</More>
    </>
  );
}
