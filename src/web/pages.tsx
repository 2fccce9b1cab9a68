/** Every page: where it is, what it is called, whose it is, and which file draws it. Each is loaded when it is first opened. */
import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CalendarOutlined,
  CheckCircleOutlined,
  ClusterOutlined,
  FieldTimeOutlined,
  FileSearchOutlined,
  FormOutlined,
  FundProjectionScreenOutlined,
  HomeOutlined,
  KeyOutlined,
  NotificationOutlined,
  PhoneOutlined,
  ProfileOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  SendOutlined,
  SnippetsOutlined,
  SwapOutlined,
  TeamOutlined,
  ToolOutlined,
  TrophyOutlined,
  UploadOutlined,
  UserOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { lazy, type ComponentType } from "react";
import type { Role } from "./api/types";

export interface Page {
  path: string;
  /** In the navigation; absent for pages that are reached from others. */
  label?: string;
  icon?: ComponentType<{ "aria-hidden"?: boolean }>;
  /** Empty for everybody. */
  roles: Role[];
  group: Group;
  Component: ComponentType;
}

export const groups = ["办理", "窗口", "回访与复盘", "指标与通报", "来源", "管理"] as const;
type Group = (typeof groups)[number];

const everyRole: Role[] = [];
const caseWork: Role[] = ["window", "handler", "caller", "reviewer", "supervisor"];

