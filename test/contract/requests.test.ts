import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTwilio } from "#carriers/twilio/twilio";
import { type Carrier, type NumberSearch, noDocuments, numberTypes } from "#kernel/ports/carrier";
import { repetitions } from "../support/soak.ts";
import { createChecker } from "./checker.ts";
import { loadDocuments } from "./documents.ts";
import { accountSid, refusingTwilio } from "./refusing-twilio.ts";

const documents = loadDocuments();
const checker = createChecker(documents ?? {});
const carrierId = `PN${"0123456789abcdef".repeat(2)}`;
const setup = {
  label: "pm:oi_01K9ZV7Q2W8M4R6T0X3Y5B1C7D",
  voiceUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice",
  voiceStatusUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/voice-status",
  smsUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/sms",
};
const papers = { addressSid: `AD${"1".repeat(32)}`, bundleSid: `BU${"2".repeat(32)}` };
const message = {
  from: "+14155550100",
  to: "+14155550188",
  text: "From +14155550199: Is the table still free?",
  media: [{ url: "https://api.twilio.com/m/1" }, { url: "https://api.twilio.com/m/2" }],
  statusUrl: "https://pm.example.com/twilio/tn_1/numbers/pn_1/sms-status",
};
const plain: NumberSearch = { country: "US", type: "local", limit: 20, capabilities: [] };

/** A carrier that sends nothing, and what it would have sent. Twilio refuses everything, so nothing is repeated. */
function recorded() {
  const { setup: line, sent } = refusingTwilio();
  return { carrier: createTwilio(line), sent };
}

