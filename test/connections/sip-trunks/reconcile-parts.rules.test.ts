import fc from "fast-check";
import { expect, test } from "vitest";
import { wantedParts } from "#connections/sip-trunks/parts";
import type { Provisioned } from "#connections/sip-trunks/provisioned";
import { reconcileParts } from "#connections/sip-trunks/reconcile-parts";
import { removeParts } from "#connections/sip-trunks/remove-parts";
import type { GatewayRow, Trunk, TrunkRow } from "#connections/sip-trunks/table";
import { e164Format, unknownHealth } from "#connections/sip-trunks/trunk";
import { FakeTwilio, type Fault } from "./fake-twilio";

const ORIGIN = "https://pm.example.com";

const row: TrunkRow = {
  id: "trk_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenantId: "ten_1",
  name: "Carrier",
  provider: "byoc",
  carrierAccountId: null,
  carrierTrunkSid: null,
  adopted: false,
  provisioned: {},
  provisioning: "pending",
  provisioningError: null,
  provisioningUntil: 0,
  settings: { secure: false, credentials: true, disasterRecoveryUrl: null, numberSids: [], passwordSetAt: 1 },
  numberFormat: e164Format,
  password: "sealed",
  passwordKeyId: "k",
  status: "unverified",
  health: unknownHealth,
  carrierCheck: null,
  verifyingUntil: 0,
  checkedAt: null,
  firstCallAt: null,
  version: 1,
  createdAt: 0,
  updatedAt: 0,
  deletedAt: null,
};

const gateway = (fields: Partial<GatewayRow>): GatewayRow => ({
  id: "gwy_1",
  sipTrunkId: row.id,
  tenantId: row.tenantId,
  host: "sbc.example.net",
  port: null,
  transport: "udp",
  priority: 10,
  weight: 10,
  inbound: true,
  outbound: true,
  enabled: true,
  username: null,
  password: null,
  passwordKeyId: null,
  realm: null,
  allowedCidrs: [],
  ping: null,
  report: null,
  probedAt: null,
  checkedAt: null,
  certificateExpiresAt: null,
  createdAt: 0,
  updatedAt: 0,
  ...fields,
});

const anyGateway = fc.record({
  host: fc.constantFrom("sbc.example.net", "sip.example.com"),
  port: fc.constantFrom(null, 5_060),
  priority: fc.nat(3),
  inbound: fc.boolean(),
  outbound: fc.boolean(),
  enabled: fc.boolean(),
  allowedCidrs: fc.subarray(["198.51.99.0/28", "203.0.112.7/32"]),
});

const anyTrunk = fc
  .record({
    provider: fc.constantFrom("byoc" as const, "twilio_elastic" as const),
    secure: fc.boolean(),
    credentials: fc.boolean(),
    numberSids: fc.subarray(["PN1", "PN2"]),
    passwordSetAt: fc.constantFrom(1, 2),
    gateways: fc.array(anyGateway, { maxLength: 3 }),
  })
  .map(
    ({ provider, gateways, ...settings }): Trunk => ({
      trunk: { ...row, provider, settings: { ...row.settings, ...settings } },
      gateways: gateways.map((fields, at) => gateway({ ...fields, id: `gwy_${at}` })),
    }),
  );

const anyFault = fc.record({
  at: fc.nat(40),
  kind: fc.constantFrom<Fault["kind"]>("refused", "busy", "lost_before", "lost_after"),
});

/** One invocation. `diesAt`: the step whose storing is the last thing that it does. */
async function run(
  sip: FakeTwilio,
  { trunk, gateways }: Trunk,
  before: Provisioned,
  { diesAt = Number.POSITIVE_INFINITY, isOurs = true } = {},
) {
  let stored = before;
  let saves = 0;
  const current = { ...trunk, provisioned: before };
  const steps = {
    renew: async () => isOurs,
    save: async (next: Provisioned) => {
      if (saves++ === diesAt) return false;
      stored = next;
      return true;
    },
  };
  const password = `password-${trunk.settings.passwordSetAt}`;
  const outcome = await (trunk.deletedAt === null
    ? reconcileParts(sip, {
        wanted: wantedParts({ trunk: current, gateways }, ORIGIN, password),
        provisioned: before,
        ...steps,
      })
    : removeParts(sip, current, steps));
  return { outcome, stored };
}

