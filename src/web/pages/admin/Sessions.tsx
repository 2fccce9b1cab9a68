/** Where one is signed in; a desk that was left open elsewhere is closed from here. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { Fetched } from "../../parts/states";
import { Tone } from "../../parts/Tone";
import { timeText } from "../../parts/times";

export function Sessions() {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: ["sessions"], queryFn: () => answerOf(api.GET("/api/v1/auth/sessions")) });
  const end = useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/v1/auth/sessions")),
    onSuccess: ({ ended }) => {
      void message.success(`已退出其他 ${ended} 处登录`);
      return queries.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return (
    <section className="panel" aria-labelledby="sessions-title">
      <h2 id="sessions-title">已登录的地方</h2>
      <Fetched query={query} rows={2}>
        {({ items }) => (
          <>
            <Scroll>
              <table className="list tight">
                <thead>
                  <tr>
                    <th>登录时间</th>
                    <th>最近使用</th>
                    <th>地址</th>
                    <th>
                      <span className="visually-hidden">是否本机</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(({ startedAt, seenAt, address, current }) => (
                    <tr key={`${startedAt} ${address}`}>
                      <td className="nowrap">{timeText(startedAt)}</td>
                      <td className="nowrap">{timeText(seenAt)}</td>
                      <td className="nowrap">{address ?? "—"}</td>
                      <td>{current && <Tone tone="green">本次登录</Tone>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            {end.isError && <Alert type="error" role="alert" showIcon title={detailOf(end.error)} className="spaced" />}
            {items.some(({ current }) => !current) && (
              <p className="after-table">
                <Button loading={end.isPending} onClick={() => end.mutate()}>
                  退出其他登录
                </Button>
              </p>
            )}
          </>
        )}
      </Fetched>
    </section>
  );
}
