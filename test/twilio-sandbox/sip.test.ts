import type { Twilio } from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CustomerServer, startCustomerServer } from "./customer-server.ts";
import { accountSid, type RunningSandbox, sdk, startSandbox } from "./start.ts";

/** SIP domains, BYOC trunks and elastic trunks through the official SDK, and the calls over them. */

let sandbox: RunningSandbox;
let customer: CustomerServer;
let client: Twilio;
beforeAll(async () => {
  [sandbox, customer] = await Promise.all([startSandbox(), startCustomerServer()]);
  client = sandbox.client;
});
afterAll(() => Promise.all([sandbox.stop(), customer.stop()]));
beforeEach(async () => {
  customer.received.length = 0;
  customer.documents.clear();
  await sandbox.control("POST", "/reset");
});

const refused = (code: number, status = 400) => expect.objectContaining({ status, code });
const password = "Correct0Horse";
const invite = async (order: object) => (await sandbox.control("POST", "/byoc-calls", order)).json();
const call = async (order: object) => (await sandbox.control("POST", "/calls", order)).json();

async function credentialList(username = "carrier"): Promise<string> {
  const { sid } = await client.sip.credentialLists.create({ friendlyName: "list" });
  await client.sip.credentialLists(sid).credentials.create({ username, password });
  return sid;
}
async function ipList(ipAddress: string, cidrPrefixLength = 32): Promise<string> {
  const { sid } = await client.sip.ipAccessControlLists.create({ friendlyName: "list" });
  await client.sip.ipAccessControlLists(sid).ipAddresses.create({ friendlyName: "x", ipAddress, cidrPrefixLength });
  return sid;
}

describe("lists", () => {
  test("credentials are made, changed and removed; the password never comes back", async () => {
    const list = await credentialList();
    const credentials = client.sip.credentialLists(list).credentials;
    const [one] = await credentials.list();
    expect(one).toMatchObject({ username: "carrier", credentialListSid: list });
    expect(JSON.stringify(one)).not.toContain(password);
    await expect(credentials.create({ username: "carrier", password })).rejects.toEqual(refused(21245));
    for (const weak of ["Short0Pass", "no-capital-letter-1", "NO-SMALL-LETTER-1", "No-Digit-At-All"])
      await expect(credentials.create({ username: "b", password: weak }), weak).rejects.toEqual(refused(20422));
    await expect(credentials.create({ username: "x".repeat(33), password })).rejects.toEqual(refused(20422));
    expect(await credentials(one?.sid ?? "").update({ password: "Another0Secret" })).toMatchObject({ sid: one?.sid });
    expect(await credentials(one?.sid ?? "").remove()).toBe(true);
    expect(await client.sip.credentialLists(list).update({ friendlyName: "new" })).toMatchObject({
      friendlyName: "new",
    });
  });

  test("addresses are IPv4 with a prefix of 1 to 32", async () => {
    const list = await ipList("203.0.113.0", 24);
    const addresses = client.sip.ipAccessControlLists(list).ipAddresses;
    expect(await addresses.list()).toMatchObject([{ ipAddress: "203.0.113.0", cidrPrefixLength: 24 }]);
    for (const [ipAddress, cidrPrefixLength] of [
      ["2001:db8::1", 32],
      ["256.1.1.1", 32],
      ["1.2.3", 32],
      ["1.2.3.4.", 32],
      ["1.2.3.4", 33],
    ] as const) {
      const wrong = addresses.create({ friendlyName: "x", ipAddress, cidrPrefixLength });
      await expect(wrong, ipAddress).rejects.toEqual(refused(20422));
    }
  });

  test("one that a domain or trunk uses stays until it is detached", async () => {
    const [list, ips] = [await credentialList(), await ipList("203.0.113.9")];
    const domain = client.sip.domains((await client.sip.domains.create({ domainName: "a.sip.twilio.com" })).sid);
    const trunk = client.trunking.v1.trunks((await client.trunking.v1.trunks.create()).sid);
    await domain.auth.calls.credentialListMappings.create({ credentialListSid: list });
    await trunk.ipAccessControlLists.create({ ipAccessControlListSid: ips });
    await expect(trunk.ipAccessControlLists.create({ ipAccessControlListSid: ips })).rejects.toEqual(refused(21245));
    await expect(client.sip.credentialLists(list).remove()).rejects.toEqual(refused(21247));
    await expect(client.sip.ipAccessControlLists(ips).remove()).rejects.toEqual(refused(21247));
    expect(await domain.fetch()).toMatchObject({ authType: "CREDENTIAL_LIST" });
    expect(await trunk.fetch()).toMatchObject({ authType: "IP_ACL", authTypeSet: ["IP_ACL"] });
    expect(await domain.credentialListMappings.list()).toMatchObject([{ sid: list, domainSid: expect.any(String) }]);
    expect(await domain.auth.calls.credentialListMappings(list).remove()).toBe(true);
    expect(await trunk.remove()).toBe(true);
    expect(await client.sip.credentialLists(list).remove()).toBe(true);
    expect(await client.sip.ipAccessControlLists(ips).remove()).toBe(true);
  });
});

