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
export const outcomeLabels: Record<string, string> = { created: "新建", updated: "更新", unchanged: "重复", quarantined: "隔离" };
export const quarantineActionLabels: Record<string, string> = { viewed: "查看", corrected: "更正", "profile-changed": "更换档案", replayed: "重新入库", dismissed: "销项" };
export const queueStateLabels: Record<string, string> = { waiting: "待送达", parked: "已搁置", delivered: "已送达", void: "已作废" };
export const auditTrailLabels: Record<string, string> = { administration: "登录与管理", reveal: "查看个人信息", quarantine: "隔离区处理", calendar: "日历修正" };
export const personalFieldLabels: Record<string, string> = { name: "姓名", phone: "电话", idNumber: "证件号码", title: "诉求标题", content: "诉求原文", address: "地址", sourceReply: "来源答复" };
export const jobCountLabels: Record<string, string> = {
  backedUpRows: "备份行数",
  backedUpFiles: "备份附件",
  fired: "处理时限",
  written: "写成文件",
  done: "接收文件",
  known: "已接收过",
  delivered: "送达",
  failed: "失败",
  parked: "搁置",
  examined: "检查",
  escalated: "升级",
  planned: "排定",
  missed: "错过",
  invited: "发出评价链接",
  drafted: "拟稿",
  cases: "工单",
  events: "历史",
  forgotten: "清理",
};
