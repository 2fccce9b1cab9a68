/** The conformance of both databases: what `write` promises, migrations both ways, and the check of stored states at the start. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { migrations } from "../../migrations/index.ts";
import { SnapshotVersionMismatch } from "../../src/machines/step.ts";
import { systemActor } from "../../src/store/actors.ts";
import { openCase } from "../../src/store/openCase.ts";
import { migrateTo, migrationStatus, openStore } from "../../src/store/open.ts";
import { StatementFault, watching } from "../setup/faults.ts";
import { complaint, contextOf, mondayMorning } from "../setup/house.ts";
import { leaveSpoilt } from "../setup/replay.ts";
import { eachStore } from "../setup/stores.ts";

eachStore("a store", ({ freshUrl, bareUrl }) => {
  it("rolls a failing work back alone, whatever was written beside it at the same moment", async () => {
    const store = await openStore(await freshUrl());
    const works = Array.from({ length: 30 }, (_, n) =>
      store.write(async (tx) => {
        await openCase(tx, complaint(`W${n}`), contextOf(systemActor));
        if (n % 3 === 0) throw new Error(`work ${n} fails`);
        return n;
      }),
    );
    const settled = await Promise.allSettled(works);
    expect(settled.filter((each) => each.status === "rejected")).toHaveLength(10);
    const kept = await store.read.selectFrom("cases").select("external_id").execute();
    expect(kept.map((row) => row.external_id).sort()).toEqual(Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 !== 0).map((n) => `W${n}`).sort());
    await store.close();
  });

  it("keeps what was acknowledged when it is opened again", async () => {
    const url = await freshUrl();
    const first = await openStore(url);
    await first.write((tx) => openCase(tx, complaint("K1"), contextOf(systemActor)));
    await first.close();
    const second = await openStore(url);
    expect(await second.read.selectFrom("cases").select("external_id").execute()).toEqual([{ external_id: "K1" }]);
    await second.close();
  });

  it("whose making breaks off at any statement is made whole at the next start", { timeout: 300_000 }, async () => {
    let statements = 0;
    let last = 0;
    const breakingAt = (n: number) =>
      watching(() => {
        statements += 1;
        if (statements === n) throw new StatementFault(`statement ${n}`);
      });
    const opened = async (url: string, n: number) => {
      statements = 0;
      await openStore(url, { wrapDialect: breakingAt(n) }).then((store) => store.close());
    };
    await opened(await bareUrl(), 0);
    // The first only asks whether there is anything to do.
    for (last = statements; last > 1; last -= 23) {
      const url = await bareUrl();
      await expect(opened(url, last), `at statement ${last}`).rejects.toMatchObject({ code: "TEST_FAULT" });
      await opened(url, 0);
      expect((await migrationStatus(url)).every(({ appliedAt }) => appliedAt !== null)).toBe(true);
    }
  });

  it("goes all the way down and up again", async () => {
    const url = await bareUrl();
    await migrateTo(url, "latest");
    await migrateTo(url, 0);
    expect((await migrationStatus(url)).every((migration) => migration.appliedAt === null)).toBe(true);
    await migrateTo(url, "latest");
    expect((await migrationStatus(url)).filter((migration) => migration.appliedAt !== null)).toHaveLength(Object.keys(migrations).length);
  });

  it("goes down to the migration of that number, whatever place it has in the list", async () => {
    const url = await freshUrl();
    await migrateTo(url, "latest");
    await migrateTo(url, 12);
    expect((await migrationStatus(url)).filter(({ appliedAt }) => appliedAt !== null).at(-1)?.name).toBe("0012_corrective_actions");
    await expect(migrateTo(url, 11)).rejects.toMatchObject({ code: "migration-unknown", message: expect.stringMatching(/没有第 11 号迁移.*10、12/) as string });
    await migrateTo(url, 1);
    expect((await migrationStatus(url)).filter(({ appliedAt }) => appliedAt !== null).map(({ name }) => name)).toEqual(["0001_people"]);
  });

  it("of a newer program is refused by this one", async () => {
    const url = await freshUrl();
    leaveSpoilt(url);
    const store = await openStore(url);
    await store.write((tx) => sql`insert into kysely_migration (name, timestamp) values ('0999_of_later', ${mondayMorning})`.execute(tx));
    await store.close();
    await expect(openStore(url)).rejects.toMatchObject({ code: "schema-too-new" });
  });

  it("refuses to start on states of another machine version", async () => {
    const url = await freshUrl();
    leaveSpoilt(url);
    const store = await openStore(url);
    await store.write((tx) => openCase(tx, complaint("V1"), contextOf(systemActor)));
    await store.write((tx) => tx.updateTable("cases").set({ machine_version: 99 }).execute());
    await store.close();
    await expect(openStore(url)).rejects.toThrow(SnapshotVersionMismatch);
  });
});

it("refuses a database of an unknown kind with one clear line", async () => {
  await expect(openStore("mysql://nowhere")).rejects.toMatchObject({ code: "database-url-invalid" });
});