test("names of domains and trunks have Twilio's form and are one account's", async () => {
  const { sid, auth_token } = await (await sandbox.control("POST", "/accounts", {})).json();
  const other = sdk(sandbox.origin, auth_token, { user: sid, accountSid: sid }).client;
  await client.sip.domains.create({ domainName: "acme.sip.twilio.com" });
  await expect(other.sip.domains.create({ domainName: "acme.sip.twilio.com" })).rejects.toEqual(refused(21248));
  await client.trunking.v1.trunks.create({ domainName: "acme.pstn.twilio.com" });
  await expect(other.trunking.v1.trunks.create({ domainName: "acme.pstn.twilio.com" })).rejects.toEqual(refused(21248));
  for (const domainName of ["acme.example.com", "a_b.sip.twilio.com", "-a.sip.twilio.com", ".sip.twilio.com"])
    await expect(client.sip.domains.create({ domainName }), domainName).rejects.toEqual(refused(20422));
  await expect(client.trunking.v1.trunks.create({ domainName: "a.b.pstn.twilio.com" })).rejects.toEqual(refused(20422));
  expect(await other.sip.domains.list()).toEqual([]);
  expect(await client.routes.v2.sipDomains("acme.sip.twilio.com").fetch()).toMatchObject({ voiceRegion: "us1" });
});

describe("BYOC", () => {
  const domain = "acme.sip.twilio.com";
  async function byoc(): Promise<{ domainSid: string; trunkSid: string }> {
    const trunk = await client.voice.v1.byocTrunks.create({
      friendlyName: "carrier",
      voiceUrl: `${customer.origin}/voice`,
      statusCallbackUrl: `${customer.origin}/status`,
    });
    const { sid } = await client.sip.domains.create({ domainName: domain, byocTrunkSid: trunk.sid });
    return { domainSid: sid, trunkSid: trunk.sid };
  }

  test("a call is posted to the voice URL of the trunk, with the SIP address that was called", async () => {
    const { domainSid } = await byoc();
    const list = await credentialList();
    await client.sip.domains(domainSid).auth.calls.credentialListMappings.create({ credentialListSid: list });
    customer.documents.set("/voice", "<Say>Hi</Say>");
    const order = {
      domain,
      user: "+31201234567",
      from: "+31207654321",
      username: "carrier",
      password,
      headers: { "X-Id": "7" },
    };
    expect(await invite(order)).toMatchObject({ sip_code: 200, status: "completed" });
    expect(customer.received.map(({ fields }) => fields)).toMatchObject([
      {
        To: `sip:+31201234567@${domain}`,
        From: "sip:+31207654321@203.0.113.10",
        AccountSid: accountSid,
        Direction: "inbound",
        SipDomain: domain,
        SipSourceIp: "203.0.113.10",
        "SipHeader_X-Id": "7",
      },
      { CallStatus: "completed", To: `sip:+31201234567@${domain}` },
    ]);
  });

  test("is refused without credentials, with wrong ones, from another address, and without TLS where that is asked", async () => {
    const { domainSid } = await byoc();
    const one = client.sip.domains(domainSid);
    const order = { domain, user: "+31201234567" };
    expect(await invite(order)).toMatchObject({ sip_code: 403, steps: [] });
    const ips = await ipList("203.0.113.0", 24);
    await one.auth.calls.ipAccessControlListMappings.create({ ipAccessControlListSid: ips });
    expect(await invite(order)).toMatchObject({ sip_code: 200 });
    expect(await invite({ ...order, source_ip: "203.0.114.1" })).toMatchObject({ sip_code: 403 });
    const list = await credentialList();
    await one.auth.calls.credentialListMappings.create({ credentialListSid: list });
    expect(await invite(order)).toMatchObject({ sip_code: 407 });
    expect(await invite({ ...order, username: "carrier", password: "Wrong0Password" })).toMatchObject({
      sip_code: 403,
    });
    expect(await invite({ ...order, username: "carrier", password })).toMatchObject({ sip_code: 200 });
    await one.update({ secure: true });
    expect(await invite({ ...order, username: "carrier", password })).toMatchObject({ sip_code: 403 });
    expect(await invite({ ...order, username: "carrier", password, transport: "tls" })).toMatchObject({
      sip_code: 200,
    });
    const record = await client.voice.v1.ipRecords.create({ ipAddress: "198.51.100.7" });
    const mapping = await client.voice.v1.sourceIpMappings.create({ ipRecordSid: record.sid, sipDomainSid: domainSid });
    await expect(client.voice.v1.ipRecords(record.sid).remove()).rejects.toEqual(refused(21247));
    const mapped = { ...order, username: "carrier", password, transport: "tls", source_ip: "198.51.100.7" };
    expect(await invite(mapped)).toMatchObject({ sip_code: 200 });
    await client.voice.v1.sourceIpMappings(mapping.sid).remove();
    expect(await invite(mapped)).toMatchObject({ sip_code: 403 });
  });

  test("trunks, policies and targets are made and changed; none goes that another needs", async () => {
    const { domainSid, trunkSid } = await byoc();
    const policy = await client.voice.v1.connectionPolicies.create({ friendlyName: "out" });
    const { targets } = client.voice.v1.connectionPolicies(policy.sid);
    const made = await targets.create({ target: "sip:sbc.example.com:5061;transport=tls", priority: 0 });
    expect(made).toMatchObject({ priority: 0, weight: 10, enabled: true, connectionPolicySid: policy.sid });
    expect(await targets(made.sid).update({ enabled: false })).toMatchObject({ enabled: false, priority: 0 });
    await expect(targets.create({ target: "sips:sbc.example.com" })).rejects.toEqual(refused(20422));
    await expect(targets.create({ target: "sip:sbc.example.com", priority: 65_536 })).rejects.toEqual(refused(20422));
    const trunk = client.voice.v1.byocTrunks(trunkSid);
    const change = { connectionPolicySid: policy.sid, fromDomainSid: domainSid };
    expect(await trunk.update(change)).toMatchObject({ ...change, voiceUrl: `${customer.origin}/voice` });
    await expect(trunk.update({ connectionPolicySid: `NY${"0".repeat(32)}` })).rejects.toEqual(refused(20422));
    await expect(trunk.remove()).rejects.toEqual(refused(21247));
    await expect(client.voice.v1.connectionPolicies(policy.sid).remove()).rejects.toEqual(refused(21247));
    await expect(client.sip.domains(domainSid).remove()).rejects.toEqual(refused(21247));
    await trunk.update({ connectionPolicySid: "", fromDomainSid: "" });
    expect(await client.sip.domains(domainSid).remove()).toBe(true);
    expect([await trunk.remove(), await client.voice.v1.connectionPolicies(policy.sid).remove()]).toEqual([true, true]);
  });
});

