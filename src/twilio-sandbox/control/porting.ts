import { Hono } from "hono";
import { z } from "zod";
import { deliverySettings, portabilityFields } from "../account/porting";
import { advancePort, type Moved, movePort } from "../porting/move-port";
import { deliveryOf, notify, notifyPortOut, sendHeld, setDelivery } from "../porting/notify";
import { numbersOf, type Port } from "../porting/open-ports";
import type { Sandbox } from "../sandbox";
import { bodyOf, failure, read } from "./body";

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be an E.164 number");
const instant = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const lists_numbers = z.boolean().default(true);
const portMove = z
  .strictObject({
    status: z.string().min(1).optional(),
    phone_numbers: z.array(e164).min(1).optional(),
    number_status: z.string().min(1).optional(),
    rejection_reason: z.string().nullable().optional(),
    rejection_reason_code: z.int().nullable().optional(),
    port_date: instant.nullable().optional(),
    order_cancellation_reason: z.string().nullable().optional(),
    lists_numbers,
  })
  .refine(({ rejection_reason, number_status }) => !rejection_reason || number_status === "rejected", {
    path: ["rejection_reason"],
    message: 'goes with "number_status": "rejected"',
  });
const portStep = z.strictObject({ lists_numbers });
const deliveryChange = deliverySettings.partial();
const portOut = z.strictObject({ phone_number: e164, webhook: z.boolean().default(true) });

/** Ports, which take weeks at Twilio. Here they move when a test says so, and not by themselves. */
export function portingControlRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { ports, documents, portability } = sandbox.porting;
  const existing = (sid: string): Port => ports.bySid(sid) ?? raise("the account has no such port");
  const wire = (port: Port) => ({
    sid: port.sid,
    ...port.fields,
    created_at: new Date(port.createdAt).toISOString(),
    phone_numbers: numbersOf(sandbox, port).map(({ sid, fields }) => ({ sid, ...fields })),
  });
  const moved = async ({ port, changes }: Moved) => {
    const webhooks = await notify(sandbox, changes);
    return { ...wire(port), webhooks };
  };

  app.get("/sandbox/ports", (c) => c.json({ ports: ports.all().map(wire) }));
  app.get("/sandbox/ports/:sid", (c) => c.json(wire(existing(c.req.param("sid")))));
  app.post("/sandbox/ports/:sid/next", async (c) => {
    const text = await c.req.text();
    const { lists_numbers } = read(portStep, text === "" ? {} : await bodyOf(c));
    const port = existing(c.req.param("sid"));
    const step = advancePort(sandbox, port, lists_numbers);
    if (!step) throw failure(409, `a port that is "${port.fields.status}" has no next step: name its status`);
    return c.json(await moved(step));
  });
  app.post("/sandbox/ports/:sid", async (c) => {
    const wanted = read(portMove, await bodyOf(c));
    const port = existing(c.req.param("sid"));
    const known = new Set(numbersOf(sandbox, port).map(({ fields }) => fields.phone_number));
    const stranger = wanted.phone_numbers?.find((phoneNumber) => !known.has(phoneNumber));
    if (stranger) throw failure(404, `the port does not have ${stranger}`);
    return c.json(await moved(movePort(sandbox, port, wanted)));
  });

  app.get("/sandbox/port-webhooks", (c) => {
    const held = sandbox.porting.held.all().reverse();
    return c.json({
      ...deliveryOf(sandbox),
      held: held.map(({ fields }) => ({ ...fields, body: JSON.parse(fields.body) })),
    });
  });
  app.post("/sandbox/port-webhooks", async (c) => {
    return c.json(setDelivery(sandbox, given(await bodyOf(c))));
  });
  app.post("/sandbox/port-webhooks/send", async (c) => {
    const text = await c.req.text();
    const once = text === "" ? {} : given(await bodyOf(c));
    return c.json({ sent: await sendHeld(sandbox, { ...deliveryOf(sandbox), ...once }) });
  });

  app.get("/sandbox/port-documents", (c) =>
    c.json({ documents: documents.all().map(({ sid, fields }) => ({ sid, ...fields })) }),
  );

  app.post("/sandbox/portability", async (c) => {
    const fields = read(portabilityFields, await bodyOf(c));
    forgetPortability(sandbox, fields.phone_number);
    portability.add(fields, sandbox.now());
    return c.json(fields, 201);
  });
  app.delete("/sandbox/portability/:e164", (c) => {
    forgetPortability(sandbox, c.req.param("e164"));
    return c.body(null, 204);
  });

  app.post("/sandbox/port-outs", async (c) => {
    const { phone_number, webhook } = read(portOut, await bodyOf(c));
    const number = sandbox.numbers.byPhoneNumber(phone_number);
    if (!number) throw failure(404, "the account does not have that number");
    sandbox.atomically(() => {
      sandbox.numbers.remove(number);
      // Another carrier has it: it is not for sale, and could be ported back.
      sandbox.numbers.markGone(phone_number);
      forgetPortability(sandbox, phone_number);
      portability.add(portabilityFields.parse({ phone_number }), sandbox.now());
    });
    const webhooks = webhook ? await notifyPortOut(sandbox, phone_number) : { sent: [], held: 0 };
    return c.json({ phone_number, webhooks });
  });
  return app;
}

/** The fields that the body has: the schema adds defaults to them. */
function given(body: unknown): object {
  const fields = read(deliveryChange, body);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in Object(body)));
}

function forgetPortability({ porting: { portability } }: Sandbox, phoneNumber: string): void {
  for (const known of portability.all()) if (known.fields.phone_number === phoneNumber) portability.remove(known);
}

function raise(message: string): never {
  throw failure(404, message);
}