const fresh = async (trunk: Trunk): Promise<unknown[]> => {
  const sip = new FakeTwilio();
  expect((await run(sip, trunk, {})).outcome.kind).toBe("done");
  return sip.state();
};

test("whatever request fails or is lost, and wherever it dies, a repeat ends where an undisturbed run does", async () => {
  await fc.assert(
    fc.asyncProperty(anyTrunk, anyFault, fc.nat(12), async (trunk, fault, diesAt) => {
      const disturbed = new FakeTwilio(fault);
      const first = await run(disturbed, trunk, {}, { diesAt });
      const repeated = new FakeTwilio(null, disturbed.things);
      const again = await run(repeated, trunk, first.stored);
      expect(again.outcome.kind).toBe("done");
      expect(repeated.state()).toEqual(await fresh(trunk));
      // Once all is equal, a run only reads.
      const idle = new FakeTwilio(null, repeated.things);
      expect((await run(idle, trunk, again.stored)).stored).toBe(again.stored);
      expect(idle.things).toEqual(repeated.things);
      // It keeps its lease meanwhile, and stops when another invocation has it.
      const late = new FakeTwilio(null, repeated.things);
      expect((await run(late, trunk, again.stored, { isOurs: false })).outcome.kind).toBe("lease_lost");
      expect(late.requests).toBe(1);
    }),
    { numRuns: 200 },
  );
});

test("a changed trunk ends where a new one with its settings does, and nothing of the old one stays", async () => {
  await fc.assert(
    fc.asyncProperty(anyTrunk, anyTrunk, anyFault, async (before, after, fault) => {
      const wanted = { ...after, trunk: { ...after.trunk, provider: before.trunk.provider } };
      const sip = new FakeTwilio();
      const { stored } = await run(sip, before, {});
      const disturbed = new FakeTwilio(fault, sip.things);
      const changed = await run(disturbed, wanted, stored);
      const repeated = new FakeTwilio(null, disturbed.things);
      expect((await run(repeated, wanted, changed.stored)).outcome.kind).toBe("done");
      expect(repeated.state()).toEqual(await fresh(wanted));
    }),
    { numRuns: 200 },
  );
});

const theirList = { kind: "credential_list", parentId: null, id: "CL1", fields: { label: "pm:trk_other" } } as const;

test("a deleted trunk leaves nothing at Twilio but what was there before", async () => {
  await fc.assert(
    fc.asyncProperty(anyTrunk, anyFault, anyFault, fc.nat(12), async (trunk, lost, fault, diesAt) => {
      const sip = new FakeTwilio(lost, [theirList]);
      const { stored } = await run(sip, trunk, {}, { diesAt });
      const deleted = { ...trunk, trunk: { ...trunk.trunk, deletedAt: 1 } };
      const disturbed = new FakeTwilio(fault, sip.things);
      const removed = await run(disturbed, deleted, stored);
      const repeated = new FakeTwilio(null, disturbed.things);
      expect((await run(repeated, deleted, removed.stored)).outcome.kind).toBe("done");
      expect(repeated.things).toEqual([theirList]);
    }),
    { numRuns: 200 },
  );
});

