#!/usr/bin/env node
/** The command line: names, options and help; each command lives in its own file, read only when it is called for: all of them together take longer than most of them run. */
import { Command, CommanderError } from "commander";
import type { RestoreCommand } from "./commands/backup.ts";
import type { DemoOptions } from "./commands/demo.ts";
import type { ImportOptions } from "./commands/import.ts";
import type { ReportOptions } from "./commands/evaluate.ts";
import type { MetricsOptions } from "./commands/metrics.ts";
import type { PaperOptions } from "./commands/paper.ts";
import type { UserAddOptions } from "./commands/people.ts";
import type { SecretOptions } from "./commands/outbound.ts";
import type { ReplayOptions } from "./commands/quarantine.ts";
import { overlapHoursUsual } from "../store/keys.ts";
import type { House } from "./house.ts";
import { fail } from "./output.ts";

let exitCode = 0;

/** Opens the house, runs the command in it, and closes it whatever happens. */
const inHouse =
  <Arguments extends unknown[]>(run: (house: House, ...args: Arguments) => Promise<number>) =>
  async (...args: Arguments): Promise<void> => {
    const { openHouse } = await import("./house.ts");
    const house = await openHouse();
    try {
      exitCode = await run(house, ...args);
    } finally {
      await house.store.close();
    }
  };

const collect = (value: string, all: string[]): string[] => [...all, value];

const program = new Command("huiyin").description("回音：公安窗口投诉闭环引擎。件件有落实、事事有回音。").version("0.1.0").exitOverride();
program.configureHelp({ sortSubcommands: false }).helpCommand(false).helpOption("-h, --help", "显示帮助");

program
  .command("serve")
  .description("启动接口服务与定时任务")
  .option("--no-jobs", "只提供接口，不运行定时任务")
  .option("--jobs-only", "只运行定时任务")
  .action(inHouse(async (house, options: { jobs: boolean; jobsOnly?: boolean }) => (await import("./commands/serve.ts")).serve(house, { http: !options.jobsOnly, jobs: options.jobs })));
program
  .command("demo")
  .description("用演示数据启动(独立数据库 data/demo.db,每次重建)")
  .option("--weeks <N>", "模拟多少周", "26")
  .option("--seed <S>", "种子：相同的种子得到相同的数据", "1")
  .option("--scale <K>", "规模：1 约每周四十件", "1")
  .option("--once", "准备好数据、打印通报后即退出")
  .action(async (options: DemoOptions) => {
    exitCode = await (await import("./commands/demo.ts")).demo(options);
  });
program
  .command("migrate")
  .description("升级数据库结构(serve 启动时也会自动升级)")
  .option("--status", "只显示状态")
  .option("--down-to <N>", "撤回到第 N 号迁移")
  .action(async (options: { status?: boolean; downTo?: string }) => {
    exitCode = await (await import("./commands/migrate.ts")).migrate(options);
  });
program
  .command("backup")
  .description("在线备份全部数据与附件；目标为文件夹时按时间命名。口令取自 HUIYIN_BACKUP_PASSPHRASE 或 HUIYIN_BACKUP_PASSPHRASE_FILE")
  .argument("<file>", "备份文件，或文件夹")
  .option("--keep <N>", "目标为文件夹，只保留最新 N 份")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, file: string, options: { keep?: string; json?: boolean }) => (await import("./commands/backup.ts")).backupTo(house, file, options)));
program
  .command("export")
  .description("把全部数据导出为开放格式：每张表一个 NDJSON 文件、附件和清单")
  .argument("<folder>", "空文件夹，没有则新建")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, folder: string, options: { json?: boolean }) => (await import("./commands/backup.ts")).exportTo(house, folder, options)));
program
  .command("restore")
  .description("从备份文件或导出的文件夹恢复到 HUIYIN_DATABASE（SQLite 或 PostgreSQL），恢复前检查，恢复后核验；请先停止服务")
  .argument("<file>", "备份文件，或导出的文件夹")
  .option("--check", "只检查备份是否完好，不恢复")
  .option("--overwrite", "用备份替换数据库中的全部现有数据")
  .option("--unsigned", "密钥文件已丢失时：不核对签名")
  .option("--json", "输出 JSON")
  .action(async (file: string, options: RestoreCommand) => {
    exitCode = await (await import("./commands/backup.ts")).restoreFrom(file, options);
  });
