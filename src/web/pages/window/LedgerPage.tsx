/** The window's ledger as paper and files, for a span of days. */
import { Button, DatePicker, Form, Radio, Space } from "antd";
import dayjs from "dayjs";
import { PageHead } from "../../parts/PageHead";
import { useAddress } from "../../parts/useAddress";

const daysMax = 366;

export default function LedgerPage() {
  const [filters, change] = useAddress();
  const to = filters["to"] ?? dayjs().format("YYYY-MM-DD");
  const from = filters["from"] ?? dayjs(to).subtract(29, "day").format("YYYY-MM-DD");
  const which = filters["which"] === "all" ? "all" : "window";
  const isTooLong = dayjs(to).diff(dayjs(from), "day") > daysMax;
  const address = (format: string) => `/api/v1/ledger.${format}?${new URLSearchParams({ from, to, which }).toString()}`;
  const presets = [
    { label: "近7天", value: [dayjs().subtract(6, "day"), dayjs()] as [dayjs.Dayjs, dayjs.Dayjs] },
    { label: "本月", value: [dayjs().startOf("month"), dayjs()] as [dayjs.Dayjs, dayjs.Dayjs] },
    { label: "上月", value: [dayjs().subtract(1, "month").startOf("month"), dayjs().subtract(1, "month").endOf("month")] as [dayjs.Dayjs, dayjs.Dayjs] },
  ];
  return (
    <>
      <PageHead title="工作台账" note="窗口登记的和升级到窗口的事项，逐件列出办理、答复和回访情况。个人信息已遮挡。" />
      <Form layout="vertical" className="panel">
        <Form.Item label="起止日期" htmlFor="ledger-days" validateStatus={isTooLong ? "error" : ""} help={isTooLong ? `一次最多 ${daysMax} 天` : undefined}>
          <DatePicker.RangePicker id="ledger-days" allowClear={false} presets={presets} format="YYYY年M月D日" value={[dayjs(from), dayjs(to)]} onChange={(days) => days?.[0] && days[1] && change({ from: days[0].format("YYYY-MM-DD"), to: days[1].format("YYYY-MM-DD") })} />
        </Form.Item>
        <Form.Item label="范围">
          <Radio.Group
            value={which}
            onChange={({ target }) => change({ which: target.value === "all" ? "all" : undefined })}
            options={[
              { value: "window", label: "窗口登记和升级到窗口的" },
              { value: "all", label: "全部工单" },
            ]}
          />
        </Form.Item>
        <Space wrap>
          <Button type="primary" href={address("html")} target="_blank" rel="noopener" disabled={isTooLong}>
            预览并打印
          </Button>
          <Button href={address("docx")} disabled={isTooLong}>
            下载 Word
          </Button>
          <Button href={address("xlsx")} disabled={isTooLong}>
            下载 Excel
          </Button>
        </Space>
      </Form>
    </>
  );
}
