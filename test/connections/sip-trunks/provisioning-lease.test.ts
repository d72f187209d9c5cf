import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { provisionTrunk } from "#connections/sip-trunks/provision";
import type { CarrierSip } from "#kernel/ports/carrier-sip";
import type { Context } from "#kernel/ports/context";
import { createJobContext } from "#runtime/job-context";
import { change } from "../../support/event-log";
import { withTenant } from "../../support/seed";
import { FakeTwilio } from "./fake-twilio";

/** One invocation at a time works on a trunk at Twilio, however long each request takes. */

afterEach(() => void vi.restoreAllMocks());

async function pendingTrunk() {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const tenant = await withTenant();
  const { body } = await tenant.api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc" });
  await change(
    "update sip_trunks set provisioning = 'pending', provisioned = '{}', provisioning_until = 0 where id = ?",
    body.id,
  );
  const stored = () =>
    env.DB.prepare("select provisioning, provisioned from sip_trunks where id = ?").bind(body.id).first();
  return { tenantId: tenant.id, id: body.id, stored };
}

/** Works on the trunk `afterMs` from now. `beforeRequest` is called before each request to Twilio. */
function work(
  { tenantId, id }: { tenantId: string; id: string },
  twilio: FakeTwilio,
  { elapsed = (): number => 0, beforeRequest = async (): Promise<unknown> => undefined } = {},
): Promise<void> {
  const ctx = createJobContext(env, createExecutionContext());
  const before =
    <Args extends unknown[], Answer>(send: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      await beforeRequest();
      return await send.apply(twilio, args);
    };
  const sip: CarrierSip = {
    list: before(twilio.list),
    create: before(twilio.create),
    update: before(twilio.update),
    remove: before(twilio.remove),
  };
  const carrierAccount: Context["carrierAccount"] = (access) => ({ ...ctx.carrierAccount(access), sip });
  return provisionTrunk({ ...ctx, elapsedMs: elapsed, carrierAccount }, tenantId, id);
}

test("work that takes longer than its lease renews it with each step, so that nobody else begins", async () => {
  const trunk = await pendingTrunk();
  const [ours, theirs] = [new FakeTwilio(), new FakeTwilio()];
  let ms = 0;
  const elapsed = () => ms;
  await work(trunk, ours, {
    elapsed,
    beforeRequest: async () => {
      ms += 50_000;
      await work(trunk, theirs, { elapsed });
    },
  });
  expect(ms).toBeGreaterThan(5 * 60_000);
  expect(theirs.requests).toBe(0);
  expect(await trunk.stored()).toMatchObject({ provisioning: "provisioned" });
});

test("work that has lost its lease stores nothing more and asks for nothing more", async () => {
  const trunk = await pendingTrunk();
  const twilio = new FakeTwilio();
  let lost: unknown = null;
  await work(trunk, twilio, {
    beforeRequest: async () => {
      if (twilio.requests !== 4) return;
      await change("update sip_trunks set provisioning_until = provisioning_until + 1 where id = ?", trunk.id);
      lost = await trunk.stored();
    },
  });
  expect(lost).toMatchObject({ provisioning: "pending" });
  expect(await trunk.stored()).toEqual(lost);
  expect(twilio.requests).toBeLessThanOrEqual(6);
});
