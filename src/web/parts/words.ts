/** The Chinese labels of the closed lists that filters offer; the service gives the label of everything that it shows. */
export const sourceLabels: Record<string, string> = { "110": "110警情", "12345": "12345热线", petition: "阳光信访", window: "“办不成事”窗口", inspection: "视频抽查" };
export const kindLabels: Record<string, string> = { complaint: "投诉", report: "举报", request: "求助", suggestion: "建议", consultation: "咨询", praise: "表扬", inspection: "抽查发现" };
export const laneLabels: Record<string, string> = { general: "普通", enterprise: "对企专窗" };
export const escalationLabels: Record<string, string> = { level1: "一级督办", level2: "二级督办", level3: "三级督办" };
export const roleLabels: Record<string, string> = { window: "窗口人员", handler: "承办人", caller: "回访员", reviewer: "复盘员", supervisor: "督导", admin: "管理员" };
export const optionsOf = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));
