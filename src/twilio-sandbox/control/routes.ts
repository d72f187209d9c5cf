import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { addressFields, bundleFields, bundleStatuses } from "../account/documents";
import { type ArmedFault, faultSchema } from "../account/faults";
import { operations } from "../account/journal";
import { addressToWire } from "../rest/addresses";
import { bundleToWire } from "../rest/bundles";
import type { Sandbox } from "../sandbox";
import { bodyOf, failure, read } from "./body";
import { listing } from "./listing";
import { addMany, addOne, changeNumber, documentChange, manyNumbers, numberChange, oneNumber } from "./numbers";
import { portingControlRoutes } from "./porting";
import { receiverRoutes } from "./receivers";
import { registrationRoutes } from "./registrations";
import { stateOf } from "./state";
import { trafficRoutes } from "./traffic";

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be an E.164 number");
const limit = z.coerce.number().int().min(0).max(200_000);
const stateQuery = z.strictObject({ limit: limit.default(1000) });
const purchaseQuery = z.strictObject({ phone_number: e164.optional() });
const requestQuery = z.strictObject({
  limit: limit.default(100),
  operation: z.enum(operations).optional(),
  phone_number: e164.optional(),
});
const newBundle = bundleFields.safeExtend({ status: z.enum(bundleStatuses).default("twilio-approved") });
const review = z.strictObject({
  status: z.enum(bundleStatuses).optional(),
  valid_until: z.iso.datetime().nullable().optional(),
});
const goneBody = z.strictObject({ phone_number: e164 });

/** The control surface: changes that a test makes without the platform's knowledge. GET /sandbox lists it. */
export function controlRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/sandbox", (c) => c.json(listing));

  app.post("/sandbox/faults", async (c) => {
    const fault = read(faultSchema, await bodyOf(c));
    return c.json({ id: faultId(sandbox.faults.add(fault)) }, 201);
  });
  app.get("/sandbox/faults", (c) => c.json({ faults: sandbox.faults.all().map(faultToWire) }));
  app.delete("/sandbox/faults", (c) => {
    sandbox.faults.clear();
    return c.body(null, 204);
  });
  app.delete("/sandbox/faults/:id", (c) => {
    const id = Number(/^fault_(\d+)$/.exec(c.req.param("id"))?.[1]);
    if (!sandbox.faults.remove(id)) throw failure(404, "there is no such fault");
    return c.body(null, 204);
  });

  app.get("/sandbox/state", (c) => c.json(stateOf(sandbox, read(stateQuery, c.req.query()).limit)));
  app.get("/sandbox/purchases", (c) => {
    const { phone_number } = read(purchaseQuery, c.req.query());
    const counts = phone_number ? sandbox.journal.purchasesOf(phone_number) : sandbox.journal.totalPurchases();
    return c.json({ phone_number: phone_number ?? null, new_purchases: counts.bought, updates: counts.updated });
  });
  app.get("/sandbox/requests", (c) => {
    const { limit, operation, phone_number } = read(requestQuery, c.req.query());
    const filter = { limit, ...(operation && { operation }), ...(phone_number && { phoneNumber: phone_number }) };
    return c.json({ requests: sandbox.journal.requests(filter) });
  });

  app.post("/sandbox/numbers", async (c) => {
    const body = await bodyOf(c);
    const isMany = typeof body === "object" && body !== null && "count" in body;
    const added = isMany ? addMany(sandbox, read(manyNumbers, body)) : addOne(sandbox, read(oneNumber, body));
    if (added.outcome === "refused") throw failure(added.status, added.reason);
    return c.json(added.result, 201);
  });
  app.delete("/sandbox/numbers/:e164", (c) => {
    const number = sandbox.numbers.byPhoneNumber(c.req.param("e164"));
    if (!number) throw failure(404, "the account does not have that number");
    sandbox.numbers.remove(number);
    return c.body(null, 204);
  });
  app.on(["POST", "PATCH"], "/sandbox/numbers/:e164", async (c) => {
    const number = sandbox.numbers.byPhoneNumber(c.req.param("e164"));
    if (!number) throw failure(404, "the account does not have that number");
    const schema = c.req.method === "PATCH" ? numberChange : documentChange;
    const body = await bodyOf(c);
    return c.json(changeNumber(sandbox, number, given(body, read(schema, body))));
  });
  app.post("/sandbox/addresses", async (c) => {
    const address = sandbox.addresses.add(read(addressFields, await bodyOf(c)), sandbox.now());
    return c.json(addressToWire(sandbox.accountSid, address), 201);
  });
  app.post("/sandbox/bundles", async (c) => {
    const bundle = sandbox.bundles.add(read(newBundle, await bodyOf(c)), sandbox.now());
    return c.json(bundleToWire(sandbox.accountSid, new URL(c.req.url).origin, bundle), 201);
  });
  app.post("/sandbox/bundles/:sid", async (c) => {
    const bundle = sandbox.bundles.bySid(c.req.param("sid"));
    if (!bundle) throw failure(404, "there is no such bundle");
    const { status = bundle.fields.status, valid_until = bundle.fields.valid_until } = read(review, await bodyOf(c));
    const reviewed = sandbox.bundles.update(bundle, { ...bundle.fields, status, valid_until }, sandbox.now());
    return c.json(bundleToWire(sandbox.accountSid, new URL(c.req.url).origin, reviewed));
  });
  app.route("/", registrationRoutes(sandbox));
  app.post("/sandbox/gone", async (c) => {
    const { phone_number } = read(goneBody, await bodyOf(c));
    sandbox.numbers.markGone(phone_number);
    return c.json({ phone_number }, 201);
  });
  app.route("/", portingControlRoutes(sandbox));
  app.route("/", trafficRoutes(sandbox));
  app.post("/sandbox/reset", (c) => {
    sandbox.reset();
    return c.body(null, 204);
  });
  app.route("/", receiverRoutes(sandbox));
  app.all("/sandbox/*", () => {
    throw failure(404, "no such control; see GET /sandbox");
  });
  app.onError((error, c) => {
    const status = error instanceof HTTPException ? error.status : 500;
    return c.json({ error: { status, message: error.message } }, status);
  });
  return app;
}

/** The fields that the body has: the schema adds defaults to them. */
const given = <Fields extends object>(body: unknown, fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name in Object(body))) as Partial<Fields>;

const faultId = (id: number) => `fault_${id}`;

function faultToWire({ id, fault, remaining, used }: ArmedFault) {
  return { id: faultId(id), ...fault, remaining, used };
}
