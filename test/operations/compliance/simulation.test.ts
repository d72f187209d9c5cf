import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Carrier, CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { RegistrationState, SenderGroup, StandingBundle } from "#kernel/values/compliance";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { GROUPS_AT_ONCE, readCampaigns, readTollFree } from "#operations/compliance/read-registrations";
import type { Job } from "#operations/job-runs/job";
import { createJobRun } from "#runtime/job-context";
import { stock, withBareTenant } from "../../support/inventory";
import { repetitions } from "../../support/soak";

/**
 * Jobs that die anywhere, over books of the carrier's that change meanwhile. Whatever happened: a round from beginning to end
 * over books that stand still leaves exactly what is in them, and what cannot be read is left as it was.
 */

type Call = "bundles" | "senderGroups" | "senderGroup" | "tollFreeVerifications";
type Mishap = "dies" | "refuses" | "none";

class Books {
  readonly groups = new Map<string, SenderGroup>();
  readonly verified = new Map<string, RegistrationState>();
  readonly bundles = new Map<string, StandingBundle>();
  mishaps: Mishap[] = [];
  asked: Call[] = [];

  #answer<T>(call: Call, value: T): Promise<CarrierResult<T>> {
    this.asked.push(call);
    const mishap = this.mishaps.shift() ?? "none";
    if (mishap === "dies") return Promise.reject(new Error("The Worker died here."));
    const refusal = { kind: "refused", code: "carrier_refused", carrierCode: null, message: "No." } as const;
    return Promise.resolve(mishap === "refuses" ? refusal : { kind: "ok", value });
  }

  readonly carrier: Pick<Carrier, Call> = {
    bundles: (sids) =>
      this.#answer(
        "bundles",
        sids.flatMap((sid) => this.bundles.get(sid) ?? []),
      ),
    senderGroups: () => this.#answer("senderGroups", [...this.groups.keys()].reverse()),
    senderGroup: (id) => this.#answer("senderGroup", this.groups.get(id) ?? { state: "none", carrierIds: [] }),
    tollFreeVerifications: () =>
      this.#answer(
        "tollFreeVerifications",
        [...this.verified].map(([carrierId, state]) => ({ carrierId, state })),
      ),
  };
}

const contextOf = (books: Books): Context => {
  const ctx = createJobRun(env, createExecutionContext()).newContext();
  return { ...ctx, carrier: { ...ctx.carrier, ...books.carrier } };
};

/** One round, or what comes of it before it dies: `cursor` is where it is to go on then. */
async function run(job: Job, books: Books, from: string | null): Promise<{ died: boolean; cursor: string | null }> {
  let cursor = from;
  try {
    do {
      cursor = (await job.slice(contextOf(books), cursor, () => true)).next;
    } while (cursor !== null);
    return { died: false, cursor: null };
  } catch {
    return { died: true, cursor };
  }
}

const stored = async (): Promise<string[]> => {
  const rows = await env.DB.prepare(
    "select carrier_id || ' ' || kind || ' ' || sender_group || ' ' || state as row from messaging_registrations order by 1",
  ).all<{ row: string }>();
  return rows.results.map(({ row }) => row);
};

const rounds = async (): Promise<string[]> =>
  (await env.DB.prepare("select kind from messaging_rounds order by kind").all<{ kind: string }>()).results.map(
    ({ kind }) => kind,
  );

const clear = () =>
  env.DB.batch(
    ["messaging_rounds", "messaging_registrations", "bundle_states", "number_documents"].map((table) =>
      env.DB.prepare(`delete from ${table}`),
    ),
  );

const state = fc.constantFrom<RegistrationState>("registered", "pending", "rejected", "unknown");
const mishaps = fc.array(fc.constantFrom<Mishap>("none", "none", "none", "dies", "refuses"), { maxLength: 8 });
/** Which group each of a few numbers is in, and how that group's campaign stands. */
const books = fc.array(fc.record({ group: fc.nat(60), number: fc.nat(30), state }), { maxLength: 60 });

function fill(world: Books, rows: readonly { group: number; number: number; state: RegistrationState }[]): void {
  world.groups.clear();
  const groupOf = new Map(rows.map(({ number, group }) => [number, group]));
  for (const { group, state } of rows) {
    const carrierIds = [...groupOf].flatMap(([number, its]) => (its === group ? [`PN${number}`] : []));
    world.groups.set(`MG${100 + group}`, { state, carrierIds });
  }
}

const inBooks = ({ groups }: Books): string[] =>
  [...groups]
    .flatMap(([id, { state, carrierIds }]) => carrierIds.map((carrierId) => `${carrierId} campaign ${id} ${state}`))
    .sort();