describe("<Sip>", () => {
  const to = "+14155550160";
  beforeEach(() => sandbox.control("POST", "/numbers", { phone_number: to, voice_url: `${customer.origin}/voice` }));

  test("gateways are tried by their actions until one answers, and the transcript has their attributes", async () => {
    const sip = (host: string) =>
      `<Dial action="/after" answerOnBridge="true"><Sip username="u" password="p">sip:1@${host};transport=tls</Sip></Dial>`;
    customer.documents.set("/voice", sip("a.example.com"));
    customer.documents.set("/after", sip("b.example.com").replace("/after", "/end"));
    const answers = [
      { uri: "a.example.com", status: "failed" },
      { uri: "b.example.com", status: "completed", seconds: 12 },
    ];
    const { status, duration_seconds, steps } = await call({ to, sip: answers });
    expect([status, duration_seconds]).toEqual(["completed", 12]);
    expect(
      customer.received.map(({ url, fields }) => [
        new URL(url).pathname,
        fields.DialCallStatus,
        fields.DialSipResponseCode,
      ]),
    ).toEqual([
      ["/voice", undefined, undefined],
      ["/after", "failed", "503"],
      ["/end", "completed", "200"],
    ]);
    expect(steps[1]).toMatchObject({
      verb: "Dial",
      sip: [
        {
          uri: "sip:1@a.example.com;transport=tls",
          attributes: { username: "u", password: "p" },
          status: "failed",
          sip_code: 503,
        },
      ],
    });
  });

  test("of several at once the one that answers takes the call; each reports to its own callback", async () => {
    const sips = ["a", "b"].map((name) => `<Sip statusCallback="/leg-${name}">sip:1@${name}.example.com</Sip>`);
    customer.documents.set("/voice", `<Dial action="/end">${sips.join("")}</Dial>`);
    await call({
      to,
      sip: [
        { uri: "a.", status: "busy", sip_code: 600 },
        { uri: "b.", status: "completed" },
      ],
    });
    expect(
      customer.received
        .slice(1)
        .map(({ url, fields }) => [
          new URL(url).pathname,
          fields.CallStatus,
          fields.SipResponseCode ?? fields.DialSipResponseCode,
        ]),
    ).toEqual([
      ["/leg-a", "busy", "600"],
      ["/leg-b", "completed", "200"],
      ["/end", "in-progress", "200"],
    ]);
  });
});

