import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { admin, type Json } from "../../support/api";
import { freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

const list = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const empty = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const target = "+14155550188";

async function forwarding(tenant: Tenant) {
  const number = await ownedBy(tenant);
  const { status, body } = await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: target });
  expect({ status, to: body.sms_forward_to }).toEqual({ status: 200, to: target });
  return number;
}

test("a message is recorded with its text, and its event is without it", async () => {
  const tenant = await withTenant();
  const { id, e164, path } = await ownedBy(tenant);
  const fields = freshMessage({
    To: e164,
    NumMedia: "1",
    MediaUrl0: "https://api.twilio.com/m",
    MediaContentType0: "image/png",
  });
  expect(await sendWebhook(`${path}/sms`, { fields })).toMatchObject({ status: 200, body: empty });
  await eventually(async () => expect(await list(tenant)).toHaveLength(1));
  const [message] = await list(tenant);
  expect(message).toEqual({
    id: expect.stringMatching(/^msg_/),
    phone_number_id: id,
    carrier_id: fields.MessageSid,
    direction: "inbound",
    from: "+14158675310",
    from_address: "+14158675310",
    from_kind: "phone_number",
    from_country: "US",
    to: e164,
    body: "Is the table still free?",
    media: [{ url: "https://api.twilio.com/m", type: "image/png" }],
    segments: 1,
    keyword: null,
    forwarded_to: null,
    status: "received",
    error_code: null,
    created_at: message.created_at,
    updated_at: message.created_at,
  });
  expect((await tenant.api.get(`/v1/messages/${message.id}`)).body).toEqual(message);
  const { body } = await tenant.api.get(`/v1/events?subject_id=${message.id}`);
  expect(body.data).toMatchObject([
    {
      type: "message.received",
      actor: "carrier",
      data: { phone_number_id: id, from: "+14158675310", to: e164, segments: 1, media_count: 1, keyword: null },
    },
  ]);
  expect(JSON.stringify(body)).not.toContain("table");
});

