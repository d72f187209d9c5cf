import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isWebhookOf } from "#acquisition/imports/point-settings";
import type { NumberSettings } from "#kernel/ports/number-configuration";
import { freshNumber, withTenant } from "../../support/seed";
import { repetitions, sidesOf, visits } from "../../support/soak";
import { type Death, type Fault, keepQuiet, World } from "./world";

/** Imports and detachments that die, wait, are refused and overlap, over random configurations. */

keepQuiet();

const maybe = (...values: string[]) => fc.constantFrom(null, ...values);
const method = fc.constantFrom("GET", "POST");

const settings: fc.Arbitrary<Partial<NumberSettings>> = fc
  .record({
    voice_url: maybe("https://ivr.example.com/?key=1", "https://webhooks.twilio.com/v1/Accounts/AC1/Flows/FW2"),
    voice_method: method,
    voice_fallback_url: maybe("https://ivr.example.com/fallback"),
    voice_fallback_method: method,
    voice_application_sid: maybe("AP1"),
    voice_receive_mode: fc.constantFrom("voice", "fax"),
    voice_caller_id_lookup: fc.constantFrom("true", "false"),
    status_callback: maybe("https://ivr.example.com/status"),
    status_callback_method: method,
    sms_url: maybe("https://ivr.example.com/sms"),
    sms_method: method,
    sms_application_sid: maybe("AP2"),
    trunk_sid: maybe("TK1"),
    address_sid: maybe("AD1"),
  })
  .map((all) => (all.trunk_sid === null ? all : { ...all, voice_application_sid: null }));

const number = fc.record({ settings, region: fc.constantFrom("us1", "ie1") });

const passing = fc.constantFrom<Fault>("busy", "lost_before", "lost_after");

/** The n-th request of a kind gets this fault. */
const fault = fc.record({
  request: fc.constantFrom("find", "list", "read", "write", "write", "write", "voiceRegion", "setVoiceRegion"),
  nth: fc.integer({ min: 1, max: 3 }),
  fault: passing,
});

/** The mishaps of one run: its death, and the faults of Twilio's answers. */
const disturbance = fc.record({
  death: fc.option(fc.record({ trip: fc.integer({ min: 1, max: 40 }), made: fc.boolean() }), { nil: undefined }),
  faults: fc.array(fault, { maxLength: 3 }),
  // Another run beside it, of the same job or of one that does the same.
  beside: fc.constantFrom("nothing", "same", "other"),
});

type Disturbance = typeof disturbance extends fc.Arbitrary<infer Value> ? Value : never;

const history = fc.record({
  numbers: fc.array(number, { minLength: 1, maxLength: 3 }),
  importing: fc.array(disturbance, { minLength: 1, maxLength: 3 }),
  detaching: fc.array(disturbance, { minLength: 1, maxLength: 3 }),
});

const disturbWith = (world: World, faults: Disturbance["faults"]): void => {
  const counts = new Map<string, number>();
  world.account.disturb = (request) => {
    const nth = (counts.get(request) ?? 0) + 1;
    counts.set(request, nth);
    return faults.find((each) => each.request === request && each.nth === nth)?.fault;
  };
};

/** Runs the jobs through all disturbances, and then to their ends. */
async function live(world: World, disturbances: readonly Disturbance[], jobId: string, otherId: string): Promise<void> {
  for (const { death, faults, beside } of disturbances) {
    disturbWith(world, faults);
    const besides: Death | undefined = beside === "other" ? death : undefined;
    await Promise.all([
      world.run(jobId, death),
      ...(beside === "nothing" ? [] : [world.run(beside === "same" ? jobId : otherId, besides)]),
    ]);
    world.now += 300_000;
  }
  world.account.disturb = () => undefined;
  await Promise.all([world.finish(jobId), world.finish(otherId)]);
}

const open = (tenantId: string) =>
  env.DB.prepare("select count(*) as n from number_snapshots where tenant_id = ?").bind(tenantId).first("n");