describe.skipIf(!documents)("what we ask of Twilio is in its documents", () => {
  async function check(ask: (carrier: Carrier) => Promise<unknown>) {
    const { carrier, sent } = recorded();
    await ask(carrier);
    const [request, ...more] = sent;
    if (!request) throw new Error("Nothing was sent.");
    expect(more).toEqual([]);
    return { ...(await checker.request(request)), request };
  }

  const calls: Record<keyof Carrier, [operationId: string, (carrier: Carrier) => Promise<unknown>]> = {
    search: ["ListAvailablePhoneNumberLocal", (carrier) => carrier.search(plain)],
    countries: ["ListAvailablePhoneNumberCountry", (carrier) => carrier.countries()],
    prices: ["FetchPhoneNumberCountry", (carrier) => carrier.prices("GB")],
    regulations: ["ListRegulation", (carrier) => carrier.regulations("DE", "toll_free")],
    address: ["FetchAddress", (carrier) => carrier.address(papers.addressSid)],
    bundle: ["ListBundle", (carrier) => carrier.bundle(papers.bundleSid, { country: "DE", type: "local" })],
    bundles: ["ListBundle", (carrier) => carrier.bundles([papers.bundleSid, `BU${"3".repeat(32)}`])],
    senderGroups: ["ListService", (carrier) => carrier.senderGroups()],
    senderGroup: ["ListUsAppToPerson", (carrier) => carrier.senderGroup(`MG${"4".repeat(32)}`)],
    tollFreeVerifications: ["ListTollfreeVerification", (carrier) => carrier.tollFreeVerifications()],
    buy: ["CreateIncomingPhoneNumber", (carrier) => carrier.buy("+14155550100", setup, papers)],
    findOwned: ["ListIncomingPhoneNumber", (carrier) => carrier.findOwned("+14155550100")],
    fetchOwned: ["FetchIncomingPhoneNumber", (carrier) => carrier.fetchOwned(carrierId)],
    listOwned: ["ListIncomingPhoneNumber", (carrier) => carrier.listOwned(null)],
    configure: ["UpdateIncomingPhoneNumber", (carrier) => carrier.configure(carrierId, setup)],
    release: ["DeleteIncomingPhoneNumber", (carrier) => carrier.release(carrierId)],
    send: ["CreateMessage", (carrier) => carrier.send(message)],
  };

  test("each question that a carrier can be asked is among the cases", () => {
    expect(Object.keys(calls)).toEqual(Object.keys(recorded().carrier));
  });

  test.each(Object.entries(calls))("%s", async (_, [operationId, ask]) => {
    expect(await check(ask)).toMatchObject({ operationId, complaints: [] });
  });

  test("buying without papers, and any bundle whatever it is for", async () => {
    expect((await check((carrier) => carrier.buy("+14155550100", setup, noDocuments))).complaints).toEqual([]);
    expect((await check((carrier) => carrier.bundle(papers.bundleSid))).complaints).toEqual([]);
  });

  test("a message has each of its attachments", async () => {
    const { request, complaints } = await check((carrier) => carrier.send(message));
    expect(complaints).toEqual([]);
    expect([...new URLSearchParams(await request.text())]).toEqual([
      ["From", message.from],
      ["To", message.to],
      ["Body", message.text],
      ["MediaUrl", "https://api.twilio.com/m/1"],
      ["MediaUrl", "https://api.twilio.com/m/2"],
      ["StatusCallback", message.statusUrl],
    ]);
    expect((await check((carrier) => carrier.send({ ...message, media: [] }))).complaints).toEqual([]);
  });

  test.each([
    ["local", "ListAvailablePhoneNumberLocal"],
    ["mobile", "ListAvailablePhoneNumberMobile"],
    ["toll_free", "ListAvailablePhoneNumberTollFree"],
  ] as const)("a search for %s numbers", async (type, operationId) => {
    const { complaints, ...found } = await check((carrier) => carrier.search({ ...plain, type }));
    expect({ complaints, operationId: found.operationId }).toEqual({ complaints: [], operationId });
  });

  const filters = {
    areaCode: ["415", "AreaCode", "415"],
    contains: ["+1415***%$", "Contains", "+1415***%$"],
    locality: ["San José & more", "InLocality", "San José & more"],
    region: ["CA", "InRegion", "CA"],
    postalCode: ["94103", "InPostalCode", "94103"],
    rateCenter: ["SNFC CNTRL", "InRateCenter", "SNFC CNTRL"],
    lata: ["722", "InLata", "722"],
    nearNumber: ["+14155550100", "NearNumber", "+14155550100"],
    nearLatLong: ["37.77,-122.42", "NearLatLong", "37.77,-122.42"],
    distanceMiles: [500, "Distance", "500"],
    limit: [1000, "PageSize", "1000"],
  } as const satisfies Partial<Record<keyof NumberSearch, readonly [string | number, string, string]>>;

  test.each(Object.entries(filters))("a search by %s", async (filter, [value, name, onTheWire]) => {
    const { request, complaints } = await check((carrier) => carrier.search({ ...plain, [filter]: value }));
    expect(complaints).toEqual([]);
    expect(Object.fromEntries(new URL(request.url).searchParams)).toEqual({ PageSize: "20", [name]: onTheWire });
  });

  test.each([
    ["voice", "VoiceEnabled"],
    ["sms", "SmsEnabled"],
    ["mms", "MmsEnabled"],
    ["fax", "FaxEnabled"],
  ] as const)("a search for numbers capable of %s", async (capability, name) => {
    const { request, complaints } = await check((carrier) => carrier.search({ ...plain, capabilities: [capability] }));
    expect(complaints).toEqual([]);
    expect(Object.fromEntries(new URL(request.url).searchParams)).toEqual({ PageSize: "20", [name]: "true" });
  });

  test("any search at all", async () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" });
    const arbitrary = fc.record(
      {
        country: fc.constantFrom("US", "CA", "GB", "DE"),
        type: fc.constantFrom(...numberTypes),
        limit: fc.integer({ min: 1, max: 1000 }),
        capabilities: fc.subarray(["voice", "sms", "mms", "fax"] as const),
        areaCode: fc.integer({ min: 200, max: 999 }).map(String),
        contains: text,
        locality: text,
        region: text,
        postalCode: text,
        rateCenter: text,
        lata: text,
        nearNumber: fc.bigInt({ min: 10_000_000n, max: 999_999_999_999_999n }).map((digits) => `+${digits}`),
        nearLatLong: text,
        distanceMiles: fc.integer({ min: 1, max: 500 }),
      },
      { requiredKeys: ["country", "type", "limit", "capabilities"] },
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async (search) => {
        expect((await check((carrier) => carrier.search(search))).complaints).toEqual([]);
      }),
      { numRuns: repetitions(200, 2_000) },
    );
  });
});