test("an adopted trunk keeps its name and domain, and outlives its deletion here", async () => {
  const theirs = {
    kind: "elastic_trunk",
    parentId: null,
    id: "TK1",
    fields: { label: "Ours", domain: "acme.pstn.twilio.com", secure: false },
  } as const;
  const own = {
    kind: "origination_url",
    parentId: "TK1",
    id: "OU1",
    fields: { label: "Old", uri: "sip:a@b.example" },
  } as const;
  const sip = new FakeTwilio(null, [theirs, own]);
  const trunk: Trunk = {
    trunk: { ...row, provider: "twilio_elastic", adopted: true, carrierTrunkSid: "TK1" },
    gateways: [gateway({})],
  };
  const { stored, outcome } = await run(sip, trunk, {});
  expect(outcome.kind).toBe("done");
  expect(stored.domain).toBe("acme.pstn.twilio.com");
  expect(sip.things).toContainEqual(theirs);
  expect(sip.things.filter(({ kind }) => kind === "origination_url")).toHaveLength(2);
  await run(sip, { ...trunk, trunk: { ...trunk.trunk, deletedAt: 1 } }, stored);
  expect(sip.things.map(({ id }) => id)).toEqual(["TK1", "OU1"]);
  const gone = await run(new FakeTwilio(), trunk, {});
  expect(gone.outcome).toMatchObject({
    kind: "failed",
    error: { detail: expect.stringContaining("no Elastic SIP Trunk TK1") },
  });
});

const adoptedTrunk = (settings: object): Trunk => ({
  trunk: {
    ...row,
    provider: "twilio_elastic",
    adopted: true,
    carrierTrunkSid: "TK1",
    settings: { ...row.settings, secure: null, credentials: false, ...settings },
  },
  gateways: [gateway({})],
});

const anyAdopted = fc
  .record({
    secure: fc.constantFrom(null, true, false),
    disasterRecoveryUrl: fc.constantFrom(null, "https://new.example.com/"),
    numberSids: fc.subarray(["PN1", "PN2", "PN3"]),
  })
  .map(adoptedTrunk);

test("a trunk that is taken over gets back all that it was, whatever fails, however it is changed meanwhile", async () => {
  const theirs = [
    {
      kind: "elastic_trunk",
      parentId: null,
      id: "TK1",
      fields: {
        label: "Ours",
        domain: "acme.pstn.twilio.com",
        secure: true,
        disasterRecoveryUrl: "https://old.example.com/",
      },
    },
    { kind: "trunk_number", parentId: "TK1", id: "PN1", fields: { numberId: "PN1" } },
    { kind: "trunk_number", parentId: "TK1", id: "PN3", fields: { numberId: "PN3" } },
  ] as const;
  await fc.assert(
    fc.asyncProperty(anyAdopted, anyAdopted, anyFault, fc.nat(8), async (one, other, fault, diesAt) => {
      let sip = new FakeTwilio(fault, [...theirs]);
      let { stored } = await run(sip, one, {}, { diesAt });
      for (const wanted of [one, other]) {
        sip = new FakeTwilio(null, sip.things);
        const done = await run(sip, wanted, stored);
        expect(done.outcome.kind).toBe("done");
        stored = done.stored;
        const { secure, disasterRecoveryUrl, numberSids } = wanted.trunk.settings;
        const [trunk] = sip.things.filter(({ kind }) => kind === "elastic_trunk");
        expect(trunk?.fields).toEqual({
          ...theirs[0].fields,
          ...(secure !== null && { secure }),
          ...(disasterRecoveryUrl !== null && { disasterRecoveryUrl }),
        });
        const attached = sip.things.flatMap(({ fields: { numberId = [] } }) => numberId);
        expect(attached.toSorted()).toEqual([...new Set(["PN1", "PN3", ...numberSids])].toSorted());
      }
      const deleted = { ...other, trunk: { ...other.trunk, deletedAt: 1 } };
      sip = new FakeTwilio({ ...fault, at: fault.at % 8 }, sip.things);
      const removed = await run(sip, deleted, stored);
      sip = new FakeTwilio(null, sip.things);
      expect((await run(sip, deleted, removed.stored)).outcome.kind).toBe("done");
      expect(sip.things).toEqual([...theirs]);
    }),
    { numRuns: 200 },
  );
});