test("campaigns: after any deaths, refusals and changes, a round over books that stand still leaves what is in them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(books, mishaps), { maxLength: 4 }), books, async (before, last) => {
      await clear();
      const world = new Books();
      let cursor: string | null = null;
      for (const [rows, trouble] of before) {
        fill(world, rows);
        world.mishaps = [...trouble];
        ({ cursor } = await run(readCampaigns, world, cursor));
      }
      fill(world, last);
      world.mishaps = [];
      // What was interrupted is done with first, as the job's lease has it.
      if (cursor !== null) await run(readCampaigns, world, cursor);
      expect(await run(readCampaigns, world, null)).toEqual({ died: false, cursor: null });
      expect(await stored()).toEqual(inBooks(world));
      expect(await rounds()).toEqual(["campaign"]);
    }),
    { numRuns: repetitions(8, 100) },
  );
});

test("campaigns: a round in which one group could not be read keeps what is known of it, and is no whole round", async () => {
  await clear();
  const world = new Books();
  const all = Array.from({ length: GROUPS_AT_ONCE + 5 }, (_, at) => ({
    group: at,
    number: at,
    state: "pending" as const,
  }));
  fill(world, all);
  await run(readCampaigns, world, null);
  const before = await stored();
  await env.DB.prepare("delete from messaging_rounds").run();
  fill(
    world,
    all.map((row) => ({ ...row, state: "registered" as const })),
  );
  // The list of groups, then the groups by their ids: the second one is silent.
  world.mishaps = ["none", "none", "refuses"];
  await run(readCampaigns, world, null);
  const after = await stored();
  expect(after.filter((row) => before.includes(row))).toEqual(["PN1 campaign MG101 pending"]);
  expect(after).toHaveLength(before.length);
  expect(await rounds()).toEqual([]);
});

test("campaigns: a slice reads so many groups and no more, but one at least when the time is over", async () => {
  await clear();
  const world = new Books();
  fill(
    world,
    Array.from({ length: 2 * GROUPS_AT_ONCE }, (_, at) => ({ group: at, number: at, state: "pending" as const })),
  );
  const first = await readCampaigns.slice(contextOf(world), null, () => true);
  expect(first.counted).toEqual({ groups: GROUPS_AT_ONCE, numbers: GROUPS_AT_ONCE, changed: GROUPS_AT_ONCE });
  world.asked = [];
  const second = await readCampaigns.slice(contextOf(world), first.next, () => false);
  expect(second.counted.groups).toBeGreaterThan(0);
  expect(second.counted.groups).toBeLessThan(GROUPS_AT_ONCE);
  expect(second.next).not.toBeNull();
});

test("verifications: what is stored becomes what is in the books, and stays when they cannot be read", async () => {
  const verified = fc.uniqueArray(fc.tuple(fc.nat(20), state), { selector: ([number]) => number });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(verified, mishaps), { minLength: 1, maxLength: 4 }), async (turns) => {
      await clear();
      const world = new Books();
      let expected: string[] = [];
      for (const [rows, [mishap = "none"]] of turns) {
        world.verified.clear();
        for (const [number, its] of rows) world.verified.set(`PN${number}`, its);
        world.mishaps = [mishap];
        await run(readTollFree, world, null);
        if (mishap === "none") expected = rows.map(([number, its]) => `PN${number} toll_free  ${its}`).sort();
        expect(await stored()).toEqual(expected);
      }
    }),
    { numRuns: repetitions(8, 100) },
  );
});

test("bundles: 45 of them, with 10 numbers each, are asked for in three slices, from wherever a slice died", async () => {
  await clear();
  const ctx = await withBareTenant();
  const world = new Books();
  const number = (at: number) => ({
    id: `num_papers${1_000 + at}`,
    e164: `+1628${2_000_000 + at}`,
    status: "active",
    country: "US",
    type: "local",
    acquisition_method: "reseller",
    sms: 1,
    mms: 0,
    tags: [],
    agent_id: null,
    friendly_name: "",
    created_at: 0,
  });
  await stock(
    ctx,
    Array.from({ length: 450 }, (_, at) => number(at)),
  );
  await env.DB.prepare(
    `insert into number_documents select id, 'PN0', 'none', null, 'BU' || (100 + substr(id, -3) % 45), null, null, 0, 'platform'
     from phone_numbers where tenant_id = ?`,
  )
    .bind(ctx.principal.tenantId)
    .run();
  for (let at = 0; at < 45; at += 1) {
    if (at % 5 > 0) world.bundles.set(`BU${100 + at}`, { sid: `BU${100 + at}`, status: "approved", validUntil: null });
  }
  world.mishaps = ["none", "dies"];
  const { died, cursor } = await run(readBundlesJob, world, null);
  expect(died).toBe(true);
  expect(await run(readBundlesJob, world, cursor)).toEqual({ died: false, cursor: null });
  expect(world.asked).toHaveLength(4);
  const { results } = await env.DB.prepare("select sid, status from bundle_states order by sid").all();
  expect(results).toEqual(
    Array.from({ length: 45 }, (_, at) => ({ sid: `BU${100 + at}`, status: at % 5 > 0 ? "approved" : null })),
  );
  await env.DB.prepare("delete from number_documents where bundle_sid > 'BU110'").run();
  await run(readBundlesJob, world, null);
  expect(await env.DB.prepare("select count(*) as n from bundle_states").first("n")).toBe(11);
});
