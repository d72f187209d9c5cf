import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";
import { type Complaint, createChecker } from "./checker.ts";
import { loadDocuments } from "./documents.ts";

/** The sandbox's accounts, keys, routes and SIP resources, held against Twilio's documents. */

const documents = loadDocuments();
const checker = createChecker(documents ?? {});

/** Twilio's servers do not keep to these parts of its schemas: see `answers.test.ts`. */
const isKnown = ({ at, rule, value }: Complaint): boolean =>
  (rule === "format" && /\/?(uri|\w+_page_uri)$/.test(at) && String(value).startsWith("/2010-04-01/")) ||
  (rule === "format" && /_(url|callback)$/.test(at) && value === "") ||
  (/^(minLength|pattern)$/.test(rule) && /_application_sid$/.test(at) && value === "");

describe.skipIf(!documents)("what the sandbox answers is in Twilio's documents", () => {
  let sandbox: RunningSandbox;
  const seen = new Set<string>();
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const headers = { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` };
  async function ask(url: string, method = "GET", fields?: Record<string, string>) {
    const init = { method, headers, ...(fields && { body: new URLSearchParams(fields) }) };
    const request = new Request(url, init);
    const { operationId, complaints: wrong } = await checker.request(request);
    const { pathname, search } = new URL(url);
    const answer = await fetch(sandbox.origin + pathname + search, init);
    const text = await answer.clone().text();
    const unexplained = (await checker.answer(request, answer)).filter((complaint) => !isKnown(complaint));
    expect({ wrong, unexplained }, `${method} ${url} ${text}`).toEqual({ wrong: [], unexplained: [] });
    seen.add(operationId ?? url);
    return text === "" ? {} : JSON.parse(text);
  }
  /** Creates one, lists, fetches, updates it, and answers its SID. */
  async function lifecycle(collection: string, fields: Record<string, string>, change: Record<string, string> | null) {
    const suffix = collection.includes("/2010-04-01/") ? ".json" : "";
    const { sid } = await ask(collection + suffix, "POST", fields);
    await ask(collection + suffix);
    await ask(`${collection}/${sid}${suffix}`);
    if (change) await ask(`${collection}/${sid}${suffix}`, "POST", change);
    return { sid: String(sid), remove: () => ask(`${collection}/${sid}${suffix}`, "DELETE") };
  }

  const account = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}`;

  test("to accounts, keys and tokens", async () => {
    await ask("https://api.twilio.com/2010-04-01/Accounts.json");
    const { sid } = await ask("https://api.twilio.com/2010-04-01/Accounts.json", "POST", { FriendlyName: "Shop" });
    await ask(`https://api.twilio.com/2010-04-01/Accounts/${sid}.json`);
    await ask(`https://api.twilio.com/2010-04-01/Accounts/${sid}.json`, "POST", { Status: "suspended" });
    const key = await lifecycle(`${account}/Keys`, { FriendlyName: "k" }, { FriendlyName: "l" });
    await key.remove();
    await ask("https://accounts.twilio.com/v1/AuthTokens/Secondary", "POST", {});
    await ask("https://accounts.twilio.com/v1/AuthTokens/Secondary", "DELETE");
  });

  test("to lists, domains, trunks, policies, numbers of trunks and routes", async () => {
    const credentials = await lifecycle(`${account}/SIP/CredentialLists`, { FriendlyName: "c" }, { FriendlyName: "d" });
    const user = { Username: "carrier", Password: "Correct0Horse" };
    await lifecycle(`${account}/SIP/CredentialLists/${credentials.sid}/Credentials`, user, {
      Password: "Another0Secret",
    });
    const ips = await lifecycle(`${account}/SIP/IpAccessControlLists`, { FriendlyName: "i" }, { FriendlyName: "j" });
    const address = { FriendlyName: "a", IpAddress: "203.0.113.9", CidrPrefixLength: "32" };
    await lifecycle(`${account}/SIP/IpAccessControlLists/${ips.sid}/IpAddresses`, address, { FriendlyName: "b" });

    const voice = "https://voice.twilio.com/v1";
    const policy = await lifecycle(`${voice}/ConnectionPolicies`, { FriendlyName: "p" }, { FriendlyName: "q" });
    const target = { Target: "sip:sbc.example.com", Priority: "1", Weight: "5", Enabled: "true" };
    await lifecycle(`${voice}/ConnectionPolicies/${policy.sid}/Targets`, target, { Enabled: "false" });
    const byoc = await lifecycle(
      `${voice}/ByocTrunks`,
      { FriendlyName: "b", VoiceUrl: "https://a.example/v", ConnectionPolicySid: policy.sid },
      { CnamLookupEnabled: "true" },
    );
    const domains = `${account}/SIP/Domains`;
    const domain = await lifecycle(
      domains,
      { DomainName: "a.sip.twilio.com", ByocTrunkSid: byoc.sid },
      { VoiceUrl: "https://a.example/v", Secure: "true" },
    );
    const inDomain = `${domains}/${domain.sid}`;
    for (const [path, fields] of [
      ["Auth/Calls/CredentialListMappings", { CredentialListSid: credentials.sid }],
      ["Auth/Calls/IpAccessControlListMappings", { IpAccessControlListSid: ips.sid }],
      ["Auth/Registrations/CredentialListMappings", { CredentialListSid: credentials.sid }],
    ] as const) {
      const mapping = await lifecycle(`${inDomain}/${path}`, fields, null);
      await mapping.remove();
    }
    await lifecycle(`${inDomain}/CredentialListMappings`, { CredentialListSid: credentials.sid }, null);
    await lifecycle(`${inDomain}/IpAccessControlListMappings`, { IpAccessControlListSid: ips.sid }, null);
    const record = await lifecycle(`${voice}/IpRecords`, { IpAddress: "203.0.113.9" }, { FriendlyName: "r" });
    const mapped = { IpRecordSid: record.sid, SipDomainSid: domain.sid };
    const mapping = await lifecycle(`${voice}/SourceIpMappings`, mapped, { SipDomainSid: domain.sid });

    const trunks = "https://trunking.twilio.com/v1/Trunks";
    const trunk = await lifecycle(
      trunks,
      { FriendlyName: "t", DomainName: "a.pstn.twilio.com", DisasterRecoveryUrl: "https://a.example/r" },
      { Secure: "true", TransferMode: "sip-only" },
    );
    const inTrunk = `${trunks}/${trunk.sid}`;
    const origination = { Weight: "1", Priority: "1", Enabled: "true", FriendlyName: "o", SipUrl: "sip:a.example" };
    const url = await lifecycle(`${inTrunk}/OriginationUrls`, origination, { Weight: "2" });
    const withCredentials = await lifecycle(`${inTrunk}/CredentialLists`, { CredentialListSid: credentials.sid }, null);
    const withIps = await lifecycle(`${inTrunk}/IpAccessControlLists`, { IpAccessControlListSid: ips.sid }, null);
    await ask(`${inTrunk}/Recording`);
    await ask(`${inTrunk}/Recording`, "POST", { Mode: "record-from-ringing-dual", Trim: "trim-silence" });
    const number = await (await sandbox.control("POST", "/numbers", { phone_number: "+14155550100" })).json();
    const attached = await lifecycle(`${inTrunk}/PhoneNumbers`, { PhoneNumberSid: number.sid }, null);
    const routes = "https://routes.twilio.com/v2";
    for (const name of ["PhoneNumbers/%2B14155550100", "SipDomains/a.sip.twilio.com", "Trunks/a.pstn.twilio.com"]) {
      await ask(`${routes}/${name}`);
      await ask(`${routes}/${name}`, "POST", { VoiceRegion: "ie1" });
    }
    for (const made of [
      attached,
      url,
      withCredentials,
      withIps,
      trunk,
      mapping,
      record,
      domain,
      byoc,
      policy,
      ips,
      credentials,
    ])
      await made.remove();
    expect(seen.size).toBeGreaterThan(80);
  });
});
