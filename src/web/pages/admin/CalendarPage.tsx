/** The year's working days: holidays, make-up days, and what administrators amended. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Form, Input, Modal, Radio } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { answerOf, api, detailOf } from "../../api/client";
import type { AnswerOf } from "../../api/types";
import { PageHead } from "../../parts/PageHead";
import { Fetched } from "../../parts/states";
import { dayText, timeText } from "../../parts/times";
import { Tone } from "../../parts/Tone";
import { useAddress } from "../../parts/useAddress";
import { useService } from "../../session/service";
import { useSession } from "../../session/session";
import "./admin.css";

type Year = AnswerOf<"/api/v1/calendar/{year}">;
type Month = Year["months"][number];

export default function CalendarPage() {
  const [filters, change] = useAddress();
  const { has } = useSession();
  const today = useService().now.slice(0, 10);
  const year = /^(19[9]\d|20\d\d|2100)$/.test(filters["year"] ?? "") ? Number(filters["year"]) : Number(today.slice(0, 4));
  const query = useQuery({ queryKey: ["calendar", year], queryFn: () => answerOf(api.GET("/api/v1/calendar/{year}", { params: { path: { year } } })) });
  const [amended, setAmended] = useState<string | null>(null);
  const go = (to: number) => change({ year: String(to) });
  return (
    <>
      <PageHead title="工作日历" note="期限按它计算。修正后新的期限按新日历算；已有的期限由管理员用命令 huiyin deadlines recompute 重算。">
        <Button icon={<LeftOutlined aria-hidden />} aria-label="上一年" disabled={year <= 1990} onClick={() => go(year - 1)} />
        <strong className="year">{year}年</strong>
        <Button icon={<RightOutlined aria-hidden />} aria-label="下一年" disabled={year >= 2100} onClick={() => go(year + 1)} />
        {has("admin") && (
          <Button type="primary" onClick={() => setAmended(today.startsWith(String(year)) ? today : `${year}-01-01`)}>
            修正一天
          </Button>
        )}
      </PageHead>
      <Fetched query={query}>
        {(shown) => (
          <>
            <p className="spaced">
              全年 {shown.workingDays} 个工作日。<span className="day off">休</span> 休息 <span className="day worked">班</span> 周末上班 {shown.provisional && <Tone tone="amber">这一年的放假安排尚未公布，暂按周末计算</Tone>}
            </p>
            <div className="months">
              {shown.months.map((month) => (
                <MonthTable key={month.month} month={month} today={today} />
              ))}
            </div>
            {shown.changes.length > 0 && (
              <section className="panel" aria-labelledby="changes-title">
                <h2 id="changes-title">修正记录</h2>
                <ul>
                  {shown.changes.map((item) => (
                    <li key={item.id} className="log">
                      <span className="muted">{timeText(item.at)}</span> <strong>{item.actorName}</strong> 将 {dayText(item.day)} 改为{item.working ? "上班" : "休息"}（{item.name}）
                      {item.before && <span className="muted">，原为{item.before.working ? "上班" : "休息"}（{item.before.name}）</span>}
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </Fetched>
      {amended !== null && <Amendment day={amended} close={() => setAmended(null)} />}
    </>
  );
}

const weekdays = ["一", "二", "三", "四", "五", "六", "日"];

function MonthTable({ month, today }: { month: Month; today: string }) {
  const first = dayjs(`${month.month}-01`);
  const special = new Map<string, Month["off"][number] & { working: boolean }>();
  for (const day of month.off) special.set(day.day, { ...day, working: false });
  for (const day of month.worked) special.set(day.day, { ...day, working: true });
  const lead = (first.day() + 6) % 7;
  const cells = [...Array<null>(lead).fill(null), ...Array.from({ length: first.daysInMonth() }, (_, index) => first.add(index, "day"))];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => Array.from({ length: 7 }, (__, index) => cells[week * 7 + index] ?? null));
  return (
    <table className="month">
      <caption>
        {Number(month.month.slice(5))}月 <span className="muted">{month.workingDays} 个工作日</span>
      </caption>
      <thead>
        <tr>
          {weekdays.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, index) => (
          <tr key={index}>
            {week.map((date, column) => {
              if (date === null) return <td key={column} />;
              const day = date.format("YYYY-MM-DD");
              const found = special.get(day);
              const kind = found ? (found.working ? "worked" : "off") : column > 4 ? "weekend" : "";
              return (
                <td key={column} className={`day ${kind} ${day === today ? "today" : ""}`} title={found?.name}>
                  {date.date()}
                  {found && <span className="mark">{found.working ? "班" : "休"}</span>}
                  {found?.amended && <span className="visually-hidden">（已修正）</span>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Fields {
  day: dayjs.Dayjs;
  working: boolean;
  name: string;
}

function Amendment({ day, close }: { day: string; close: () => void }) {
  const queries = useQueryClient();
  const amend = useMutation({
    mutationFn: ({ day: of, working, name }: Fields) => answerOf(api.PUT("/api/v1/calendar/days/{day}", { params: { path: { day: of.format("YYYY-MM-DD") } }, body: { working, name } })),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: ["calendar"] });
    },
  });
  return (
    <Modal open title="修正日历" footer={null} onCancel={close}>
      <Form<Fields> layout="vertical" initialValues={{ day: dayjs(day), working: false }} onFinish={(fields) => amend.mutate(fields)}>
        <Form.Item name="day" label="日期" rules={[{ required: true }]}>
          <DatePicker allowClear={false} format="YYYY年M月D日" />
        </Form.Item>
        <Form.Item name="working" label="这一天">
          <Radio.Group
            optionType="button"
            options={[
              { value: false, label: "休息" },
              { value: true, label: "上班" },
            ]}
          />
        </Form.Item>
        <Form.Item name="name" label="名称或缘由" rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={100} placeholder="如：国庆节、调休补班" />
        </Form.Item>
        {amend.error && <Alert type="error" role="alert" showIcon title={detailOf(amend.error)} className="spaced" />}
        <Button type="primary" htmlType="submit" loading={amend.isPending}>
          保存
        </Button>
      </Form>
    </Modal>
  );
}