test("import and detachment leave every setting of every number as it was, whatever happens in between", async () => {
  const tenant = await withTenant();
  await fc.assert(
    fc.asyncProperty(history, async ({ numbers, importing, detaching }) => {
      const world = await World.of(tenant.id);
      const e164s = numbers.map(() => freshNumber());
      const ids = numbers.map(({ settings: given, region }, at) => world.account.add(e164s[at] ?? "", given, region));
      const before = ids.map((id) => world.account.settingsOf(id));
      const regions = new Map(world.account.regions);
      const jobs = [await world.submit("import", e164s), await world.submit("import", "all")] as const;
      await live(world, importing, ...jobs);
      const inventory = await world.inventory();
      expect(ids.map((id) => inventory[id])).toEqual(ids.map(() => ["active"]));
      const rows = await world.rows();
      for (const id of ids) {
        const phoneNumberId = rows.get(id) ?? "";
        const isOurs = isWebhookOf({ tenantId: tenant.id, phoneNumberId });
        const now = world.account.settingsOf(id);
        expect([now?.voice_url, now?.status_callback, now?.sms_url].map((url) => isOurs(url ?? null))).toEqual([
          true,
          true,
          true,
        ]);
        expect(now).toMatchObject({ trunk_sid: null, voice_application_sid: null, sms_application_sid: null });
      }
      expect([...new Set(world.account.regions.values())]).toEqual(["us1"]);
      const detachments = [
        await world.submit("detach", [...rows.values()]),
        await world.submit("detach", "all"),
      ] as const;
      await live(world, detaching, ...detachments);
      expect(ids.map((id) => world.account.settingsOf(id))).toEqual(before);
      expect(world.account.regions).toEqual(regions);
      const after = await world.inventory();
      expect(ids.map((id) => after[id])).toEqual(ids.map(() => ["released"]));
      expect(await open(tenant.id)).toBe(0);
    }),
    { numRuns: repetitions(15, 150) },
  );
});

/** More than an import or a detachment of one number makes. */
const TRIPS = 60;

test.for(["import", "detach"] as const)(
  "%s, killed before or after any of its trips, is finished by a later run",
  async (action) => {
    const tenant = await withTenant();
    const { body: agent } = await tenant.api.post("/v1/agents", {
      name: "Desk",
      destination: { kind: "say", message: "Hello." },
    });
    const configuration = { friendlyName: null, tags: [], metadata: {}, agentId: agent.id };
    let deaths = 0;
    for (let trip = 1; trip <= TRIPS; trip += 1) {
      if (!visits(trip)) continue;
      for (const made of sidesOf(trip)) {
        const world = await World.of(tenant.id, "ie1");
        const id = world.account.add(freshNumber(), { trunk_sid: "TK1", sms_url: "https://ivr.example.com/" }, "us1");
        const before = world.account.settingsOf(id);
        const importing = await world.submit("import", "all", { configuration });
        const detaching = () => world.submit("detach", "all");
        if (action === "import") deaths += Number(await world.run(importing, { trip, made }));
        const [imported] = await world.finish(importing);
        expect(imported).toMatchObject({ step: "succeeded" });
        expect(world.account.settingsOf(id)?.voice_url).toContain(imported.phoneNumberId);
        const detachment = await detaching();
        if (action === "detach") deaths += Number(await world.run(detachment, { trip, made }));
        expect(await world.finish(detachment)).toMatchObject([{ step: "succeeded", report: { notRestored: [] } }]);
        expect(world.account.settingsOf(id)).toEqual(before);
        expect([...world.account.regions.values()]).toEqual(["us1"]);
        expect(await world.inventory()).toEqual({ [id]: ["released"] });
      }
    }
    expect(deaths).toBeGreaterThan(5);
    const { body: ended } = await tenant.api.get("/v1/events?type=assignment.ended&limit=200");
    const { body: started } = await tenant.api.get("/v1/events?type=assignment.started&limit=200");
    expect(ended.data.length).toBe(started.data.length);
  },
);