describe.skipIf(!documents)("the checker", () => {
  const authorization = `Basic ${btoa(`${accountSid}:token`)}`;
  const account = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}`;
  const numbers = `${account}/IncomingPhoneNumbers`;

  const check = async (url: string, init: RequestInit = {}) =>
    (await checker.request(new Request(url, { headers: { authorization }, ...init }))).complaints;
  const post = (fields: Record<string, string>, url = `${numbers}.json`) =>
    check(url, { method: "POST", body: new URLSearchParams(fields) });

  test("has nothing to say of good requests", async () => {
    expect(await check(`${numbers}.json?PhoneNumber=%2B14155550100&Beta=true&PageSize=1`)).toEqual([]);
    expect(await post({ PhoneNumber: "+14155550100", VoiceMethod: "GET", VoiceUrl: "https://a.example/x" })).toEqual(
      [],
    );
    expect(await check(`${numbers}/${carrierId}.json`, { method: "DELETE" })).toEqual([]);
  });

  test.each([
    ["another product's host", "https://pricing.twilio.com/2010-04-01/Accounts/x/IncomingPhoneNumbers.json"],
    ["a host that is not Twilio's", `https://example.com/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`],
    ["a path without .json", numbers],
    ["a path of a newer version", "https://pricing.twilio.com/v9/PhoneNumbers/Countries/US"],
  ])("minds %s", async (_, url) => {
    const { origin, pathname } = new URL(url);
    expect(await check(url)).toEqual([`GET ${origin}${pathname} is unknown`]);
  });

  test("minds a method that the path lacks", async () => {
    expect(await check(`${numbers}/${carrierId}.json`, { method: "PUT" })).toEqual([
      `PUT ${numbers}/${carrierId}.json is unknown`,
    ]);
  });

  test("minds a misspelt parameter", async () => {
    expect(await check(`${numbers}.json?Phonenumber=%2B14155550100`)).toEqual(["query Phonenumber is not declared"]);
    expect(await post({ PhoneNumber: "+14155550100", VoiceURL: "https://a.example/" })).toEqual([
      "form VoiceURL is not declared",
    ]);
  });

  test.each([
    ["a page past the bound", `${numbers}.json?PageSize=1001`, 'query PageSize ["1001"] must be <= 1000'],
    ["a number that is none", `${numbers}.json?PageSize=many`, 'query PageSize ["many"] must be integer'],
    ["a flag that is none", `${numbers}.json?Beta=yes`, 'query Beta ["yes"] must be boolean'],
    ["a key sent twice", `${numbers}.json?Beta=true&Beta=true`, 'query Beta ["true","true"] must be boolean'],
    [
      "a number with a space for its plus",
      `${numbers}.json?PhoneNumber=+14155550100`,
      /must match format "phone-number"/,
    ],
    [
      "a country in small letters",
      `${account}/AvailablePhoneNumbers/us/Local.json`,
      /path CountryCode .* must match format/,
    ],
    ["another resource's id", `${numbers}/AC${"0".repeat(32)}.json`, /path Sid .* must match pattern/],
    ["an id that is too short", `${numbers}/PN0.json`, /path Sid .* must NOT have fewer than 34 characters/],
  ])("minds %s", async (_, url, complaint) => {
    const complaints = await check(url);
    expect(complaints).toContainEqual(complaint instanceof RegExp ? expect.stringMatching(complaint) : complaint);
  });

  test("minds bad values in a form", async () => {
    expect(await post({ VoiceMethod: "PUT" })).toContainEqual(
      expect.stringMatching(/form VoiceMethod .* allowed values/),
    );
    expect(await post({ VoiceUrl: "nowhere" })).toEqual(['form VoiceUrl ["nowhere"] must match format "uri"']);
    expect(await post({ TrunkSid: "" })).toContainEqual(expect.stringMatching(/form TrunkSid .* must match pattern/));
  });

  test("minds a body of another kind, and one where none belongs", async () => {
    const headers = { authorization, "content-type": "application/json" };
    expect(await check(`${numbers}.json`, { method: "POST", headers, body: "{}" })).toEqual([
      "content type application/json is not one of application/x-www-form-urlencoded",
    ]);
    expect(await check(`${numbers}/${carrierId}.json`, { method: "DELETE", headers, body: "{}" })).toEqual([
      "a body is not declared",
    ]);
  });

  test.each([
    ["none", {}],
    ["another scheme", { authorization: "Bearer 5a4d" }],
    ["no account", { authorization: `Basic ${btoa("somebody:token")}` }],
    ["no token", { authorization: `Basic ${btoa(`${accountSid}:`)}` }],
  ])("minds credentials: %s", async (_, headers) => {
    expect(await check(`${numbers}.json`, { headers })).toEqual(["authorization is not Basic account:token"]);
  });
});