program
  .command("import")
  .description("导入文件(XLSX、CSV、JSON、NDJSON、XML)，重复导入不会产生变化")
  .argument("<file...>", "文件")
  .requiredOption("--source <S>", "来源：110、12345、petition、window、inspection")
  .option("--profile <P>", "来源档案，默认与来源同名")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, files: string[], options: ImportOptions) => (await import("./commands/import.ts")).importFiles(house, files, options)));
program
  .command("reconcile")
  .description("对账：收到 = 新建 + 更新 + 重复 + 隔离，并逐条核对")
  .option("--from <D>", "起始日 2026-11-16")
  .option("--to <D>", "截止日")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { from?: string; to?: string; json?: boolean }) => (await import("./commands/proofs.ts")).reconcileFeeds(house, options)));
program
  .command("verify")
  .description("核验：重放每件工单的历史，比对状态与哈希链")
  .option("--case <N>", "只核验一件(编号或工单号)")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { case?: string; json?: boolean }) => (await import("./commands/proofs.ts")).verifyHistories(house, options)));
program
  .command("notice")
  .description("生成（不发布）一周通报")
  .argument("<week>", "周次，如 2026-W47")
  .option("--format <F>", "text、json、html、docx 或 xlsx", "text")
  .option("--out <FILE>", "写入文件")
  .action(inHouse(async (house, week: string, options: { format?: string; out?: string }) => (await import("./commands/notice.ts")).notice(house, week, options)));

program
  .command("metrics")
  .description("一段时间的各项指标")
  .requiredOption("--from <D>", "起始日，如 2026-11-16")
  .requiredOption("--to <D>", "截止日（含）")
  .option("--by <DIMENSION>", "分组：unit、source、window、item、category、lane、kind、handler")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: MetricsOptions) => (await import("./commands/metrics.ts")).metrics(house, options)));

program
  .command("evaluate")
  .description("季度测评、年终评优；--enterprise 为对企专窗报告")
  .argument("<period>", "季度 2026-Q3，或年度 2026")
  .option("--enterprise", "只看对企专窗")
  .option("--format <F>", "json 或 html", "json")
  .option("--out <FILE>", "写入文件")
  .action(inHouse(async (house, period: string, options: ReportOptions) => (await import("./commands/evaluate.ts")).evaluate(house, period, options)));
program
  .command("digest")
  .description("每周学习：一周内批准的典型案例，已隐去诉求人信息")
  .argument("<week>", "周次，如 2026-W47")
  .option("--format <F>", "json 或 html", "json")
  .option("--out <FILE>", "写入文件")
  .action(inHouse(async (house, week: string, options: ReportOptions) => (await import("./commands/evaluate.ts")).digestOf(house, week, options)));

program
  .command("slip")
  .description("打印一件工单的交办单")
  .argument("<case>", "编号或工单号")
  .option("--format <F>", "html 或 docx", "docx")
  .option("--out <FILE>", "写入文件")
  .action(inHouse(async (house, id: string, options: PaperOptions) => (await import("./commands/paper.ts")).slipFile(house, id, options)));
program
  .command("ledger")
  .description("导出窗口工作台账")
  .requiredOption("--from <D>", "起始日 2026-11-01")
  .requiredOption("--to <D>", "截止日")
  .option("--all", "全部工单；默认只列窗口登记的和升级到窗口的")
  .option("--format <F>", "html、docx 或 xlsx", "xlsx")
  .option("--out <FILE>", "写入文件")
  .action(inHouse(async (house, options: PaperOptions & { from: string; to: string; all?: boolean }) => (await import("./commands/paper.ts")).ledgerFile(house, options)));

const calendar = program.command("calendar").description("工作日历");
calendar
  .command("check")
  .description("列出一年的工作日、放假与调休，以及是否暂定；暂定时退出码为 1")
  .argument("[year]", "年份，默认今年")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, year: string | undefined, options: { json?: boolean }) => (await import("./commands/calendar.ts")).calendarCheck(house, year, options)));
