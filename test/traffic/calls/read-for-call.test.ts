import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { agents } from "#inventory/agents/table";
import { assignments } from "#inventory/assignments/table";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { readSnapshot } from "#inventory/routing/queries";
import { routingPlanAgents, routingPlans } from "#inventory/routing/table";
import { openDatabase } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { partyKinds } from "#kernel/values/party";
import { agentsIn, type RoutingPlan } from "#kernel/values/routing-plan";
import { callStatuses } from "#kernel/values/telephony";
import { tenants as tenantTable } from "#tenants/table";
import { callOutcomes } from "#traffic/calls/call-facts";
import { readForCall } from "#traffic/calls/read-for-call";
import { calls, recordedCalls } from "#traffic/calls/table";
import { dial, plan } from "../../inventory/routing/worlds";
import { withTenant } from "../../support/seed";
import { accountFields, isReadFor, storeAccount } from "../accounts";
import { numberFields, numberRow } from "../numbers";

const db = openDatabase(env.DB);

const agentNames = ["a", "b", "c"] as const;
const agentName = fc.constantFrom(...agentNames);
const owner = fc.constantFrom("tenant", "tenant", "tenant", "neighbour");
const instant = fc.nat({ max: 2 ** 41 });

const deletedAt = fc.constantFrom(null, null, null, 5);

const world = fc.record({
  numberOwner: owner,
  redirectAllowed: fc.boolean(),
  number: numberFields,
  account: accountFields,
  assigned: fc.option(agentName),
  assignmentHasEnded: fc.boolean(),
  agents: fc.record({
    a: fc.record({ owner, deletedAt }),
    b: fc.record({ owner, deletedAt }),
    c: fc.record({ owner, deletedAt }),
  }),
  /** From the first to the last; only the last may be in force. */
  plans: fc.array(
    fc.record({
      owner,
      named: fc.uniqueArray(agentName),
      caller: fc.option(agentName),
      fallback: fc.option(fc.constant(dial("+14155550101"))),
    }),
    { maxLength: 2 },
  ),
  lastPlanIsInForce: fc.boolean(),
  call: fc.option(
    fc.record({
      owner,
      fromNumber: fc.option(fc.constant("+14155550102")),
      fromAddress: fc.string(),
      fromKind: fc.constantFrom(...partyKinds),
      fromCountry: fc.option(fc.constant("US")),
      fromKey: fc.string(),
      status: fc.constantFrom(...callStatuses),
      startedAt: instant,
      answeredAt: fc.option(instant),
      endedAt: fc.option(instant),
      durationSeconds: fc.option(fc.nat()),
      agentId: fc.option(fc.constant("agt_x")),
      decision: fc.option(
        fc.record(
          {
            at: instant,
            outcome: fc.constantFrom(...callOutcomes),
            reason: fc.option(fc.string()),
            agentId: fc.option(fc.string()),
            agentVersion: fc.option(fc.nat()),
            planVersion: fc.option(fc.nat()),
            fallback: fc.option(fc.constant(dial("+14155550101"))),
            trace: fc.array(fc.record({ rule: fc.string(), result: fc.string(), detail: fc.string() })),
          },
          { noNullPrototype: true },
        ),
      ),
      legs: fc.dictionary(
        fc.constantFrom("agent", "fallback"),
        fc.record({ status: fc.constantFrom(...callStatuses), durationSeconds: fc.option(fc.nat()) }),
        { noNullPrototype: true },
      ),
      seen: fc.dictionary(fc.constantFrom("r:1", "e:voice:ringing"), instant, { noNullPrototype: true }),
    }),
  ),
  isExpired: fc.boolean(),
  expiredRecordId: fc.constantFrom(null, "cal_deleted"),
});

let serial = 0;

