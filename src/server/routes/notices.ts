/** Weekly notices as figures and as a page. */
import Type from "typebox";
import { isWeek } from "../../rules/shanghai.ts";
import type { App, RouteDeps } from "../app.ts";
import { Notice, WeekParams } from "../contract/directory.ts";
import { notFound } from "../errors.ts";
import { answers } from "../openapi.ts";
import { pagePolicy } from "../pagePolicy.ts";

export function noticeRoutes(app: App, { ports: { notices } }: RouteDeps): void {
  const tags = ["notices"];
  const existing = (week: string): string => {
    if (!isWeek(week)) throw notFound("没有这一周。");
    return week;
  };

  app.get("/notices/:week", { schema: { summary: "每周通报", tags, params: WeekParams, response: answers({ 200: Notice }) } }, (request) =>
    notices.build(existing(request.params.week)),
  );

  app.get(
    "/notices/:week.html",
    {
      schema: { summary: "每周通报（网页）", tags, params: WeekParams, produces: ["text/html"], response: answers({ 200: Type.String() }) },
    },
    async (request, reply) => {
      const html = await notices.html(existing(request.params.week));
      return reply.header("content-security-policy", pagePolicy(html)).type("text/html; charset=utf-8").serializer(String).send(html);
    },
  );
}