calendar
  .command("set")
  .description("修正某一天，记入修正历史")
  .argument("<day>", "日期 2027-02-08")
  .option("--working", "上班")
  .option("--off", "放假")
  .requiredOption("--name <TEXT>", "名称或缘由，如 春节、国庆节调休")
  .action(inHouse(async (house, day: string, options: { working?: boolean; off?: boolean; name: string }) => (await import("./commands/calendar.ts")).calendarSet(house, day, options)));
program
  .command("deadlines")
  .description("期限")
  .command("recompute")
  .description("按现行策略和日历重算在走的期限，逐件记入历史")
  .option("--dry-run", "只列出会怎样改变；有改变时退出码为 1")
  .option("--reason <TEXT>", "缘由")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { dryRun?: boolean; reason?: string; json?: boolean }) => (await import("./commands/calendar.ts")).deadlinesRecompute(house, options)));

program
  .command("erase")
  .description("删除保存期满的个人信息（每日自动进行）；历史仍可核验，数字不变")
  .option("--dry-run", "只列出会删除哪些；有要删除的时退出码为 1")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { dryRun?: boolean; json?: boolean }) => (await import("./commands/erase.ts")).erase(house, options)));

const jobs = program.command("jobs").description("定时任务");
jobs
  .command("list")
  .description("时刻表，及每个任务上次的结果；有任务失败时退出码为 1")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { json?: boolean }) => (await import("./commands/jobs.ts")).jobsList(house, options)));
jobs
  .command("runs")
  .description("运行记录")
  .argument("[name]", "任务名")
  .option("--limit <N>", "最多列出多少条", "20")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, name: string | undefined, options: { json?: boolean; limit?: string }) => (await import("./commands/jobs.ts")).jobsRuns(house, name, options)));
jobs
  .command("run")
  .description("立即运行一次")
  .argument("<name>", "任务名")
  .option("--at <INSTANT>", "以此时刻运行，如 2026-11-16T09:00:00+08:00")
  .action(inHouse(async (house, name: string, options: { at?: string }) => (await import("./commands/jobs.ts")).jobsRun(house, name, options)));

const quarantine = program.command("quarantine").description("隔离区");
quarantine
  .command("list")
  .description("列出待处理的记录")
  .option("--dismissed", "列出已销项的")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { json?: boolean; dismissed?: boolean }) => (await import("./commands/quarantine.ts")).quarantineList(house, options)));
quarantine.command("show").description("查看原文与原因").argument("<id>", "编号").action(inHouse(async (house, id: string) => (await import("./commands/quarantine.ts")).quarantineShow(house, id)));
quarantine
  .command("replay")
  .description("重放：按来源档案重新读取")
  .argument("[id...]", "编号")
  .option("--all", "重放全部待处理的记录")
  .option("--source <S>", "与 --all 合用：只重放这个来源的")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, ids: string[], options: ReplayOptions) => (await import("./commands/quarantine.ts")).quarantineReplay(house, ids, options)));
quarantine
  .command("dismiss")
  .description("销项：不入库，理由存档，对账时单列")
  .argument("<id>", "编号")
  .requiredOption("--reason <TEXT>", "理由")
  .action(inHouse(async (house, id: string, options: { reason: string }) => (await import("./commands/quarantine.ts")).quarantineDismiss(house, id, options)));

const feed = program.command("feed").description("来源");
feed
  .command("check")
  .description("按来源档案试读文件，逐字段列出读到什么、哪些会被隔离；不写入任何数据")
  .argument("<profile>", "来源档案的名称，或 YAML 文件的路径")
  .argument("<file>", "文件")
  .option("--limit <N>", "最多列出多少条会被隔离的记录", "20")
  .option("--json", "输出 JSON")
  .action(async (profile: string, file: string, options: { json?: boolean; limit?: string }) => {
    exitCode = await (await import("./commands/feed.ts")).feedCheck(profile, file, options);
  });
feed
  .command("secret")
  .description("显示与某来源约定的签名密钥(Standard Webhooks)，没有则新建")
  .argument("<profile>", "来源档案的名称")
  .option("--direction <D>", "feed 验对方推送的签名，answers 给我方推送签名", "feed")
  .option("--rotate", "换新密钥；旧密钥在下次更换前仍被接受")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, profile: string, options: SecretOptions) => (await import("./commands/outbound.ts")).feedSecret(house, profile, options)));

