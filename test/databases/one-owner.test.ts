import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { whileLeased } from "#tenants/subject-lease";
import { interceptQueries } from "../support/database";
import { eventually } from "../support/eventually";
import { withTenantInFirst } from "../support/first-database";
import { type Tenant, withTenant } from "../support/seed";
import { tenantJobContext } from "../support/tenant-database";
import { bindings, contested, pass, sharedImport, skipWaiting } from "./contests";

/** What only one tenant may have, for two tenants in two databases: in both orders, at once, and whoever dies where. */

const pair = async (): Promise<[Tenant, Tenant]> => [await withTenantInFirst(), await withTenant()];

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await env.DB.prepare("delete from subject_leases").run();
});

/** The tenant's request fails at its `trip`th trip to a database, made or not, and at all after it. Returns whether it came so far. */
async function dyingAt(trip: number, made: boolean, take: () => Promise<unknown>): Promise<boolean> {
  let trips = 0;
  const end = interceptQueries(async (proceed) => {
    trips += 1;
    if (trips === trip && made) await proceed();
    if (trips >= trip) throw new Error("D1_ERROR: the isolate is gone");
    return await proceed();
  });
  // The run of an import dies with it, and a request is answered 503.
  await take().catch(() => undefined);
  end();
  return trips >= trip;
}

describe.for(Object.entries(contested))("%s", ([, contest]) => {
  test.for([
    [0, 1],
    [1, 0],
  ] as const)("goes to the first of two tenants, in the order %i %i", async ([first, second]) => {
    const tenants = await pair();
    const { takes, owners } = await contest(tenants);
    await takes[first]();
    expect(await owners()).toEqual([tenants[first].id]);
    const refused = await takes[second]();
    expect(JSON.stringify(refused.body)).not.toContain(tenants[first].id);
    expect(await owners()).toEqual([tenants[first].id]);
    expect(await env.DB.prepare("select * from subject_leases").first()).toBeNull();
  });

  test("goes to one of two tenants at once, and each request ends", async () => {
    const tenants = await pair();
    for (let round = 0; round < 3; round += 1) {
      const { takes, owners } = await contest(tenants);
      const answers = await Promise.all([takes[0](), takes[1]()]);
      expect((await owners()).length, JSON.stringify(answers)).toBe(1);
    }
  });

  test.for([false, true])("goes to one tenant wherever the first request dies (trip made: %s)", async (made) => {
    const tenants = await pair();
    skipWaiting();
    let deaths = 0;
    for (let trip = 1; ; trip += 1) {
      const { takes, owners } = await contest(tenants);
      const [dead, alive] = trip % 2 === 0 ? [0, 1] : [1, 0];
      if (!(await dyingAt(trip, made, takes[dead] ?? takes[0]))) break;
      deaths += 1;
      expect((await owners()).length).toBeLessThan(2);
      await (takes[alive] ?? takes[1])();
      expect(await owners(), `trip ${trip}`).toHaveLength(1);
      await (takes[dead] ?? takes[0])();
      expect(await owners(), `trip ${trip}`).toHaveLength(1);
    }
    expect(deaths).toBeGreaterThan(4);
  });
});

test("a request whose lease is over when it writes changes nothing, so another one's row stays alone", async () => {
  const tenants = await pair();
  const contests = await Promise.all(Object.values(contested).map((contest) => contest(tenants)));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let [isHeld, held] = [true, 0];
  const end = interceptQueries(async (proceed, sql) => {
    if (isHeld && sql.includes("unixepoch") && !sql.includes("subject_leases")) {
      held += 1;
      await released;
    }
    return await proceed();
  });
  const slow = contests.map(({ takes: [first] }) => first());
  await eventually(() => expect(held).toBe(contests.length));
  isHeld = false;
  const clock = () => env.DB.prepare("select unixepoch('subsec') * 1000 as now").first<number>("now");
  const begun = Number(await clock());
  await eventually(async () => expect(await clock()).toBeGreaterThan(begun + 4_000));
  await pass(60_000);
  for (const { takes } of contests) await takes[1]();
  release();
  await Promise.all(slow);
  end();
  const owners = await Promise.all(contests.map((contest) => contest.owners()));
  expect(owners).toEqual(contests.map(() => [tenants[1].id]));
});

