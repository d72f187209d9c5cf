import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { signedText } from "../../src/carriers/twilio-signature";
import { BASE, send } from "../support/api";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

const call = {
  CallSid: "CA00000000000000000000000000000001",
  From: "+14158675310",
  To: "+15005550006",
  CallStatus: "ringing",
};

async function sign(url: string, fields: Record<string, string>, token = env.TWILIO_AUTH_TOKEN): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), { name: "HMAC", hash: "SHA-1" }, false, [
    "sign",
  ]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(signedText(url, Object.entries(fields))));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** Knocks as Twilio does; `signedFor` and `token` let it knock as somebody who is not. */
async function knock(
  path: string,
  {
    signedFor = BASE + path,
    token = env.TWILIO_AUTH_TOKEN,
    body = call,
  }: { signedFor?: string; token?: string; body?: Record<string, string> } = {},
) {
  return await send(path, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": await sign(signedFor, call, token),
    },
    body: new URLSearchParams(body).toString(),
  });
}

async function ownedBy(tenant: Tenant): Promise<{ id: string; path: string }> {
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const id = body.items[0].phone_number_id;
  return { id, path: `/twilio/${tenant.id}/numbers/${id}` };
}

test("a signed call is answered with valid TwiML in every state of the number, and for a number that is none", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const heard = async () => {
    const { status, headers, body } = await knock(`${path}/voice`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><Response><Say>[^<]+<\/Say><Hangup\/><\/Response>$/);
    return body;
  };
  expect(await heard()).toContain("Nobody has been assigned");
  await tenant.api.post(`/v1/phone-numbers/${id}/suspend`);
  expect(await heard()).toContain("temporarily out of service");
  await tenant.api.post(`/v1/phone-numbers/${id}/release`);
  expect(await heard()).toContain("not in service");
  expect((await knock(`/twilio/${tenant.id}/numbers/num_none/voice`)).body).toContain("not in service");
  const neighbour = await withTenant();
  expect((await knock(`/twilio/${neighbour.id}/numbers/${id}/voice`)).body).toContain("not in service");
});

test("messages and status callbacks are taken", async () => {
  const { path } = await ownedBy(await withTenant());
  expect(await knock(`${path}/sms`)).toMatchObject({
    status: 200,
    body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
  });
  expect(await knock(`${path}/voice-status`)).toMatchObject({ status: 204, body: "" });
});

test("a call that comes while the inventory cannot be read still gets valid TwiML", async () => {
  const { path } = await ownedBy(await withTenant());
  const away = vi.spyOn(Object.getPrototypeOf(env.DB), "prepare").mockImplementation(() => {
    throw new Error("D1_ERROR: away");
  });
  const { status, body } = await knock(`${path}/voice`);
  away.mockRestore();
  expect(status).toBe(200);
  expect(body).toContain("<Say>We cannot take your call at the moment.");
});

test("a body past 1 MB is not even read", async () => {
  const { status } = await knock("/twilio/ten_1/numbers/num_1/voice", {
    body: { ...call, Padding: "x".repeat(1024 * 1024) },
  });
  expect(status).toBe(413);
});

test("whoever is not Twilio gets a bare 403, at every door", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  for (const door of ["voice", "sms", "voice-status"]) {
    const attempts = [
      await send(`${path}/${door}`, { method: "POST" }),
      await knock(`${path}/${door}`, { token: "another token" }),
      await knock(`${path}/${door}`, { signedFor: `https://evil.example.com${path}/${door}` }),
      await knock(`${path}/${door}`, { signedFor: `${BASE}/twilio/${tenant.id}/numbers/num_other/${door}` }),
      await knock(`${path}/${door}`, { body: { ...call, From: "+19005550000" } }),
    ];
    for (const { status, body } of attempts) expect.soft({ status, body }).toEqual({ status: 403, body: "" });
  }
});
