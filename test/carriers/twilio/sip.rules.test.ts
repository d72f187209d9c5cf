import { expect, test } from "vitest";
import { createSip } from "#carriers/twilio/sip";
import type { SipFields, SipKind } from "#kernel/ports/carrier-sip";
import { accountSid, authToken, json, meta, refusal } from "../line";

/** A line to a Twilio that gives these answers, one per request. */
function sipThatSays(...answers: Response[]) {
  const sent: Request[] = [];
  const sip = createSip({
    fetch: async (url, init) => {
      sent.push(new Request(url, init));
      return answers.shift() ?? refusal(500, null);
    },
    sleep: async () => undefined,
    now: () => 0,
    random: () => 0.5,
    account: { id: accountSid, accountSid, username: accountSid, password: authToken, region: "us1" },
    baseUrl: undefined,
    timeoutMs: 10_000,
  });
  return { sip, sent };
}

const target = { label: "pm:gwy_1", uri: "sip:a.example.com;transport=tls", priority: 1, weight: 2, enabled: true };
const classic = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/SIP`;

test.each<[SipKind, string | null, SipFields, string, string]>([
  [
    "elastic_trunk",
    null,
    { label: "pm:trk_1", domain: "pm-1.pstn.twilio.com", secure: true, disasterRecoveryUrl: "https://a.example.com/" },
    "https://trunking.twilio.com/v1/Trunks",
    "FriendlyName=pm:trk_1&DomainName=pm-1.pstn.twilio.com&Secure=true&DisasterRecoveryUrl=https://a.example.com/",
  ],
  [
    "origination_url",
    "TK1",
    target,
    "https://trunking.twilio.com/v1/Trunks/TK1/OriginationUrls",
    "FriendlyName=pm:gwy_1&SipUrl=sip:a.example.com;transport=tls&Priority=1&Weight=2&Enabled=true",
  ],
  [
    "trunk_credential_list",
    "TK1",
    { listId: "CL1" },
    "https://trunking.twilio.com/v1/Trunks/TK1/CredentialLists",
    "CredentialListSid=CL1",
  ],
  [
    "trunk_number",
    "TK1",
    { numberId: "PN1" },
    "https://trunking.twilio.com/v1/Trunks/TK1/PhoneNumbers",
    "PhoneNumberSid=PN1",
  ],
  [
    "connection_target",
    "NY1",
    target,
    "https://voice.twilio.com/v1/ConnectionPolicies/NY1/Targets",
    "FriendlyName=pm:gwy_1&Target=sip:a.example.com;transport=tls&Priority=1&Weight=2&Enabled=true",
  ],
  [
    "byoc_trunk",
    null,
    { label: "pm:trk_1", voiceUrl: "https://pm.example.com/v", statusUrl: "https://pm.example.com/s", policyId: "NY1" },
    "https://voice.twilio.com/v1/ByocTrunks",
    "FriendlyName=pm:trk_1&VoiceUrl=https://pm.example.com/v&StatusCallbackUrl=https://pm.example.com/s&ConnectionPolicySid=NY1" +
      "&VoiceMethod=POST&StatusCallbackMethod=POST",
  ],
  [
    "sip_domain",
    null,
    { label: "pm:trk_1", domain: "pm-1.sip.twilio.com", secure: false, trunkId: "BY1" },
    `${classic}/Domains.json`,
    "FriendlyName=pm:trk_1&DomainName=pm-1.sip.twilio.com&Secure=false&ByocTrunkSid=BY1",
  ],
  [
    "domain_ip_access_list",
    "SD1",
    { listId: "AL1" },
    `${classic}/Domains/SD1/Auth/Calls/IpAccessControlListMappings.json`,
    "IpAccessControlListSid=AL1",
  ],
  [
    "credential",
    "CL1",
    { username: "pm-1", password: "Secret123456" },
    `${classic}/CredentialLists/CL1/Credentials.json`,
    "Username=pm-1&Password=Secret123456",
  ],
  [
    "ip_address",
    "AL1",
    { label: "198.51.99.0/28", address: "198.51.99.0", bits: 28 },
    `${classic}/IpAccessControlLists/AL1/IpAddresses.json`,
    "FriendlyName=198.51.99.0/28&IpAddress=198.51.99.0&CidrPrefixLength=28",
  ],
])("%s is made with Twilio's own fields", async (kind, parentId, fields, url, form) => {
  const { sip, sent } = sipThatSays(json({ sid: "XX1" }, 201));
  expect(await sip.create(kind, parentId, fields)).toEqual({
    kind: "ok",
    value: { id: "XX1", fields: expect.anything() },
  });
  expect([sent[0]?.method, sent[0]?.url]).toEqual(["POST", url]);
  expect(Object.fromEntries(new URLSearchParams(await sent[0]?.text()))).toEqual(
    Object.fromEntries(
      form.split("&").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    ),
  );
});

test("lists of both kinds are read to their end, and no link leads out of them", async () => {
  const next = "https://trunking.twilio.com/v1/Trunks?PageSize=1000&Page=1";
  const trunk = { sid: "TK1", friendly_name: "A", domain_name: null, secure: false, disaster_recovery_url: "" };
  const newer = sipThatSays(
    json({ meta: meta(next), trunks: [trunk] }),
    json({ meta: meta(), trunks: [{ sid: "TK2" }] }),
  );
  expect(await newer.sip.list("elastic_trunk", null)).toEqual({
    kind: "ok",
    value: [
      { id: "TK1", fields: { label: "A", secure: false, disasterRecoveryUrl: "" } },
      { id: "TK2", fields: {} },
    ],
  });
  const uri = `/2010-04-01/Accounts/${accountSid}/SIP/Domains.json?PageSize=1000&Page=1`;
  const older = sipThatSays(
    json({ domains: [{ sid: "SD1", domain_name: "a.sip.twilio.com" }], next_page_uri: uri }),
    json({ domains: [], next_page_uri: null }),
  );
  expect(await older.sip.list("sip_domain", null)).toMatchObject({ kind: "ok", value: [{ id: "SD1" }] });
  expect(older.sent[1]?.url).toBe(`https://api.twilio.com${uri}`);
  const astray = sipThatSays(
    json({ meta: meta("https://evil.example.com/v1/Trunks?Page=1"), trunks: [] }),
    json({ meta: meta(), trunks: [] }),
  );
  expect(await astray.sip.list("elastic_trunk", null)).toMatchObject({ kind: "ok" });
  expect(astray.sent[1]?.url).toBe("https://trunking.twilio.com/v1/Trunks?Page=1");
  const elsewhere = sipThatSays(json({ meta: meta("https://trunking.twilio.com/v1/Other?Page=1"), trunks: [] }));
  expect(await elsewhere.sip.list("elastic_trunk", null)).toMatchObject({ kind: "unknown" });
  expect(await sipThatSays(json({ meta: meta() })).sip.list("elastic_trunk", null)).toMatchObject({ kind: "unknown" });
});

test("a thing that is gone is removed already; another 404 proves nothing", async () => {
  const { sip, sent } = sipThatSays(refusal(404, 20404), refusal(404, null), new Response(null, { status: 204 }));
  expect(await sip.remove("sip_domain", null, "SD1")).toEqual({ kind: "ok", value: null });
  expect(sent[0]?.url).toBe(`${classic}/Domains/SD1.json`);
  expect(await sip.remove("sip_domain", null, "SD1")).toMatchObject({ kind: "refused" });
  expect(await sip.remove("byoc_trunk", null, "BY1")).toEqual({ kind: "ok", value: null });
});
