/** The timetable: what runs by itself, when, how it went; and its runs. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Select } from "antd";
import { answerOf, api, detailOf } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { Fetched, Nothing } from "../../parts/states";
import { fullTime, timeText } from "../../parts/times";
import { Tone } from "../../parts/Tone";
import { useAddress } from "../../parts/useAddress";
import { jobCountLabels } from "../../parts/words";
import { useSession } from "../../session/session";

const countsText = (counts: { [name: string]: number } | null): string => {
  const told = Object.entries(counts ?? {}).filter(([, count]) => count !== 0);
  return told.length === 0 ? "无事可做" : told.map(([name, count]) => `${jobCountLabels[name] ?? name} ${count}`).join("，");
};

export default function JobsPage() {
  const queries = useQueryClient();
  const { has } = useSession();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: ["live", "jobs"], queryFn: () => answerOf(api.GET("/api/v1/jobs")), refetchInterval: 30_000 });
  const run = useMutation({
    mutationFn: (name: string) => answerOf(api.POST("/api/v1/jobs/{name}/run", { params: { path: { name } } })),
    onSuccess: ({ label, result, error }) => void (error === null ? message.success(`${label}：${countsText(result)}`) : message.error(`${label}失败：${error}`)),
    onError: (error) => void message.error(detailOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["live"] }),
  });
  return (
    <>
      <PageHead title="定时任务" note="到点自动运行；服务停过的，启动后立即补上。" />
      <Fetched query={query}>
        {({ items }) => (
          <>
            {items.some(({ failures }) => failures > 0) && <Alert type="error" role="alert" showIcon className="spaced" title={`${items.filter(({ failures }) => failures > 0).map(({ label }) => label).join("、")}连续失败，请联系运维查看日志。`} />}
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>任务</th>
                    <th>时刻</th>
                    <th>上次</th>
                    <th>结果</th>
                    <th>下次</th>
                    <th>
                      <span className="visually-hidden">操作</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((job) => (
                    <tr key={job.name}>
                      <td>
                        {job.label} <div className="muted">{job.name}</div>
                      </td>
                      <td className="nowrap">{job.time}</td>
                      <td className="nowrap">{timeText(job.lastStartedAt)}</td>
                      <td>{job.failures > 0 ? <Tone tone="red">{`连续失败 ${job.failures} 次：${job.lastError ?? ""}`}</Tone> : job.lastStartedAt === null ? "尚未运行" : countsText(job.lastResult)}</td>
                      <td className="nowrap">{timeText(job.next)}</td>
                      <td>
                        {has("admin") && (
                          <Button size="small" loading={run.isPending && run.variables === job.name} onClick={() => run.mutate(job.name)} aria-label={`立即运行${job.label}`}>
                            立即运行
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            <Runs jobs={items} />
          </>
        )}
      </Fetched>
    </>
  );
}

function Runs({ jobs }: { jobs: { name: string; label: string }[] }) {
  const [filters, change] = useAddress();
  const job = jobs.find(({ name }) => name === filters["job"])?.name;
  const list = useInfiniteQuery({
    queryKey: ["live", "runs", job],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/jobs/runs", { params: { query: { limit: 30, ...(job && { job }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <section className="panel runs" aria-labelledby="runs-title">
      <h2 id="runs-title">运行记录</h2>
      <div className="filters">
        <Select aria-label="任务" placeholder="全部任务" allowClear value={job} onChange={(value?: string) => change({ job: value })} options={jobs.map(({ name, label }) => ({ value: name, label }))} className="wide-filter" />
      </div>
      <Fetched query={{ ...list, data: list.data?.pages.flatMap((page) => page.items) }}>
        {(items) =>
          items.length === 0 ? (
            <Nothing>还没有运行记录。频繁的任务只记有事可做和失败的。</Nothing>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>开始</th>
                    <th>任务</th>
                    <th className="number">用时</th>
                    <th>结果</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.id}>
                      <td className="nowrap">{fullTime(item.startedAt)}</td>
                      <td className="nowrap">{jobs.find(({ name }) => name === item.job)?.label ?? item.job}</td>
                      <td className="number">{item.durationMillis} 毫秒</td>
                      <td>{item.error === null ? countsText(item.result) : <Tone tone="red">{item.error}</Tone>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Fetched>
      <More list={list} />
    </section>
  );
}
