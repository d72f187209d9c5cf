import { Hono } from "hono";
import { z } from "zod";
import { campaignStatuses, type ServiceFields, serviceFields, verificationStatuses } from "../account/documents";
import { serviceToWire, verificationToWire } from "../rest/messaging";
import type { Sandbox } from "../sandbox";
import { bodyOf, failure, read } from "./body";

const phoneNumbers = z.array(z.string()).max(10_000);
const newService = z.strictObject({
  friendly_name: serviceFields.shape.friendly_name,
  campaign_status: serviceFields.shape.campaign_status,
  phone_numbers: phoneNumbers.default([]),
});
const serviceChange = z.strictObject({
  friendly_name: z.string().max(64).optional(),
  campaign_status: z.enum(campaignStatuses).nullable().optional(),
  phone_numbers: phoneNumbers.optional(),
});
const newVerification = z.strictObject({
  phone_number: z.string(),
  status: z.enum(verificationStatuses).default("PENDING_REVIEW"),
});
const reviewResult = z.strictObject({ status: z.enum(verificationStatuses) });

/** Registrations for messaging. Twilio and the registries decide on them in days; here a test decides at once. */
export function registrationRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { services, verifications } = sandbox;
  const originOf = (url: string): string => new URL(url).origin;
  const service = (sid: string) => {
    const found = services.bySid(sid);
    if (!found) throw failure(404, "there is no such messaging service");
    return found;
  };
  const verification = (sid: string) => {
    const found = verifications.bySid(sid);
    if (!found) throw failure(404, "there is no such verification");
    return found;
  };

  app.post("/sandbox/messaging-services", async (c) => {
    const { phone_numbers, ...fields } = read(newService, await bodyOf(c));
    const sids = sidsOf(sandbox, phone_numbers);
    const added = sandbox.atomically(() => {
      leaveOthers(sandbox, sids);
      return services.add({ ...fields, phone_number_sids: sids }, sandbox.now());
    });
    return c.json(serviceToWire(sandbox.accountSid, originOf(c.req.url), added), 201);
  });
  app.post("/sandbox/messaging-services/:sid", async (c) => {
    const { phone_numbers, ...change } = read(serviceChange, await bodyOf(c));
    const before = service(c.req.param("sid"));
    const sids = phone_numbers ? sidsOf(sandbox, phone_numbers) : before.fields.phone_number_sids;
    const changed = sandbox.atomically(() => {
      leaveOthers(sandbox, sids);
      const fields: ServiceFields = { ...before.fields, ...withoutGaps(change), phone_number_sids: sids };
      return services.update(before, fields, sandbox.now());
    });
    return c.json(serviceToWire(sandbox.accountSid, originOf(c.req.url), changed));
  });
  app.delete("/sandbox/messaging-services/:sid", (c) => {
    services.remove(service(c.req.param("sid")));
    return c.body(null, 204);
  });

  app.post("/sandbox/toll-free-verifications", async (c) => {
    const { phone_number, status } = read(newVerification, await bodyOf(c));
    const number = sandbox.numbers.byPhoneNumber(phone_number);
    if (number?.type !== "tollfree") throw failure(409, "the account has no such toll-free number");
    const fields = {
      business_name: "Acme",
      notification_email: "numbers@example.com",
      tollfree_phone_number_sid: number.sid,
      tollfree_phone_number: phone_number,
      status,
    };
    const added = verifications.add(fields, sandbox.now());
    return c.json(verificationToWire(sandbox.accountSid, originOf(c.req.url), added), 201);
  });
  app.post("/sandbox/toll-free-verifications/:sid", async (c) => {
    const { status } = read(reviewResult, await bodyOf(c));
    const before = verification(c.req.param("sid"));
    const reviewed = verifications.update(before, { ...before.fields, status }, sandbox.now());
    return c.json(verificationToWire(sandbox.accountSid, originOf(c.req.url), reviewed));
  });
  app.delete("/sandbox/toll-free-verifications/:sid", (c) => {
    verifications.remove(verification(c.req.param("sid")));
    return c.body(null, 204);
  });
  return app;
}

function sidsOf(sandbox: Sandbox, phoneNumbers: readonly string[]): string[] {
  return phoneNumbers.map((phoneNumber) => {
    const number = sandbox.numbers.byPhoneNumber(phoneNumber);
    if (!number) throw failure(404, `the account does not have ${phoneNumber}`);
    return number.sid;
  });
}

/** A number belongs to one messaging service at a time. */
function leaveOthers(sandbox: Sandbox, sids: readonly string[]): void {
  if (sids.length === 0) return;
  const leaving = new Set(sids);
  for (const service of sandbox.services.all()) {
    const left = service.fields.phone_number_sids.filter((sid) => !leaving.has(sid));
    if (left.length === service.fields.phone_number_sids.length) continue;
    sandbox.services.update(service, { ...service.fields, phone_number_sids: left }, sandbox.now());
  }
}

/** Fields that are left out keep their value. */
function withoutGaps({ friendly_name, campaign_status }: Omit<z.output<typeof serviceChange>, "phone_numbers">) {
  return {
    ...(friendly_name !== undefined && { friendly_name }),
    ...(campaign_status !== undefined && { campaign_status }),
  };
}