test("a number with a forward target forwards messages with their sender, and records the forward's status", async () => {
  const tenant = await withTenant();
  const { id, e164, path } = await forwarding(tenant);
  const fields = freshMessage({ Body: "Tom & <Jerry>", NumMedia: "1", MediaUrl0: "https://api.twilio.com/m?a=1&b=2" });
  const { body } = await sendWebhook(`${path}/sms`, { fields });
  expect(body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Message to="${target}" ` +
      `action="https://pm.example.com${path}/sms-status" method="POST">` +
      "<Body>From +14158675310: Tom &amp; &lt;Jerry&gt;</Body><Media>https://api.twilio.com/m?a=1&amp;b=2</Media></Message></Response>",
  );
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ forwarded_to: target }]));
  const out = freshMessage({ From: e164, To: target });
  const statusWebhook = { ...out, Body: "" };
  const failed = { ...statusWebhook, MessageStatus: "undelivered", ErrorCode: "30005" };
  for (const report of [
    failed,
    { ...statusWebhook, MessageStatus: "sent" },
    failed,
    { ...statusWebhook, MessageStatus: "queued" },
  ]) {
    expect((await sendWebhook(`${path}/sms-status`, { fields: report })).status).toBe(204);
  }
  await eventually(async () =>
    expect((await tenant.api.get("/v1/messages?direction=outbound")).body.data).toMatchObject([
      { phone_number_id: id, from: e164, to: target, body: null, status: "undelivered", error_code: 30005 },
    ]),
  );
  const events = await tenant.api.get("/v1/events?type=message.status_changed");
  expect(events.body.data).toMatchObject([{ data: { status: "undelivered", error_code: 30005, to: target } }]);
  const usage = await tenant.api.get(`/v1/phone-numbers/${id}/usage`);
  expect(usage.body.total).toMatchObject({ messages_in: 1, messages_out: 1, calls: 0 });
});

test.each([
  ["STOP", { Body: "STOP" }, "stop"],
  ["HELP in other words, as Twilio was told", { Body: "Ayuda", OptOutType: "HELP" }, "help"],
])("%s is left to Twilio, and only recorded", async (_, fields, keyword) => {
  const tenant = await withTenant();
  const { path } = await forwarding(tenant);
  expect((await sendWebhook(`${path}/sms`, { fields: freshMessage(fields) })).body).toBe(empty);
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ keyword, forwarded_to: null }]));
});

test("a message from the forward target, from a number of the platform, or to a suspended number is not forwarded", async () => {
  const tenant = await withTenant();
  const { id, path } = await forwarding(tenant);
  const { e164: ours } = await ownedBy(await withTenant());
  const answer = async (From: string) => (await sendWebhook(`${path}/sms`, { fields: freshMessage({ From }) })).body;
  expect(await answer(target)).toBe(empty);
  expect(await answer(ours)).toBe(empty);
  expect(await answer("12345")).toContain("From 12345: ");
  await tenant.api.post(`/v1/phone-numbers/${id}/suspend`);
  expect(await answer("+14158675310")).toBe(empty);
  await eventually(async () => expect(await list(tenant)).toHaveLength(4));
});

test("a lost number whose messages still come passes them on, as its calls are answered", async () => {
  const tenant = await withTenant();
  const { id, path } = await forwarding(tenant);
  await env.DB.prepare("update phone_numbers set status = 'lost' where id = ?").bind(id).run();
  expect((await sendWebhook(`${path}/sms`, { fields: freshMessage() })).body).toContain(`to="${target}"`);
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ forwarded_to: target }]));
});

test("the status of a forwarded message is recorded even after the number's transfer", async () => {
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { id, e164, path } = await forwarding(tenant);
  const out = freshMessage({ From: e164, To: target, Body: "" });
  await sendWebhook(`${path}/sms-status`, { fields: { ...out, MessageStatus: "sent" } });
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ status: "sent" }]));
  await admin.post(`/v1/tenants/${tenant.id}/phone-numbers/${id}/transfer`, { tenant_id: next.id });
  await sendWebhook(`${path}/sms-status`, { fields: { ...out, MessageStatus: "delivered" } });
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ status: "delivered" }]));
  expect(await list(next)).toEqual([]);
});

test("a number passes on to a valid number that is not itself, and to none again", async () => {
  const tenant = await withTenant();
  const { id, e164, path } = await forwarding(tenant);
  const change = (to: unknown) => tenant.api.patch(`/v1/phone-numbers/${id}`, { sms_forward_to: to });
  for (const wrong of [e164, "4155550188", "+1", 5]) {
    expect(await change(wrong)).toMatchObject({ status: 422, body: { errors: [{ pointer: "/sms_forward_to" }] } });
  }
  expect(await change(null)).toMatchObject({ status: 200, body: { sms_forward_to: null } });
  expect((await sendWebhook(`${path}/sms`, { fields: freshMessage() })).body).toBe(empty);
});

test("a number that changes hands passes nothing on to where its former owner had it", async () => {
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { id } = await forwarding(tenant);
  const moved = await admin.post(`/v1/tenants/${tenant.id}/phone-numbers/${id}/transfer`, { tenant_id: next.id });
  expect(moved).toMatchObject({ status: 200, body: { sms_forward_to: null } });
  const fields = freshMessage();
  expect((await sendWebhook(`/twilio/${next.id}/numbers/${id}/sms`, { fields })).body).toBe(empty);
  await eventually(async () => expect(await list(next)).toMatchObject([{ forwarded_to: null }]));
  expect(await list(tenant)).toEqual([]);
});

test("each message is one point for analysis, whichever way it goes", async () => {
  const points: Json[] = [];
  vi.spyOn(Object.getPrototypeOf(env.USAGE), "writeDataPoint").mockImplementation((point) => {
    points.push(point);
  });
  const tenant = await withTenant();
  const { id, e164, path } = await ownedBy(tenant);
  const [fields, out] = [freshMessage(), freshMessage({ From: e164, To: target })];
  await sendWebhook(`${path}/sms`, { fields });
  await eventually(() => expect(points).toHaveLength(1));
  await sendWebhook(`${path}/sms`, { fields });
  await sendWebhook(`${path}/sms-status`, { fields: { ...out, MessageStatus: "sent" } });
  await eventually(() => expect(points).toHaveLength(2));
  await sendWebhook(`${path}/sms-status`, { fields: { ...out, MessageStatus: "delivered" } });
  await eventually(async () =>
    expect((await tenant.api.get("/v1/messages?status=delivered")).body.data).toHaveLength(1),
  );
  const point = (...kindAndStatus: [string, string]) => {
    const [kind, status] = kindAndStatus;
    return { indexes: [tenant.id], blobs: [kind, id, "", status, ""], doubles: [1, 0] };
  };
  expect(points).toEqual([point("message_in", "received"), point("message_out", "sent")]);
});

test("messages are found by number, sender, direction and status", async () => {
  const tenant = await withTenant();
  const [one, other] = [await ownedBy(tenant), await ownedBy(tenant)];
  await sendWebhook(`${one.path}/sms`, { fields: freshMessage({ From: "+14158675311" }) });
  await sendWebhook(`${other.path}/sms-status`, {
    fields: freshMessage({ From: other.e164, MessageStatus: "delivered" }),
  });
  await eventually(async () => expect(await list(tenant)).toHaveLength(2));
  const found = async (query: string) =>
    (await tenant.api.get(`/v1/messages?${query}`)).body.data.map((message: Json) => message.phone_number_id);
  expect(await found(`phone_number_id=${one.id}`)).toEqual([one.id]);
  expect(await found(`phone_number_id=${encodeURIComponent(one.e164)}`)).toEqual([one.id]);
  expect(await found("from=%2B14158675311")).toEqual([one.id]);
  expect(await found("direction=outbound")).toEqual([other.id]);
  expect(await found("status=delivered")).toEqual([other.id]);
  expect(await found(`status=delivered&phone_number_id=${one.id}`)).toEqual([]);
});