export const pages: Page[] = [
  { path: "/", label: "工作台", icon: HomeOutlined, roles: caseWork, group: "办理", Component: lazy(() => import("./pages/worklist/WorklistPage")) },
  { path: "/cases", label: "全部工单", icon: ProfileOutlined, roles: caseWork, group: "办理", Component: lazy(() => import("./pages/cases/CasesPage")) },
  { path: "/cases/behind", roles: caseWork, group: "指标与通报", Component: lazy(() => import("./pages/dashboard/CasesBehindPage")) },
  { path: "/cases/stage", roles: caseWork, group: "指标与通报", Component: lazy(() => import("./pages/dashboard/StageCasesPage")) },
  { path: "/cases/new", label: "窗口登记", icon: FormOutlined, roles: ["window"], group: "窗口", Component: lazy(() => import("./pages/window/WalkInPage")) },
  { path: "/cases/:id", roles: caseWork, group: "办理", Component: lazy(() => import("./pages/case/CasePage")) },
  { path: "/escalations", label: "督办看板", icon: AlertOutlined, roles: caseWork, group: "窗口", Component: lazy(() => import("./pages/window/BoardPage")) },
  { path: "/ledger", label: "工作台账", icon: BookOutlined, roles: ["window", "supervisor"], group: "窗口", Component: lazy(() => import("./pages/window/LedgerPage")) },
  { path: "/callbacks", label: "逐一回访", icon: PhoneOutlined, roles: ["caller", "supervisor", "window", "handler", "reviewer"], group: "回访与复盘", Component: lazy(() => import("./pages/callbacks/CallbacksPage")) },
  { path: "/reviews", label: "每起复盘", icon: AuditOutlined, roles: ["reviewer", "supervisor"], group: "回访与复盘", Component: lazy(() => import("./pages/reviews/ReviewsPage")) },
  { path: "/corrective-actions", label: "整改项", icon: ToolOutlined, roles: caseWork, group: "回访与复盘", Component: lazy(() => import("./pages/reviews/CorrectiveActionsPage")) },
  { path: "/corrective-actions/:id", roles: caseWork, group: "回访与复盘", Component: lazy(() => import("./pages/reviews/CorrectiveActionPage")) },
  { path: "/common-causes", label: "共性问题", icon: ApartmentOutlined, roles: caseWork, group: "回访与复盘", Component: lazy(() => import("./pages/reviews/CommonCausesPage")) },
  { path: "/common-causes/:id", roles: caseWork, group: "回访与复盘", Component: lazy(() => import("./pages/reviews/CommonCausePage")) },
  { path: "/typical", label: "典型案例", icon: ReadOutlined, roles: caseWork, group: "回访与复盘", Component: lazy(() => import("./pages/reviews/TypicalCasesPage")) },
  { path: "/notices", label: "每周通报", icon: NotificationOutlined, roles: everyRole, group: "指标与通报", Component: lazy(() => import("./pages/notices/NoticesPage")) },
  { path: "/notices/:week", roles: everyRole, group: "指标与通报", Component: lazy(() => import("./pages/notices/NoticePage")) },
  { path: "/dashboard", label: "指标看板", icon: BarChartOutlined, roles: caseWork, group: "指标与通报", Component: lazy(() => import("./pages/dashboard/DashboardPage")) },
  { path: "/screen", label: "大厅大屏", icon: FundProjectionScreenOutlined, roles: caseWork, group: "指标与通报", Component: lazy(() => import("./pages/dashboard/ScreenPage")) },
  { path: "/evaluations", label: "测评评优", icon: TrophyOutlined, roles: ["supervisor", "admin"], group: "指标与通报", Component: lazy(() => import("./pages/notices/EvaluationsPage")) },
  { path: "/digests", label: "学习摘编", icon: SnippetsOutlined, roles: everyRole, group: "指标与通报", Component: lazy(() => import("./pages/notices/DigestsPage")) },
  { path: "/feeds", label: "来源对账", icon: SwapOutlined, roles: ["window", "supervisor", "admin"], group: "来源", Component: lazy(() => import("./pages/feeds/FeedsPage")) },
  { path: "/feeds/quarantine", label: "隔离区", icon: WarningOutlined, roles: ["window", "supervisor", "admin"], group: "来源", Component: lazy(() => import("./pages/feeds/QuarantinePage")) },
  { path: "/feeds/quarantine/:id", roles: ["window", "supervisor"], group: "来源", Component: lazy(() => import("./pages/feeds/QuarantineItemPage")) },
  { path: "/feeds/upload", label: "导入文件", icon: UploadOutlined, roles: ["window", "supervisor", "admin"], group: "来源", Component: lazy(() => import("./pages/feeds/UploadPage")) },
  { path: "/feeds/answers", label: "答复送达", icon: SendOutlined, roles: ["window", "supervisor"], group: "来源", Component: lazy(() => import("./pages/feeds/AnswersPage")) },
  { path: "/feeds/keys", label: "接口密钥", icon: KeyOutlined, roles: ["admin"], group: "来源", Component: lazy(() => import("./pages/feeds/KeysPage")) },
  { path: "/feeds/webhooks", label: "事件订阅", icon: ApiOutlined, roles: ["admin"], group: "来源", Component: lazy(() => import("./pages/feeds/WebhooksPage")) },
  { path: "/admin/people", label: "人员", icon: TeamOutlined, roles: ["admin"], group: "管理", Component: lazy(() => import("./pages/admin/PeoplePage")) },
  { path: "/admin/units", label: "单位与目录", icon: ClusterOutlined, roles: everyRole, group: "管理", Component: lazy(() => import("./pages/admin/UnitsPage")) },
  { path: "/admin/calendar", label: "工作日历", icon: CalendarOutlined, roles: everyRole, group: "管理", Component: lazy(() => import("./pages/admin/CalendarPage")) },
  { path: "/admin/policies", label: "办理规则", icon: SafetyCertificateOutlined, roles: everyRole, group: "管理", Component: lazy(() => import("./pages/admin/PoliciesPage")) },
  { path: "/admin/jobs", label: "定时任务", icon: FieldTimeOutlined, roles: ["admin", "supervisor"], group: "管理", Component: lazy(() => import("./pages/admin/JobsPage")) },
  { path: "/admin/audit", label: "审计", icon: FileSearchOutlined, roles: ["admin", "supervisor"], group: "管理", Component: lazy(() => import("./pages/admin/AuditPage")) },
  { path: "/admin/verify", label: "数据核验", icon: CheckCircleOutlined, roles: ["admin", "supervisor"], group: "管理", Component: lazy(() => import("./pages/admin/VerifyPage")) },
  { path: "/account", label: "我的账号", icon: UserOutlined, roles: everyRole, group: "管理", Component: lazy(() => import("./pages/admin/AccountPage")) },
];
