/** Orders of a hotline as JSON lines, different for each number. */
const items = ["户籍", "驾驶证", "出入境", "身份证", "车辆年审", "居住证"];
const faults = ["排队时间过长", "材料一次未告知清楚", "工作人员态度冷漠", "系统故障让改天再来", "提前停止取号", "多次往返仍未办结"];
const two = (n: number): string => String(n).padStart(2, "0");

export function line(n: number): string {
  return `${JSON.stringify({
    工单编号: `B${String(n).padStart(8, "0")}`,
    来电时间: `2026-11-${two(1 + (n % 22))} ${two(8 + (n % 10))}:${two(n % 60)}:09`,
    诉求人: `李${n % 977}`,
    联系电话: `139${String(n % 99_999_999).padStart(8, "0")}`,
    诉求类型: "投诉",
    诉求标题: `反映${items[n % 6]}窗口${faults[(n * 7) % 6]}`,
    诉求内容: `来电人反映${(n % 28) + 1}日上午到${items[n % 6]}业务窗口办理业务，${faults[(n * 7) % 6]}，取号后等待近两小时，期间两个窗口暂停服务无人解释，要求改进并回复。编号${n}`,
    承办单位: "溧阳市公安局",
    办理时限: "2026-11-30 17:30:00",
  })}\n`;
}