describe("a number in a Twilio account that two tenants connected", () => {
  test.for([
    [0, 1],
    [1, 0],
  ] as const)("is imported by the first of them, in the order %i %i", async ([first, second]) => {
    const tenants = await pair();
    const { e164, worlds, owners } = await sharedImport(tenants);
    const [mine] = await worlds[first].finish(await worlds[first].submit("import", [e164]));
    expect(mine).toMatchObject({ step: "succeeded" });
    const [theirs] = await worlds[second].finish(await worlds[second].submit("import", [e164]));
    expect(theirs).toMatchObject({ step: "failed", errorCode: "number_owned" });
    expect(JSON.stringify(theirs)).not.toContain(tenants[first].id);
    expect(await owners()).toEqual([tenants[first].id]);
    await worlds[first].finish(await worlds[first].submit("detach", [e164]));
    const [again] = await worlds[second].finish(await worlds[second].submit("import", [e164]));
    expect(again).toMatchObject({ step: "succeeded" });
    expect(await owners()).toEqual([tenants[second].id]);
  });

  test.for([false, true])("is imported by one of them wherever the first run dies (trip made: %s)", async (made) => {
    const tenants = await pair();
    skipWaiting();
    let deaths = 0;
    for (let trip = 1; ; trip += 1) {
      const { e164, worlds, owners } = await sharedImport(tenants);
      const [dead, alive] = trip % 2 === 0 ? worlds : worlds.toReversed();
      if (!dead || !alive) throw new Error("There are two worlds.");
      const job = await dead.submit("import", [e164]);
      if (!(await dead.run(job, { trip, made }))) break;
      deaths += 1;
      await alive.finish(await alive.submit("import", [e164]));
      expect(await owners(), `trip ${trip}`).toHaveLength(1);
      await dead.finish(job);
      expect(await owners(), `trip ${trip}`).toHaveLength(1);
    }
    expect(deaths).toBeGreaterThan(8);
  });
});

describe("a lease", () => {
  const lease = (subject: string, write: () => Promise<unknown>) =>
    whileLeased(tenantJobContext(), "document", [subject], write);
  const holds = async (isLeased: unknown): Promise<boolean> => {
    const [row] = await openDatabase(bindings[1]).all<{ is: number }>(isLeased as never);
    return row?.is === 1;
  };

  test("that is over lets its holder write nothing, before another holder may begin", async () => {
    const { sql } = await import("drizzle-orm");
    await whileLeased(tenantJobContext(), "document", ["AD1"], async (isLeased) => {
      const condition = sql`select ${isLeased} as "is"`;
      expect(await holds(condition)).toBe(true);
      await pass(4_000);
      // Its condition is as of the lease, so time itself must pass.
      await eventually(async () => expect(await holds(condition)).toBe(false));
    });
  });

  test("keeps others from the same subject until it ends, and a request that fails for good ends it", async () => {
    skipWaiting();
    const taken = vi.fn<() => Promise<void>>().mockResolvedValue();
    await lease("AD2", async () => {
      vi.mocked(scheduler.wait).mockResolvedValue(undefined);
      await expect(lease("AD2", taken)).rejects.toMatchObject({ code: "changed_meanwhile" });
      expect(taken).not.toHaveBeenCalled();
      await lease("AD3", taken);
      await pass(5_001);
      await lease("AD2", taken);
    });
    expect(taken).toHaveBeenCalledTimes(2);
    const refusal = new Problem("number_owned", "Another tenant has it.");
    await expect(lease("AD2", () => Promise.reject(refusal))).rejects.toBe(refusal);
    await lease("AD2", taken);
    // Anything else may have a statement under way.
    await expect(lease("AD2", () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    await expect(lease("AD2", taken)).rejects.toMatchObject({ code: "changed_meanwhile" });
  });
});
