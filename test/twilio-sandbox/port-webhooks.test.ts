import twilio from "twilio";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually";
import { portBody } from "./port-body.ts";
import { numbers, type Received, usePortSandbox } from "./port-sandbox.ts";
import { accountSid, authToken, sdk } from "./start.ts";

/** The webhooks of ports and port-outs, and the brand of the mail that asks for a signature. */

const { sandbox, received, hook, ask, control, open, portability, listen, inventory } = usePortSandbox();

describe("webhooks of ports", () => {
  test("go to the URL as JSON without a name of the event, signed by the URL", async () => {
    await listen();
    const sid = await open([numbers[0]]);
    const { webhooks } = await control(`/ports/${sid}/next`);
    expect(webhooks.sent.map((each: { event: string }) => each.event)).toEqual([
      "PortInPhoneNumberWaitingForSignature",
      "PortInWaitingForSignature",
    ]);
    expect(received.map(({ body }) => body)).toEqual([
      {
        port_in_request_sid: sid,
        port_in_phone_number_sid: expect.stringMatching(/^PU[0-9a-f]{32}$/),
        last_date_updated: expect.stringMatching(/Z$/),
        phone_number: numbers[0],
        status: "waiting_for_signature",
        portable: "true",
        not_portable_reason_code: null,
        not_portable_reason: null,
        rejection_reason: null,
        rejection_reason_code: null,
      },
      expect.objectContaining({ port_in_phone_number_sid: null, phone_number: null, status: "waiting_for_signature" }),
    ]);
    for (const { url, signature = "" } of received)
      expect(twilio.validateRequest(authToken, signature, url, {})).toBe(true);
  });

  test("are signed by a digest of the body, or not at all", async () => {
    await listen();
    const sid = await open([numbers[0]]);
    await control("/port-webhooks", { signature: "body_sha256" });
    await control(`/ports/${sid}/next`);
    const [{ url, signature = "", text }] = received as [Received];
    expect(url).toContain("/in?secret=s&bodySHA256=");
    expect(twilio.validateRequestWithBody(authToken, signature, url, text)).toBe(true);
    expect(twilio.validateRequestWithBody(authToken, signature, url, `${text} `)).toBe(false);
    await control("/port-webhooks", { signature: "none" });
    await control(`/ports/${sid}/next`);
    expect(received.at(-1)?.signature).toBeUndefined();
  });

  test("are held and sent in another order and twice, or never", async () => {
    await listen();
    const sid = await open([numbers[0]]);
    await control("/port-webhooks", { delivery: "hold" });
    expect((await control(`/ports/${sid}/next`)).webhooks).toEqual({ sent: [], held: 2 });
    await control(`/ports/${sid}/next`);
    expect(received).toEqual([]);
    const { held } = await (await sandbox.control("GET", "/port-webhooks")).json();
    expect(held).toHaveLength(4);
    const { sent } = await control("/port-webhooks/send", { order: "reversed", repeat: 1 });
    expect(sent).toHaveLength(8);
    expect(received.map(({ body }) => body.status)).toEqual(
      ["in_progress", "submitted", "waiting_for_signature", "waiting_for_signature"].flatMap((each) => [each, each]),
    );
    expect((await control("/port-webhooks/send")).sent).toEqual([]);
    await control("/port-webhooks", { delivery: "never" });
    expect((await control(`/ports/${sid}/next`)).webhooks).toEqual({ sent: [], held: 0 });
    expect(received).toHaveLength(8);
  });

  test("are those that were asked for, also of sub-accounts, and of what the customer cancels", async () => {
    await listen({ notifications_of: ["PortInCanceled"] });
    const child = await control("/accounts", { parent_sid: accountSid }, 201);
    const form = new FormData();
    form.set("document_type", "utility_bill");
    form.set("File", new File(["a bill"], "bill.pdf", { type: "application/pdf" }));
    const headers = { authorization: `Basic ${btoa(`${child.sid}:${child.auth_token}`)}` };
    const { sid: document } = await (
      await sandbox.rest("/v1/Documents", { method: "POST", headers, body: form })
    ).json();
    const { client } = sdk(sandbox.origin, child.auth_token, { user: child.sid, accountSid: child.sid });
    const body = { ...portBody([document], [numbers[0]]), account_sid: child.sid };
    const port = await client.numbers.v1.portingPortIns.create(body as never);
    expect(port.portInRequestStatus).toBe("pending");
    await control(`/accounts/${child.sid}/ports/${port.portInRequestSid}/next`);
    expect(received).toEqual([]);
    expect(await port.remove()).toBe(true);
    await eventually(() => expect(received.map(({ body }) => body.status)).toEqual(["canceled"]));
  });

  test("have one configuration, which each creation replaces and each deletion halves", async () => {
    const path = "/Porting/Configuration/Webhook";
    expect(await ask("GET", path)).toMatchObject({ status: 404, code: 20404 });
    expect(await listen()).toMatchObject({
      status: 201,
      port_in_target_url: hook("/in?secret=s"),
      notifications_of: [],
    });
    expect(await ask("GET", path)).toMatchObject({ status: 200, port_out_target_date_created: expect.any(String) });
    await ask("POST", path, { port_out_target_url: hook("/new") });
    expect(await ask("GET", path)).toMatchObject({ port_in_target_url: null, port_out_target_url: hook("/new") });
    expect(await ask("DELETE", `${path}/PORT_IN`)).toMatchObject({ status: 404 });
    expect((await ask("DELETE", `${path}/PORT_OUT`)).status).toBe(204);
    expect(await ask("GET", path)).toMatchObject({ status: 404 });
    expect(await ask("DELETE", `${path}/OTHER`)).toMatchObject({ status: 400 });
    expect(await ask("POST", path, { port_in_target_url: "ftp://a" })).toMatchObject({ status: 400 });
  });
});