const outbox = program.command("outbox").description("答复的发送");
outbox
  .command("list")
  .description("列出答复")
  .option("--state <S>", "waiting 待发、parked 搁置、delivered 送达、void 作废")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { state?: string; json?: boolean }) => (await import("./commands/outbound.ts")).outboxList(house, options)));
outbox.command("resend").description("重发搁置的答复").argument("<id...>", "编号").action(inHouse(async (house, ids: string[]) => (await import("./commands/outbound.ts")).outboxResend(house, ids)));

const secrets = program.command("secrets").description("个人信息的密钥");
secrets
  .command("status")
  .description("列出密钥，及各有多少值需要它；有值解不开、轮换未完成或算法与设置不符时退出码为 1")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, options: { json?: boolean }) => (await import("./commands/secrets.ts")).secretsStatus(house, options)));
secrets.command("prepare").description("多台机器时：先备好新密钥，复制密钥文件到各机后再轮换").action(inHouse(async (house) => (await import("./commands/secrets.ts")).secretsPrepare(house)));
secrets.command("rotate").description("换新密钥，并把已有的值重新加密；服务可照常运行，中断后可重复").action(inHouse(async (house) => (await import("./commands/secrets.ts")).secretsRotate(house)));
secrets.command("retire").description("移除不再需要的旧密钥；仍有值需要它时拒绝").argument("<number>", "密钥编号").action(inHouse(async (house, number: string) => (await import("./commands/secrets.ts")).secretsRetire(house, number)));

const user = program.command("user").description("用户");
user
  .command("add")
  .description("添加用户")
  .argument("<username>", "用户名")
  .option("--name <NAME>", "姓名")
  .requiredOption("--role <ROLE>", "角色，可多次:window、handler、caller、reviewer、supervisor、admin", collect, [])
  .option("--unit <UNIT>", "单位代码或名称，默认全局")
  .option("--password <PASSWORD>", "密码；不给则生成并打印一次")
  .option("--password-stdin", "从标准输入读取密码")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, username: string, options: UserAddOptions) => (await import("./commands/people.ts")).userAdd(house, username, options)));
user.command("list").description("列出").option("--json", "输出 JSON").action(inHouse(async (house, options: { json?: boolean }) => (await import("./commands/people.ts")).userList(house, options)));
user.command("disable").description("停用").argument("<username>", "用户名").action(inHouse(async (house, username: string) => (await import("./commands/people.ts")).userDisable(house, username)));

const key = program.command("key").description("接口密钥");
key
  .command("add")
  .description("添加密钥(只显示一次)")
  .argument("<name>", "名称")
  .requiredOption("--source <S>", "来源，可多次", collect, [])
  .option("--scope <SCOPE>", "权限:feeds:write、feeds:read、answers,可多次；默认全部", collect, [])
  .option("--expires <END>", "到期：日期(2027-12-31,当日 24 时)或天数(90d)，默认不自动到期")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, name: string, options: { source: string[]; scope: string[]; expires?: string; json?: boolean }) => (await import("./commands/people.ts")).keyAdd(house, name, options)));
key.command("list").description("列出").option("--json", "输出 JSON").action(inHouse(async (house, options: { json?: boolean }) => (await import("./commands/people.ts")).keyList(house, options)));
key
  .command("rotate")
  .description("更换密钥：新密钥立即可用(只显示一次)，旧密钥在重叠期内仍可用")
  .argument("<id>", "旧密钥编号")
  .option("--overlap <HOURS>", "重叠多少小时", String(overlapHoursUsual))
  .option("--expires <END>", "新密钥到期：日期或天数；默认与旧密钥的有效期等长")
  .option("--json", "输出 JSON")
  .action(inHouse(async (house, id: string, options: { overlap: string; expires?: string; json?: boolean }) => (await import("./commands/people.ts")).keyRotate(house, id, options)));
key.command("revoke").description("吊销").argument("<id>", "编号").action(inHouse(async (house, id: string) => (await import("./commands/people.ts")).keyRevoke(house, id)));

try {
  await program.parseAsync();
} catch (error) {
  // Help and version are done; anything else that commander refuses is wrong usage.
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2;
  else exitCode = fail(error);
}
process.exitCode = exitCode;
