import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type CustomerServer, startCustomerServer } from "./customer-server.ts";
import { accountSid, type RunningSandbox, sdk, startSandbox } from "./start.ts";

/** Each Twilio Region has its own record of a number, and its own tokens and keys. */

let sandbox: RunningSandbox;
let customer: CustomerServer;
beforeAll(async () => {
  [sandbox, customer] = await Promise.all([startSandbox(), startCustomerServer()]);
});
afterAll(() => Promise.all([sandbox.stop(), customer.stop()]));
beforeEach(async () => {
  customer.received.length = 0;
  await sandbox.control("POST", "/reset");
});

const to = "+14155550160";
const ireland = "api.dublin.ie1.twilio.com";
const refused = (status: number, code: number) => expect.objectContaining({ status, code });

async function makeAccount() {
  const account = await (await sandbox.control("POST", "/accounts", {})).json();
  const control = (method: string, path: string, body?: object) =>
    sandbox.control(method, `/accounts/${account.sid}${path}`, body);
  await control("POST", "/numbers", { phone_number: to, voice_url: `${customer.origin}/us1` });
  const clientIn = (region: string, host?: string) =>
    sdk(sandbox.origin, account.tokens[region].primary, {
      user: account.sid,
      accountSid: account.sid,
      ...(host && { host }),
    }).client;
  return { ...account, control, clientIn };
}

test("a number has a record per region, under the same SID", async () => {
  const { clientIn, control } = await makeAccount();
  const [home] = await clientIn("us1").incomingPhoneNumbers.list();
  const inIreland = clientIn("ie1", ireland).incomingPhoneNumbers(home?.sid ?? "");
  expect(await inIreland.fetch()).toMatchObject({ phoneNumber: to, voiceUrl: "" });
  const voiceUrl = `${customer.origin}/ie1`;
  expect(await inIreland.update({ voiceUrl })).toMatchObject({ voiceUrl });
  expect(
    await clientIn("us1")
      .incomingPhoneNumbers(home?.sid ?? "")
      .fetch(),
  ).toMatchObject({ voiceUrl: home?.voiceUrl });
  const changed = await control("PATCH", `/numbers/${to}?region=ie1`, { voice_method: "GET" });
  expect(await changed.json()).toMatchObject({ voice_url: voiceUrl, voice_method: "GET" });
  const { requests } = await (await control("GET", "/requests?operation=update")).json();
  expect(requests).toMatchObject([{ host: ireland }]);
});

test("credentials of one region are good there only, and hosts that Twilio switched off answer nothing", async () => {
  const { sid, clientIn, control } = await makeAccount();
  const crossed = [clientIn("us1", ireland), clientIn("ie1"), clientIn("au1", ireland)];
  for (const client of crossed) await expect(client.incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
  const key = await (await control("POST", "/keys", { region: "jp1" })).json();
  const byKey = (host: string) => sdk(sandbox.origin, key.secret, { user: key.sid, accountSid: sid, host }).client;
  expect(await byKey("api.tokyo.jp1.twilio.com").incomingPhoneNumbers.list()).toHaveLength(1);
  await expect(byKey("api.twilio.com").incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
  for (const host of ["api.ie1.twilio.com", "api.dublin.au1.twilio.com", "example.com"])
    await expect(clientIn("ie1", host).incomingPhoneNumbers.list()).rejects.toEqual(refused(404, 20404));
  expect(await clientIn("us1", "api.ashburn.us1.twilio.com").incomingPhoneNumbers.list()).toHaveLength(1);
});

test("the route of a number says which region takes its calls, with that region's record and token", async () => {
  const { sid, tokens, clientIn, control } = await makeAccount();
  const route = clientIn("us1").routes.v2.phoneNumbers(to);
  expect(await route.fetch()).toMatchObject({ phoneNumber: to, voiceRegion: "us1", accountSid: sid });
  const call = async () => (await (await control("POST", "/calls", { to })).json()).status;
  await call();
  await control("PATCH", `/numbers/${to}?region=ie1`, { voice_url: `${customer.origin}/ie1` });
  expect(await route.update({ voiceRegion: "ie1" })).toMatchObject({ voiceRegion: "ie1" });
  await call();
  expect(customer.received.map(({ url }) => new URL(url).pathname)).toEqual(["/us1", "/ie1"]);
  for (const [index, region] of ["us1", "ie1"].entries()) {
    const { signature = "", url = "", fields = {} } = customer.received[index] ?? {};
    expect(twilio.validateRequest(tokens[region].primary, signature, url, fields), region).toBe(true);
  }
  await expect(route.update({ voiceRegion: "br1" })).rejects.toEqual(refused(400, 20422));
  await expect(sandbox.client.routes.v2.phoneNumbers(to).fetch()).rejects.toEqual(refused(404, 20404));
  expect(accountSid).not.toBe(sid);
});
