/** Who may call what, as data: every route has an entry, or the app is not built. Paths are those of the code, `:id` for a part. */
import type { Role } from "../rules/words.ts";
import type { KeyScope } from "../store/keys.ts";

/** Open to all, or to people with one of the roles (in whatever unit) and to keys with one of the scopes. */
export type RoutePermission = "public" | { roles: readonly Role[]; scopes: readonly KeyScope[] };

const everyRole: readonly Role[] = ["window", "handler", "caller", "reviewer", "supervisor", "admin"];
const caseWork: readonly Role[] = ["window", "handler", "caller", "reviewer", "supervisor"];
const people = (...roles: readonly Role[]): RoutePermission => ({ roles, scopes: [] });
const keys = (...scopes: readonly KeyScope[]): RoutePermission => ({ roles: [], scopes });

export const routePermissions: Readonly<Record<string, RoutePermission>> = {
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /openapi.json": "public",
  "GET /api/v1/openapi.json": "public",

  "GET /assets/*": "public",
  "GET /api/v1/service": "public",
  "POST /api/v1/auth/login": "public",
  "POST /api/v1/auth/logout": people(...everyRole),
  "GET /api/v1/auth/me": people(...everyRole),
  "POST /api/v1/auth/password": people(...everyRole),
  "GET /api/v1/auth/sessions": people(...everyRole),
  "DELETE /api/v1/auth/sessions": people(...everyRole),

  "POST /api/v1/feeds/:source/records": keys("feeds:write"),
  "POST /api/v1/feeds/:source/files": people("window", "supervisor", "admin"),
  "POST /api/v1/feeds/:source/files/check": people("window", "supervisor", "admin"),
  "GET /api/v1/feeds/:source/records/:externalId": { roles: ["window", "supervisor", "admin"], scopes: ["feeds:write", "feeds:read"] },
  "GET /api/v1/feeds/accounting": { roles: ["window", "supervisor", "admin"], scopes: ["feeds:read"] },
  "GET /api/v1/feeds/profiles": people("window", "supervisor", "admin"),
  "GET /api/v1/feeds/arrivals": people("window", "supervisor", "admin"),
  "GET /api/v1/feeds/:source/answers": keys("answers"),
  "POST /api/v1/feeds/:source/answers/acknowledge": keys("answers"),

  "GET /api/v1/quarantine": people("window", "supervisor", "admin"),
  "GET /api/v1/quarantine/:id": people("window", "supervisor"),
  "PATCH /api/v1/quarantine/:id": people("window", "supervisor"),
  "POST /api/v1/quarantine/:id/replay": people("window", "supervisor"),
  "POST /api/v1/quarantine/replay": people("window", "supervisor"),
  // What is put aside gets no case: that is for a supervisor to answer for.
  "POST /api/v1/quarantine/:id/dismiss": people("supervisor"),

  "GET /api/v1/lifecycle": people(...everyRole),
  "GET /api/v1/worklist": people(...caseWork),
  "GET /api/v1/worklist/counts": people(...caseWork),
  "GET /api/v1/views": people(...everyRole),
  "POST /api/v1/views": people(...everyRole),
  "DELETE /api/v1/views/:id": people(...everyRole),

  "GET /api/v1/cases": people(...caseWork),
  "POST /api/v1/cases": people("window"),
  "POST /api/v1/cases/similar": people("window"),
  "GET /api/v1/cases/:id": people(...caseWork),
  "GET /api/v1/cases/:id/events": people(...caseWork),
  // Which event is whose is in rules/permissions.ts, and applyEvent asks it.
  "POST /api/v1/cases/:id/events": people(...caseWork),
  "POST /api/v1/cases/:id/reveal": people(...caseWork),

  "GET /api/v1/escalations": people(...caseWork),
  "POST /api/v1/escalations/:id/acknowledge": people("window", "supervisor"),
  "POST /api/v1/escalations/:id/resolve": people("window", "supervisor"),

  "GET /api/v1/callbacks": people(...caseWork),
  "POST /api/v1/callbacks/:id/assign": people("caller", "supervisor"),
  "POST /api/v1/callbacks/:id/link": people("caller", "supervisor"),
  // Who holds the link is the complainant: it is signed, and good for one rating.
  "GET /rate/:token": "public",
  "POST /rate/:token": "public",

  // Counts only; the service listens on this machine unless its operator says otherwise.
  "GET /metrics": "public",
  "GET /api/v1/cases/:id/slip.html": people(...caseWork),
  "GET /api/v1/cases/:id/slip.docx": people(...caseWork),
  "GET /api/v1/ledger.html": people("window", "supervisor"),
  "GET /api/v1/ledger.docx": people("window", "supervisor"),
  "GET /api/v1/ledger.xlsx": people("window", "supervisor"),
  "GET /api/v1/calendar/:year": people(...everyRole),
  "PUT /api/v1/calendar/days/:day": people("admin"),
  "GET /api/v1/jobs": people("admin", "supervisor"),
  "POST /api/v1/jobs/:name/run": people("admin"),
  "GET /api/v1/jobs/runs": people("admin", "supervisor"),

  // Whose step it is depends on the action's owner, unit and case: store/correctiveActions.ts judges each.
  "GET /api/v1/corrective-actions": people(...caseWork),
  "POST /api/v1/corrective-actions": people("window", "supervisor", "reviewer"),
  "GET /api/v1/corrective-actions/:id": people(...caseWork),
  "POST /api/v1/corrective-actions/:id/submit": people(...caseWork),
  "POST /api/v1/corrective-actions/:id/close": people("reviewer"),
  "POST /api/v1/corrective-actions/:id/return": people("reviewer"),
  "POST /api/v1/corrective-actions/:id/cancel": people("supervisor"),
  "POST /api/v1/corrective-actions/:id/change": people("supervisor"),
  "GET /api/v1/common-causes": people(...caseWork),
  "POST /api/v1/common-causes": people("window", "supervisor", "reviewer"),
  "GET /api/v1/common-causes/:id": people(...caseWork),
  "PATCH /api/v1/common-causes/:id": people("window", "supervisor", "reviewer"),
  "POST /api/v1/common-causes/:id/cases": people("window", "supervisor", "reviewer"),
  "DELETE /api/v1/common-causes/:id/cases/:caseId": people("window", "supervisor", "reviewer"),
  "POST /api/v1/common-causes/:id/close": people("window", "supervisor", "reviewer"),

  "GET /api/v1/webhooks": people("admin"),
  "POST /api/v1/webhooks": people("admin"),
  "PATCH /api/v1/webhooks/:id": people("admin"),
  "DELETE /api/v1/webhooks/:id": people("admin"),
  "GET /api/v1/webhooks/:id/deliveries": people("admin"),
  "POST /api/v1/webhooks/deliveries/:id/resend": people("admin"),
  // Answers hold what was told to a complainant's source: for those who work on cases.
  "GET /api/v1/outbox": people("window", "supervisor"),
  "POST /api/v1/outbox/:id/resend": people("window", "supervisor", "admin"),

  "GET /api/v1/cases/:id/attachments": people(...caseWork),
  "POST /api/v1/cases/:id/attachments": people(...caseWork),
  "GET /api/v1/attachments/:id": people(...caseWork),

  "GET /api/v1/cases/:id/similar": people(...caseWork),

  "GET /api/v1/notices": people(...everyRole),
  "GET /api/v1/notices/:week": people(...everyRole),
  "GET /api/v1/notices/:week.html": people(...everyRole),
  "GET /api/v1/notices/:week.docx": people(...everyRole),
  "GET /api/v1/notices/:week.xlsx": people(...everyRole),
  "GET /api/v1/notices/:week/difference": people(...everyRole),
  "PATCH /api/v1/notices/:week": people("supervisor"),
  "POST /api/v1/notices/:week/publish": people("supervisor"),
  "POST /api/v1/notices/:week/revise": people("supervisor"),
  // Somebody of the unit: the route looks whose.
  "POST /api/v1/notices/:week/acknowledge": people("handler", "supervisor", "window"),

  // Points and ranks of people are for those who lead; what is learned from is for all.
  "GET /api/v1/evaluations/:period": people("supervisor", "admin"),
  "GET /api/v1/evaluations/:period.html": people("supervisor", "admin"),
  "GET /api/v1/typical-cases": people(...everyRole),
  "GET /api/v1/digests/:week": people(...everyRole),
  "GET /api/v1/digests/:week.html": people(...everyRole),

  "GET /api/v1/metrics": people(...caseWork),
  "GET /api/v1/metrics/series": people(...caseWork),
  "GET /api/v1/metrics/funnel": people(...caseWork),
  "GET /api/v1/metrics/funnel/cases": people(...caseWork),
  "GET /api/v1/metrics/screen": people(...caseWork),
  "GET /api/v1/metrics/cases": people(...caseWork),

  "GET /api/v1/stream": people(...caseWork),

  "GET /api/v1/units": people(...everyRole),
  "GET /api/v1/people": people(...everyRole),
  "GET /api/v1/users": people("admin"),
  "POST /api/v1/users": people("admin"),
  "PATCH /api/v1/users/:id": people("admin"),
  "POST /api/v1/users/:id/password": people("admin"),
  "DELETE /api/v1/users/:id/sessions": people("admin"),
  "GET /api/v1/keys": people("admin"),
  "POST /api/v1/keys": people("admin"),
  "DELETE /api/v1/keys/:id": people("admin"),
  "POST /api/v1/keys/:id/rotate": people("admin"),
  "GET /api/v1/policies": people(...everyRole),
  "GET /api/v1/audit": people("admin", "supervisor"),
  "GET /api/v1/proofs": people("admin", "supervisor"),
  "POST /api/v1/proofs": people("admin", "supervisor"),
};