describe("elastic trunks", () => {
  const to = "+14155550160";
  async function trunkWithNumber() {
    const added = await (
      await sandbox.control("POST", "/numbers", { phone_number: to, voice_url: `${customer.origin}/voice` })
    ).json();
    const made = await client.trunking.v1.trunks.create({
      friendlyName: "t",
      domainName: "acme.pstn.twilio.com",
      disasterRecoveryUrl: `${customer.origin}/recovery`,
      secure: true,
    });
    const trunk = client.trunking.v1.trunks(made.sid);
    await trunk.phoneNumbers.create({ phoneNumberSid: added.sid });
    return { trunk, trunkSid: made.sid, numberSid: added.sid as string };
  }
  const url = (host: string, priority: number, weight = 10) =>
    ({ friendlyName: host, sipUrl: `sip:${host}`, priority, weight, enabled: true }) as const;

  test("a number that is attached rings the origination URLs, never its voice URL, until it is detached", async () => {
    const { trunk, trunkSid, numberSid } = await trunkWithNumber();
    expect(await client.incomingPhoneNumbers(numberSid).fetch()).toMatchObject({ trunkSid });
    expect(await trunk.phoneNumbers.list()).toMatchObject([{ sid: numberSid, phoneNumber: to, trunkSid }]);
    for (const one of [url("c", 20), url("b", 10, 1), url("a", 10, 5)]) await trunk.originationUrls.create(one);
    const failing = (...hosts: string[]) => hosts.map((host) => ({ uri: `sip:${host}`, status: "failed" }));
    const tried = ({ steps }: { steps: { kind: string; uri: string }[] }) =>
      steps.filter(({ kind }) => kind === "origination").map(({ uri }) => uri);
    const first = await call({ to, sip: failing("a") });
    expect([first.status, tried(first)]).toEqual(["completed", ["sip:a", "sip:b"]]);
    expect(customer.received).toEqual([]);
    const busy = await call({ to, sip: [...failing("a"), { uri: "sip:b", status: "busy" }] });
    expect([busy.status, tried(busy)]).toEqual(["busy", ["sip:a", "sip:b"]]);
    await call({ to, sip: failing("a", "b", "c") });
    expect(customer.received.map(({ url }) => new URL(url).pathname)).toEqual(["/recovery"]);
    expect(await trunk.phoneNumbers(numberSid).remove()).toBe(true);
    await call({ to });
    expect(customer.received.map(({ url }) => new URL(url).pathname)).toEqual(["/recovery", "/voice"]);
    await expect(trunk.phoneNumbers(numberSid).fetch()).rejects.toEqual(refused(20404, 404));
  });

  test("origination URLs need all their fields, sip: and Twilio's ranges; ten are the most", async () => {
    const { trunk } = await trunkWithNumber();
    for (const wrong of [
      { sipUrl: "sips:a" },
      { sipUrl: "https://a" },
      { priority: -1 },
      { weight: 0 },
      { friendlyName: "" },
    ])
      await expect(trunk.originationUrls.create({ ...url("a", 1), ...wrong }), JSON.stringify(wrong)).rejects.toEqual(
        refused(20422),
      );
    for (let made = 0; made < 10; made += 1) await trunk.originationUrls.create(url(`h${made}`, made));
    await expect(trunk.originationUrls.create(url("one-more", 1))).rejects.toEqual(refused(21244));
  });

  test("a trunk takes its numbers along unless one has an active emergency address", async () => {
    const { trunk, trunkSid, numberSid } = await trunkWithNumber();
    expect(await trunk.recordings().update({ mode: "record-from-answer" })).toMatchObject({
      mode: "record-from-answer",
    });
    expect(await trunk.fetch()).toMatchObject({
      secure: true,
      recording: { mode: "record-from-answer" },
      sid: trunkSid,
    });
    await sandbox.control("POST", `/numbers/${to}`, { emergency_status: "Active" });
    await expect(trunk.remove()).rejects.toEqual(refused(21634));
    await sandbox.control("POST", `/numbers/${to}`, { emergency_status: "Inactive" });
    expect(await trunk.remove()).toBe(true);
    expect(await client.incomingPhoneNumbers(numberSid).fetch()).toMatchObject({ trunkSid: null });
  });
});
