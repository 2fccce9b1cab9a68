/** What deploy/ names is what the program has: metrics, settings, jobs, commands. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { timetable } from "../src/jobs/schedule.ts";
import { startWholeService } from "./setup/service.ts";
import { freshSqliteUrl } from "./setup/stores.ts";

const rules = readFileSync("deploy/prometheus.rules.yml", "utf8");

test("every metric of the alerts is one that the service gives, and every job one of the timetable", async () => {
  const service = await startWholeService(await freshSqliteUrl());
  try {
    const given = await (await fetch(service.base.replace("/api/v1", "/metrics"))).text();
    const names = new Set([...given.matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name = "", type]) => (type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name])));
    const { groups } = parse(rules) as { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] };
    const alerts = groups.flatMap((group) => group.rules);
    const asked = [...new Set(alerts.flatMap(({ expr }) => expr.match(/huiyin_\w+/g) ?? []))];
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    const jobs = alerts.flatMap(({ expr }) => [...expr.matchAll(/huiyin_job_\w+\{job="(\w+)"\}/g)].map(([, job = ""]) => job));
    expect(jobs.filter((job) => !timetable.some(({ name }) => name === job))).toEqual([]);
    expect(alerts.filter(({ annotations }) => !/[\u4e00-\u9fff]/.test(annotations.summary))).toEqual([]);
  } finally {
    await service.stop();
  }
});

test("every setting of the unit and the container is one that the program reads", () => {
  const known = readFileSync("src/config/environment.ts", "utf8");
  const files = ["deploy/huiyin.service", "deploy/Containerfile", "deploy/nginx.conf"];
  const named = files.flatMap((file) => readFileSync(file, "utf8").match(/HUIYIN_[A-Z_]+/g) ?? []);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((name) => !known.includes(`"${name}"`))).toEqual([]);
});
