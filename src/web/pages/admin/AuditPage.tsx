/** Who looked at what and who changed what, beside the histories of cases. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";
import { answerOf, api } from "../../api/client";
import { Scroll } from "../../parts/Scroll";
import { More } from "../../parts/More";
import { PageHead } from "../../parts/PageHead";
import { CasePicker, PersonPicker } from "../../parts/pickers";
import { Fetched, Nothing } from "../../parts/states";
import { fullTime } from "../../parts/times";
import { useAddress } from "../../parts/useAddress";
import { auditTrailLabels, optionsOf, personalFieldLabels } from "../../parts/words";
import { useSession } from "../../session/session";

export default function AuditPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const { trail, person, caseId, from, to } = filters;
  const number = (text: string | undefined) => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined);
  const day = (text: string | undefined) => (text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);
  const query = {
    limit: 50,
    ...(trail !== undefined && trail in auditTrailLabels && { trail: trail as "reveal" }),
    ...(number(person) !== undefined && { person: number(person) as number }),
    ...(number(caseId) !== undefined && { caseId: number(caseId) as number }),
    ...(day(from) !== undefined && { from: day(from) as string }),
    ...(day(to) !== undefined && { to: day(to) as string }),
  };
  const list = useInfiniteQuery({
    queryKey: ["audit", query],
    queryFn: ({ pageParam }) => answerOf(api.GET("/api/v1/audit", { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <>
      <PageHead title="审计" note="登录和管理、查看个人信息、隔离区处理、日历修正。工单本身的每一步在工单的历史里。" />
      <div className="filters">
        <Select aria-label="种类" placeholder="全部种类" allowClear value={query.trail} onChange={(value?: string) => change({ trail: value })} options={optionsOf(auditTrailLabels)} className="filter" />
        <PersonPicker aria-label="人员" placeholder="全部人员" allowClear value={query.person} onChange={(value) => change({ person: value === undefined ? undefined : String(value) })} className="wide-filter" />
        {has("window", "handler", "caller", "reviewer", "supervisor") && <CasePicker aria-label="工单" placeholder="全部工单" allowClear value={query.caseId} onChange={(value) => change({ caseId: value === undefined ? undefined : String(value) })} className="wide-filter" />}
        <DatePicker.RangePicker
          aria-label="起止日期"
          format="YYYY年M月D日"
          value={[query.from ? dayjs(query.from) : null, query.to ? dayjs(query.to) : null]}
          onChange={(days) => change({ from: days?.[0]?.format("YYYY-MM-DD"), to: days?.[1]?.format("YYYY-MM-DD") })}
        />
      </div>
      <Fetched query={{ ...list, data: list.data?.pages.flatMap((page) => page.items) }}>
        {(items) =>
          items.length === 0 ? (
            <div className="panel">
              <Nothing>没有符合条件的记录。</Nothing>
            </div>
          ) : (
            <Scroll>
              <table className="list">
                <thead>
                  <tr>
                    <th>时间</th>
                    <th>人员</th>
                    <th>事项</th>
                    <th>对象</th>
                    <th>说明</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={`${item.trail}${item.id}`}>
                      <td className="nowrap">{fullTime(item.at)}</td>
                      <td className="nowrap">{item.actorName}</td>
                      <td className="nowrap">{item.actionLabel}</td>
                      <td>
                        {item.caseId !== null && <Link to={`/cases/${item.caseId}`}>{item.caseNo ?? item.caseId}</Link>}{" "}
                        {item.trail === "reveal" ? (personalFieldLabels[item.subject ?? ""] ?? item.subject) : item.trail === "quarantine" ? `第 ${item.subject} 号` : item.subject}
                      </td>
                      <td>{item.detail ?? "—"}</td>
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