test("the hand-written read finds what the owners' own reads find", async () => {
  const seen = {
    number: 0,
    suspended: 0,
    plan: 0,
    agents: 0,
    call: 0,
    decision: 0,
    expired: 0,
    nothing: 0,
    redirects: 0,
    noRedirects: 0,
    ofOthers: 0,
  };
  const tenants = { tenant: (await withTenant()).id, neighbour: (await withTenant()).id };
  await fc.assert(
    fc.asyncProperty(world, async (there) => {
      serial += 1;
      const tenantId = tenants.tenant;
      const [phoneNumberId, carrierId, e164] = [`num_${serial}`, `CA${serial}`, `+1415${2_000_000 + serial}`];
      const idOf = (name: string) => `agt_${serial}_${name}`;
      const numberOwner = tenants[there.numberOwner];
      for (const name of agentNames) {
        const { owner: of, deletedAt } = there.agents[name];
        const destination = { ...dial("+14155550103"), callerId: "called" as const };
        const row = { id: idOf(name), tenantId: tenants[of], name: `Agent “${name}” ☎`, kind: "dial" as const };
        await db.insert(agents).values({ ...row, destination, version: 3, createdAt: 1, updatedAt: 1, deletedAt });
      }
      await db.insert(phoneNumbers).values(
        numberRow(phoneNumberId, {
          ...there.number,
          tenantId: numberOwner,
          e164,
          agentId: there.assigned && !there.assignmentHasEnded ? idOf(there.assigned) : null,
          carrierAccountId: await storeAccount(db, there.account, { id: `cac_${serial}`, ...tenants }),
        }),
      );
      if (there.assigned) {
        await db.insert(assignments).values({
          id: `asg_${serial}`,
          phoneNumberId,
          validFrom: 1,
          validTo: there.assignmentHasEnded ? 2 : null,
          tenantId: numberOwner,
          e164,
          agentId: idOf(there.assigned),
        });
      }
      for (const [index, { owner: of, named, caller, fallback }] of there.plans.entries()) {
        const version = index + 1;
        const isOpen = there.lastPlanIsInForce && version === there.plans.length;
        const stored: RoutingPlan = plan({
          agents: named.map((name) => ({ agentId: idOf(name), weight: 1 })),
          callers: caller ? [{ from: "+14155550102", agentId: idOf(caller) }] : [],
          fallback,
        });
        const interval = { validFrom: version, validTo: isOpen ? null : version + 1 };
        await db
          .insert(routingPlans)
          .values({ phoneNumberId, version, tenantId: tenants[of], plan: stored, ...interval });
        const rows = [...new Set(agentsIn(stored))].map((agentId) => ({ phoneNumberId, version, agentId }));
        if (rows.length > 0) await db.insert(routingPlanAgents).values(rows);
      }
      if (there.call) {
        const { owner: of, ...facts } = there.call;
        const about = { tenantId: tenants[of], phoneNumberId, carrierId, toNumber: e164 };
        const row = { ...facts, ...about, id: `cal_${serial}`, version: 2, createdAt: 3, updatedAt: 4 };
        await db.insert(calls).values(row);
        await db.insert(recordedCalls).values({ tenantId: row.tenantId, carrierId, recordId: row.id });
      }
      const expired = { tenantId, carrierId, recordId: there.expiredRecordId };
      if (there.isExpired) await db.insert(recordedCalls).values(expired).onConflictDoNothing();

      await db.update(tenantTable).set({ redirectAllowed: there.redirectAllowed }).where(eq(tenantTable.id, tenantId));
      const { signedBy } = there.account;
      const webhook = { db, tenantId, phoneNumberId, signedBy, trunkCall: null } as WebhookContext;
      const { isOfSigner, routing, call } = await readForCall(webhook, carrierId);

      expect(isOfSigner).toBe(isReadFor(there.account, there.numberOwner === "tenant"));
      if (!isOfSigner) {
        expect([routing.number, routing.plan, routing.agents, call]).toEqual([null, null, [], null]);
        seen.ofOthers += 1;
        return;
      }
      const snapshot = await readSnapshot(db, tenantId, phoneNumberId);
      const sorted = (all: typeof snapshot.agents) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const number = snapshot.number && {
        id: snapshot.number.id,
        e164: snapshot.number.e164,
        status: snapshot.number.status,
        agentId: snapshot.number.agentId,
      };
      expect({ ...routing, agents: sorted(routing.agents) }).toEqual({
        ...snapshot,
        number,
        agents: sorted(snapshot.agents),
      });
      const [stored] = await db
        .select()
        .from(calls)
        .where(and(eq(calls.tenantId, tenantId), eq(calls.carrierId, carrierId)));
      if (stored) expect(call).toEqual(stored);
      else if (there.isExpired) expect(call?.seen).toEqual({ expired: 0 });
      else expect(call).toBeNull();

      if (routing.number) seen.number += 1;
      if (routing.mayRedirect) seen.redirects += 1;
      if (routing.number && !routing.mayRedirect) seen.noRedirects += 1;
      if (routing.number?.status === "suspended" && there.number.status === "lost") seen.suspended += 1;
      if (routing.plan) seen.plan += 1;
      if (routing.agents.length > 1) seen.agents += 1;
      if (stored) seen.call += 1;
      if (stored?.decision) seen.decision += 1;
      if (!stored && call) seen.expired += 1;
      if (!routing.number && !call) seen.nothing += 1;
    }),
    { numRuns: 80, seed: 20261129 },
  );
  expect(
    Object.values(seen).every((count) => count > 0),
    JSON.stringify(seen),
  ).toBe(true);
});