describe("a port-out", () => {
  test("takes the number away, reports it, and leaves it portable and not for sale", async () => {
    await listen();
    await control("/numbers", { phone_number: numbers[0] }, 201);
    await control("/port-outs", { phone_number: numbers[0] });
    expect(received).toMatchObject([{ url: hook("/out"), body: { phone_number: numbers[0], status: "completed" } }]);
    expect(await inventory()).toEqual([]);
    expect(await portability(numbers[0])).toMatchObject({ portable: true });
    const purchase = sandbox.client.incomingPhoneNumbers.create({ phoneNumber: numbers[0] });
    await expect(purchase).rejects.toMatchObject({ code: 21422 });
    await control("/port-outs", { phone_number: numbers[0] }, 404);
    await control("/numbers", { phone_number: numbers[1] }, 201);
    await control("/port-outs", { phone_number: numbers[1], webhook: false });
    expect(received).toHaveLength(1);
  });
});

describe("the signature mail", () => {
  test("has a brand for each product and country", async () => {
    const path = "/SigningRequest/Configuration";
    const brand = { product: "Porting", country: "US", email_subject: "Sign" };
    expect(await ask("POST", path, brand)).toMatchObject({ status: 201, ...brand, logo_sid: null });
    await ask("POST", path, { ...brand, country: "MX" });
    await ask("POST", path, { ...brand, email_subject: "Please sign" });
    const all = await ask("GET", path);
    expect(all.configurations).toHaveLength(2);
    const { configurations } = await ask("GET", `${path}?Country=US&Product=Porting`);
    expect(configurations).toMatchObject([{ country: "US", email_subject: "Please sign" }]);
    expect(await ask("POST", path, { ...brand, email_subject: "x".repeat(256) })).toMatchObject({ status: 400 });
    expect(await ask("POST", path, { ...brand, logo_sid: "RD1" })).toMatchObject({ status: 400 });
  });
});
