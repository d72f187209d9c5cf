import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CustomerServer, startCustomerServer } from "./customer-server.ts";
import { accountSid, authToken, type RunningSandbox, sdk, startSandbox } from "./start.ts";

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

interface Made {
  sid: string;
  auth_token: string;
  tokens: Record<string, { primary: string; secondary: string | null }>;
}

const control = async (method: string, path: string, body?: object, status = 200) => {
  const answer = await sandbox.control(method, path, body);
  expect(answer.status, await answer.clone().text()).toBe(status);
  return status === 204 ? undefined : await answer.json();
};
const account = (fields: object = {}): Promise<Made> => control("POST", "/accounts", fields, 201);
const clientOf = (user: string, password: string, sid: string, host?: string) =>
  sdk(sandbox.origin, password, { user, accountSid: sid, ...(host && { host }) }).client;
const ownerOf = ({ sid, auth_token }: Made) => clientOf(sid, auth_token, sid);
const keyOf = async ({ sid }: Made, fields: object = {}) => {
  const key = await control("POST", `/accounts/${sid}/keys`, fields, 201);
  return { ...key, client: clientOf(key.sid, key.secret, sid) };
};
const refused = (status: number, code: number) => expect.objectContaining({ status, code });

describe("accounts", () => {
  test("each has its own tokens, numbers, faults and log; the platform's has nothing of the others", async () => {
    const [one, two] = [await account({ friendly_name: "One" }), await account()];
    for (const { sid } of [one, two])
      await control(
        "POST",
        `/accounts/${sid}/numbers`,
        { phone_number: "+14155550160", voice_url: `https://${sid}.example/` },
        201,
      );
    for (const each of [one, two]) {
      const client = ownerOf(each);
      expect(await client.api.v2010.accounts(each.sid).fetch()).toMatchObject({
        sid: each.sid,
        authToken: each.auth_token,
      });
      const [number, ...more] = await client.incomingPhoneNumbers.list();
      expect([number?.voiceUrl, more]).toEqual([`https://${each.sid}.example/`, []]);
    }
    expect(await sandbox.client.incomingPhoneNumbers.list()).toEqual([]);
    await control("POST", `/accounts/${one.sid}/faults`, { kind: "refuse", times: -1 }, 201);
    await expect(ownerOf(one).incomingPhoneNumbers.list()).rejects.toEqual(refused(400, 20001));
    expect(await ownerOf(two).incomingPhoneNumbers.list()).toHaveLength(1);
    expect((await control("GET", "/requests")).requests).toHaveLength(1);
    expect((await control("GET", `/accounts/${one.sid}/requests?operation=list`)).requests).toHaveLength(2);
    await control("DELETE", `/accounts/${one.sid}`, undefined, 204);
    await expect(ownerOf(one).incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
    expect(await ownerOf(two).incomingPhoneNumbers.list()).toHaveLength(1);
  });

  test("no token is good for another account, and a number of one account is not for sale to another", async () => {
    const [one, two] = [await account(), await account()];
    for (const [user, password] of [
      [one.sid, two.auth_token],
      [accountSid, one.auth_token],
      [one.sid, authToken],
    ] as const)
      await expect(clientOf(user, password, user).incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
    await expect(clientOf(one.sid, one.auth_token, two.sid).incomingPhoneNumbers.list()).rejects.toEqual(
      refused(404, 20404),
    );
    await control("POST", `/accounts/${one.sid}/numbers`, { phone_number: "+14155550160" }, 201);
    await expect(ownerOf(two).incomingPhoneNumbers.create({ phoneNumber: "+14155550160" })).rejects.toEqual(
      refused(400, 21422),
    );
  });

  test("the secondary token works beside the primary one, until it takes its place", async () => {
    const one = await account();
    const { secondaryAuthToken } = await ownerOf(one).accounts.v1.secondaryAuthToken().create();
    const second = clientOf(one.sid, secondaryAuthToken, one.sid);
    expect(await second.incomingPhoneNumbers.list()).toEqual([]);
    expect(await ownerOf(one).incomingPhoneNumbers.list()).toEqual([]);
    expect(await second.accounts.v1.authTokenPromotion().update()).toMatchObject({ authToken: secondaryAuthToken });
    await expect(ownerOf(one).incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
    expect(await second.incomingPhoneNumbers.list()).toEqual([]);
    await control("POST", `/accounts/${one.sid}`, { tokens: { us1: { primary: "f".repeat(32) } } });
    expect(await clientOf(one.sid, "f".repeat(32), one.sid).incomingPhoneNumbers.list()).toEqual([]);
  });

  test("one that is suspended answers to nothing but itself, a closed one does not authenticate", async () => {
    const one = await account();
    await control("POST", `/accounts/${one.sid}`, { status: "suspended" });
    await expect(ownerOf(one).incomingPhoneNumbers.list()).rejects.toEqual(refused(403, 20005));
    expect(await ownerOf(one).api.v2010.accounts(one.sid).fetch()).toMatchObject({ status: "suspended" });
    await control("POST", `/accounts/${one.sid}`, { status: "closed" });
    await expect(ownerOf(one).incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
  });

  test("a number keeps every field that it is given, and loses only what is changed", async () => {
    const one = await account();
    const all = {
      friendly_name: "desk",
      voice_url: "https://a.example/v",
      voice_method: "GET",
      voice_fallback_url: "https://a.example/f",
      voice_fallback_method: "GET",
      voice_caller_id_lookup: true,
      voice_receive_mode: "fax",
      voice_application_sid: `AP${"a".repeat(32)}`,
      sms_url: "https://a.example/s",
      sms_method: "GET",
      sms_fallback_url: "https://a.example/sf",
      sms_fallback_method: "GET",
      sms_application_sid: `AP${"b".repeat(32)}`,
      status_callback: "https://a.example/c",
      status_callback_method: "GET",
      trunk_sid: `TK${"c".repeat(32)}`,
      address_sid: `AD${"d".repeat(32)}`,
      bundle_sid: `BU${"e".repeat(32)}`,
      identity_sid: `RI${"f".repeat(32)}`,
      emergency_status: "Active",
      emergency_address_sid: `AD${"0".repeat(32)}`,
      emergency_address_status: "registered",
    };
    const made = await control("POST", `/accounts/${one.sid}/numbers`, { phone_number: "+14155550160", ...all }, 201);
    expect(made).toMatchObject(all);
    const changed = await control("PATCH", `/accounts/${one.sid}/numbers/+14155550160`, { trunk_sid: null });
    expect(changed).toMatchObject({ ...all, trunk_sid: null });
    await control("POST", `/accounts/${one.sid}/calls`, { to: "+14155550160" }, 409);
  });
});

describe("sub-accounts", () => {
  test("are made and run by their parent, and sign with their own token", async () => {
    const parent = await account();
    const made = await ownerOf(parent).api.v2010.accounts.create({ friendlyName: "Shop" });
    expect(made).toMatchObject({ friendlyName: "Shop", ownerAccountSid: parent.sid, status: "active" });
    const listed = await ownerOf(parent).api.v2010.accounts.list();
    expect(listed.map(({ sid }) => sid)).toEqual([parent.sid, made.sid]);
    const byParent = clientOf(parent.sid, parent.auth_token, made.sid);
    const bought = await byParent.incomingPhoneNumbers.create({ phoneNumber: "+14155550160" });
    expect(bought.accountSid).toBe(made.sid);
    expect(await clientOf(made.sid, made.authToken, made.sid).incomingPhoneNumbers.list()).toHaveLength(1);
    const byChild = clientOf(made.sid, made.authToken, parent.sid);
    await expect(byChild.incomingPhoneNumbers.list()).rejects.toEqual(refused(404, 20404));
    await control("PATCH", `/accounts/${made.sid}/numbers/+14155550160`, { voice_url: `${customer.origin}/voice` });
    await control("POST", `/accounts/${made.sid}/calls`, { to: "+14155550160" });
    const [asks] = customer.received;
    if (!asks) return expect.unreachable("no webhook came");
    expect(twilio.validateRequest(made.authToken, asks.signature, asks.url, asks.fields)).toBe(true);
    expect(twilio.validateRequest(parent.auth_token, asks.signature, asks.url, asks.fields)).toBe(false);
    const moved = await byParent.incomingPhoneNumbers(bought.sid).update({ accountSid: parent.sid });
    expect(moved.sid).toBe(bought.sid);
    expect(await ownerOf(parent).incomingPhoneNumbers.list()).toHaveLength(1);
    const suspend = { status: "suspended" } as const;
    const itself = clientOf(made.sid, made.authToken, made.sid).api.v2010.accounts(made.sid);
    await expect(itself.update(suspend)).rejects.toEqual(refused(401, 20003));
    const suspended = await ownerOf(parent).api.v2010.accounts(made.sid).update(suspend);
    expect(suspended.status).toBe("suspended");
  });
});

describe("API keys", () => {
  test("a standard key may do everything but see accounts and keys; a main key may do that too", async () => {
    const one = await account();
    const [standard, main] = [await keyOf(one), await keyOf(one, { kind: "main" })];
    for (const { client } of [standard, main]) expect(await client.incomingPhoneNumbers.list()).toEqual([]);
    await expect(standard.client.api.v2010.accounts(one.sid).fetch()).rejects.toEqual(refused(401, 20003));
    await expect(standard.client.api.v2010.accounts.list()).rejects.toEqual(refused(401, 20003));
    await expect(standard.client.keys.list()).rejects.toEqual(refused(401, 20003));
    expect((await main.client.api.v2010.accounts(one.sid).fetch()).sid).toBe(one.sid);
    expect((await main.client.keys.list()).map(({ sid }: { sid: string }) => sid)).toEqual([main.sid, standard.sid]);
  });

  test("one made by the API is standard, shows its secret once and ends when it is deleted", async () => {
    const one = await account();
    const made = await ownerOf(one).newKeys.create({ friendlyName: "worker" });
    const client = clientOf(made.sid, made.secret, one.sid);
    expect(await client.incomingPhoneNumbers.list()).toEqual([]);
    await expect(clientOf(made.sid, `${made.secret}0`, one.sid).incomingPhoneNumbers.list()).rejects.toEqual(
      refused(401, 20003),
    );
    expect((await ownerOf(one).keys(made.sid).fetch()).toJSON()).not.toHaveProperty("secret");
    expect(await ownerOf(one).keys(made.sid).update({ friendlyName: "w" })).toMatchObject({ friendlyName: "w" });
    expect(await ownerOf(one).keys(made.sid).remove()).toBe(true);
    await expect(client.incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
  });

  test("a restricted one may do what it was given, from the moment that it is restricted", async () => {
    const one = await account();
    const key = await keyOf(one);
    const permissions = { IncomingPhoneNumbers: "read" };
    await control("POST", `/accounts/${one.sid}/keys/${key.sid}`, { kind: "restricted", permissions });
    expect(await key.client.incomingPhoneNumbers.list()).toEqual([]);
    await expect(key.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550160" })).rejects.toEqual(
      refused(401, 70051),
    );
    await expect(key.client.addresses.list()).rejects.toEqual(refused(401, 70051));
    await control("DELETE", `/accounts/${one.sid}/keys/${key.sid}`, undefined, 204);
    await expect(key.client.incomingPhoneNumbers.list()).rejects.toEqual(refused(401, 20003));
  });
});
