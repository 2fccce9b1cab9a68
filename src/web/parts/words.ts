/** The Chinese labels of the closed lists that filters offer; the service gives the label of everything that it shows. */
export const sourceLabels: Record<string, string> = { "110": "110警情", "12345": "12345热线", petition: "阳光信访", window: "“办不成事”窗口", inspection: "视频抽查" };
export const kindLabels: Record<string, string> = { complaint: "投诉", report: "举报", request: "求助", suggestion: "建议", consultation: "咨询", praise: "表扬", inspection: "抽查发现" };
export const laneLabels: Record<string, string> = { general: "普通", enterprise: "对企专窗" };
export const escalationLabels: Record<string, string> = { level1: "一级督办", level2: "二级督办", level3: "三级督办" };
export const roleLabels: Record<string, string> = { window: "窗口人员", handler: "承办人", caller: "回访员", reviewer: "复盘员", supervisor: "督导", admin: "管理员" };
export const optionsOf = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));
export const verdictLabels: Record<string, string> = { substantiated: "属实", partly: "部分属实", not: "不属实", unverifiable: "无法核实" };
export const rootCauseLabels: Record<string, string> = {
  attitude: "服务态度",
  competence: "业务能力",
  process: "流程制度",
  "system-fault": "系统故障",
  "unclear-notification": "未一次性告知",
  "buck-passing": "推诿扯皮",
  delay: "办理拖延",
  misunderstanding: "群众误解",
  other: "其他",
};
export const responsibilityLabels: Record<string, string> = { unit: "单位责任", person: "个人责任", none: "无责任" };
export const caseStateLabels: Record<string, string> = {
  registered: "待甄别",
  accepted: "已受理",
  assigned: "待签收",
  handling: "办理中",
  suspended: "已挂起",
  disposed: "待审核",
  closing: "待闭环",
  closed: "已闭环",
  returned: "已退回来源",
  merged: "已并案",
};
export const figureLabels: Record<string, string> = {
  complaints: "投诉量",
  firstCallbackSatisfaction: "一次回访满意率",
  satisfaction: "满意率",
  solvedRate: "解决率",
  responseRate: "响应率",
  onTimeRate: "按期办结率",
  secondComplaints: "二次投诉占比",
  reviewCompletion: "复盘完成率",
  callbackCompletion: "回访完成率",
};
export const partLabels: Record<string, string> = { denominator: "全部计入的", numerator: "达到的", missing: "未达到的" };
