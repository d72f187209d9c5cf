import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { portingWebhookUrl } from "#porting/progress/webhook-url";
import { requireConfig } from "#runtime/environment";
import { seedPort } from "../../porting/progress/seed-port";
import { BASE } from "../../support/api";
import { sign } from "../../support/carrier";

/** Later than any webhook of the tests. */
const NEVER = 9_999_999_999_999;

const urlOf = (kind: "port-in" | "port-out") => portingWebhookUrl(requireConfig(env), kind);

async function post(body: string, { url, signature }: { url?: string; signature?: string } = {}): Promise<number> {
  const headers = { "content-type": "application/json", ...(signature && { "x-twilio-signature": signature }) };
  const request = new Request(url ?? (await urlOf("port-in")), { method: "POST", headers, body });
  return (await exports.default.fetch(request)).status;
}

const bodyFor = (port_in_request_sid: string) =>
  JSON.stringify({ port_in_request_sid, port_in_phone_number_sid: null, status: "completed", portable: "true" });

async function sleepingPort() {
  const { portId, row } = await seedPort(NEVER);
  const isDue = async () => {
    const { next_check_at } = await row();
    return next_check_at !== NEVER;
  };
  return { body: bodyFor(portId), row, isDue };
}

test("a webhook makes its request due and changes nothing else, however often it comes and whatever it claims", async () => {
  const { body, row, isDue } = await sleepingPort();
  const before = await row();
  expect(await post(body)).toBe(204);
  expect(await isDue()).toBe(true);
  expect({ ...(await row()), next_check_at: NEVER }).toEqual(before);
  const after = await row();
  expect(await post(body)).toBe(204);
  expect(await row()).toEqual(after);
});

test("an unknown port, a body that is none, a wrong secret and a bad signature do nothing", async () => {
  const { body, isDue } = await sleepingPort();
  const url = await urlOf("port-in");
  const digested = `${url}?bodySHA256=${"0".repeat(64)}`;
  expect(await post(bodyFor(`KW${"9".repeat(32)}`))).toBe(204);
  expect(await post("[1]")).toBe(400);
  expect(await post("x".repeat(20_000))).toBe(413);
  expect(await post(body, { url: `${BASE}/twilio/porting/${"0".repeat(64)}` })).toBe(404);
  expect(await post(body, { signature: await sign(`${url}x`, {}) })).toBe(403);
  expect(await post(body, { url: digested, signature: await sign(digested, {}) })).toBe(403);
  expect(await post(body, { url: digested })).toBe(403);
  expect(await post(body, { url: await urlOf("port-out") })).toBe(204);
  expect(await isDue()).toBe(false);
  expect(await post(body, { signature: await sign(url, {}) })).toBe(204);
  expect(await isDue()).toBe(true);
});

test("a signature over the body's digest is accepted", async () => {
  const { body, isDue } = await sleepingPort();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const url = `${await urlOf("port-in")}?bodySHA256=${hex}`;
  expect(await post(body, { url, signature: await sign(url, {}) })).toBe(204);
  expect(await isDue()).toBe(true);
});
