/** What a monitor scrapes (Prometheus): the process itself, what waits for someone, and how the jobs go. Counts only, nothing of a case. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import Type from "typebox";
import { millisOf } from "../../rules/shanghai.ts";
import { healthCounts } from "../../store/health.ts";
import { jobStates } from "../../store/jobRuns.ts";
import type { App, RouteDeps } from "../app.ts";
import { answers } from "../openapi.ts";

export function metricRoutes(app: App, { store, now }: RouteDeps): void {
  // A registry of its own: several apps in one process must not share counters.
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "huiyin_" });
  const gauge = (name: string, help: string, labelNames: string[] = []) => new Gauge({ name: `huiyin_${name}`, help, labelNames, registers: [registry] });
  const waiting = {
    quarantineOpen: gauge("quarantine_open", "Records in quarantine that wait for someone"),
    answersWaiting: gauge("answers_waiting", "Answers that no source has yet"),
    answersParked: gauge("answers_parked", "Answers given up after a day of attempts"),
    deliveriesParked: gauge("deliveries_parked", "Events given up after a day of attempts"),
    timersDue: gauge("timers_due", "Steps of limits that are due and not done"),
  };
  const escalations = gauge("escalations_open", "Escalations that are not resolved", ["level"]);
  const lastSuccess = gauge("job_last_success_timestamp_seconds", "When a job last went well", ["job"]);
  const failures = gauge("job_failures", "Failed runs of a job since the last that went well", ["job"]);
  const requests = new Histogram({ name: "huiyin_http_request_duration_seconds", help: "Requests by route and status", labelNames: ["method", "route", "status"], buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10], registers: [registry] });

  app.addHook("onResponse", (request, reply, done) => {
    requests.observe({ method: request.method, route: request.routeOptions.url ?? "none", status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });

  app.get("/metrics", { schema: { summary: "监控指标", description: "Prometheus text format; counts only.", tags: ["health"], response: answers({ 200: Type.String() }) } }, async (_request, reply) => {
    const counts = await healthCounts(store.read, now());
    for (const [name, each] of Object.entries(waiting)) each.set(counts[name as keyof typeof waiting]);
    for (const [level, count] of Object.entries(counts.escalationsOpen)) escalations.set({ level }, count);
    for (const job of await jobStates(store.read)) {
      failures.set({ job: job.name }, job.failures);
      if (job.lastSuccessAt !== null) lastSuccess.set({ job: job.name }, millisOf(job.lastSuccessAt) / 1000);
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
