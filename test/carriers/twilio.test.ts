import { describe, expect, test } from "vitest";
import { MAX_PAGES } from "../../src/carriers/twilio-compliance";
import { type NumberSearch, noPapers } from "../../src/kernel/ports";
import {
  accountSid,
  carrierId,
  e164,
  incoming,
  json,
  lineThatSays,
  meta,
  page,
  papers,
  reads,
  refusal,
  senderGroup,
  setup,
  writes,
} from "./line";

const nothing = { voice: false, sms: false, mms: false, fax: false };

describe("search", () => {
  const offered = (different: Record<string, unknown> = {}) => ({
    friendly_name: "(415) 555-0100",
    phone_number: e164,
    lata: "722",
    locality: "San Francisco",
    rate_center: "SNFC CNTRL",
    latitude: "37.780000",
    longitude: "-122.420000",
    region: "CA",
    postal_code: "94103",
    iso_country: "US",
    address_requirements: "none",
    beta: false,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    ...different,
  });
  const search = (body: unknown, different: Partial<NumberSearch> = {}) =>
    lineThatSays([json(body)]).carrier.search({
      country: "US",
      type: "local",
      limit: 5,
      capabilities: [],
      ...different,
    });
  const first = async (different: Record<string, unknown>) => {
    const found = await search({ available_phone_numbers: [offered(different)] });
    return found.kind === "ok" ? found.value[0] : expect.unreachable();
  };

  test("answers the numbers in our words, from a page without paging fields", async () => {
    expect(await search({ available_phone_numbers: [offered()], uri: "/x" })).toEqual({
      kind: "ok",
      value: [
        {
          e164,
          country: "US",
          locality: "San Francisco",
          region: "CA",
          postalCode: "94103",
          rateCenter: "SNFC CNTRL",
          capabilities: { voice: true, sms: true, mms: true, fax: false },
          addressRequirement: "none",
        },
      ],
    });
  });

  test("an empty text is none, as is one that is missing", async () => {
    const bare = { locality: null, region: null, postalCode: null, rateCenter: null, country: "US" };
    expect(await first({ locality: "", region: "", postal_code: "", rate_center: "", iso_country: "" })).toMatchObject(
      bare,
    );
    const left = { locality: null, region: undefined, postal_code: null, rate_center: undefined, iso_country: null };
    expect(await first(left)).toMatchObject(bare);
  });

  test.each([
    ["in capitals", { voice: true, SMS: true, MMS: true }, { ...nothing, voice: true, sms: true, mms: true }],
    [
      "each in capitals",
      { Voice: true, SMS: false, MMS: true, Fax: true },
      { ...nothing, voice: true, mms: true, fax: true },
    ],
    ["null", { voice: null, sms: true }, { ...nothing, sms: true }],
    ["unheard of", { voice: true, telepathy: true }, { ...nothing, voice: true }],
    ["not flags", { voice: "true", sms: 1 }, nothing],
    ["left out", undefined, nothing],
    ["null altogether", null, nothing],
  ])("capabilities may be %s", async (_, capabilities, expected) => {
    expect((await first({ capabilities }))?.capabilities).toEqual(expected);
  });

  test.each([
    ["none", "none"],
    ["any", "any"],
    ["local", "local"],
    ["foreign", "foreign"],
    ["Local", "local"],
    ["lunar", "any"],
    ["", "none"],
    [null, "none"],
    [undefined, "none"],
  ])("address requirement %s is %s", async (address_requirements, expected) => {
    expect((await first({ address_requirements }))?.addressRequirement).toBe(expected);
  });

  test("of a type that the country lacks says so, without the account's path", async () => {
    const { carrier } = lineThatSays([refusal(404, 20404, "The requested resource was not found")]);
    expect(await carrier.search({ country: "US", type: "mobile", limit: 5, capabilities: [] })).toEqual({
      kind: "refused",
      code: "number_type_unavailable",
      carrierCode: 20404,
      message: "Twilio has no mobile numbers in US.",
    });
  });

  test("that a proxy cannot find says nothing of the type", async () => {
    const { carrier } = lineThatSays([new Response("nginx", { status: 404 })]);
    expect(await reads.search(carrier)).toMatchObject({ kind: "refused", code: "not_found", carrierCode: null });
  });

  test.each([
    ["local", "/AvailablePhoneNumbers/GB/Local.json"],
    ["mobile", "/AvailablePhoneNumbers/GB/Mobile.json"],
    ["toll_free", "/AvailablePhoneNumbers/GB/TollFree.json"],
  ] as const)("of %s numbers has a path of its own", async (type, path) => {
    const { carrier, sent } = lineThatSays([json({ available_phone_numbers: [] })]);
    await carrier.search({ country: "GB", type, limit: 5, capabilities: [] });
    expect(new URL(sent[0]?.url ?? "").pathname).toBe(`/2010-04-01/Accounts/${accountSid}${path}`);
  });
});

describe("countries", () => {
  test("have the types that their links name, in one order", async () => {
    const uri = "/2010-04-01/x.json";
    const countries = [
      { country_code: "GB", country: "United Kingdom", subresource_uris: { toll_free: uri, mobile: uri, local: uri } },
      { country_code: "DE", country: "Germany", subresource_uris: { local: uri, national: uri } },
      { country_code: "XK", country: "", subresource_uris: null },
    ];
    expect(await lineThatSays([json({ countries })]).carrier.countries()).toEqual({
      kind: "ok",
      value: [
        { country: "GB", name: "United Kingdom", types: ["local", "mobile", "toll_free"] },
        { country: "DE", name: "Germany", types: ["local"] },
        { country: "XK", name: "XK", types: [] },
      ],
    });
  });
});

describe("prices", () => {
  const prices = (phone_number_prices: unknown, price_unit: unknown = "USD") =>
    lineThatSays([
      json({ country: "United States", iso_country: "US", price_unit, phone_number_prices }),
    ]).carrier.prices("US");

  test.each([
    ["local", "local"],
    ["mobile", "mobile"],
    ["toll free", "toll_free"],
    ["tollfree", "toll_free"],
    ["toll_free", "toll_free"],
    ["toll-free", "toll_free"],
    ["Toll Free", "toll_free"],
    ["TollFree", "toll_free"],
  ])("%s numbers", async (number_type, type) => {
    expect(await prices([{ number_type, base_price: "1.15", current_price: "1.00" }])).toEqual({
      kind: "ok",
      value: { [type]: { amount: "1.00", currency: "USD" } },
    });
  });

  test.each([
    ["the current price, not the base", { base_price: "1.15", current_price: "1.00" }, "1.00"],
    ["the base price for want of another", { base_price: "1.15" }, "1.15"],
    ["the base price when the other is null", { base_price: "1.15", current_price: null }, "1.15"],
    ["the base price when the other is empty", { base_price: "1.15", current_price: "" }, "1.15"],
    ["a number", { base_price: 1.15, current_price: 1 }, "1"],
    ["nothing at all", { base_price: "0", current_price: 0 }, "0"],
  ])("%s", async (_, price, amount) => {
    expect(await prices([{ number_type: "local", ...price }])).toEqual({
      kind: "ok",
      value: { local: { amount, currency: "USD" } },
    });
  });

  test.each([
    ["a type that we do not sell", [{ number_type: "national", current_price: "1.00" }]],
    ["a type without a name", [{ number_type: null, current_price: "1.00" }]],
    ["a price that is none", [{ number_type: "local", current_price: "free", base_price: "" }]],
    ["no prices", []],
    ["prices that are null", null],
  ])("%s is left out", async (_, listed) => {
    expect(await prices(listed)).toEqual({ kind: "ok", value: {} });
  });

  test.each([
    ["usd", "USD"],
    ["eur", "EUR"],
    ["", "USD"],
    [null, "USD"],
  ])("in currency %s are in %s", async (unit, currency) => {
    expect(await prices([{ number_type: "local", current_price: "1.00" }], unit)).toMatchObject({
      value: { local: { currency } },
    });
  });
});

describe("buy and configure", () => {
  const sold = {
    carrierId,
    e164,
    label: "pm:oi_1",
    country: null,
    type: "local",
    capabilities: { ...nothing, voice: true, sms: true },
  };

  test("answer the number as the carrier's books have it", async () => {
    expect(await writes.buy(lineThatSays([json(incoming(), 201)]).carrier)).toEqual({ kind: "ok", value: sold });
    expect(await writes.configure(lineThatSays([json(incoming())]).carrier)).toEqual({ kind: "ok", value: sold });
  });

  test("believe a purchase that says little more than its id", async () => {
    const { carrier } = lineThatSays([json({ sid: carrierId, phone_number: e164 }, 201)]);
    expect(await writes.buy(carrier)).toEqual({
      kind: "ok",
      value: { carrierId, e164, label: "", country: null, type: null, capabilities: nothing },
    });
  });

  test.each([
    ["local", "local"],
    ["mobile", "mobile"],
    ["tollfree", "toll_free"],
    ["toll-free", "toll_free"],
    ["national", null],
    ["", null],
    [null, null],
  ])("type %s is %s", async (type, expected) => {
    const bought = await writes.buy(lineThatSays([json(incoming({ type }), 201)]).carrier);
    expect(bought).toMatchObject({ kind: "ok", value: { type: expected } });
  });

  test.each([
    ["another kind of id", { sid: "AC0123456789abcdef0123456789abcdef" }],
    ["an id that would lead elsewhere", { sid: "PN/../../Accounts" }],
    ["no id", { sid: null }],
    ["no number", { phone_number: null }],
    ["another number", { phone_number: "+14155550199" }],
  ])("a sale with %s is in doubt", async (_, different) => {
    const { carrier } = lineThatSays([json(incoming(different), 201)]);
    expect(await carrier.buy(e164, setup, noPapers)).toMatchObject({ kind: "unknown" });
  });
});

describe("papers", () => {
  test("go with a purchase, and are left out where there are none", async () => {
    const { carrier, sent } = lineThatSays([json(incoming(), 201), json(incoming(), 201)]);
    await carrier.buy(e164, setup, papers);
    await carrier.buy(e164, setup, noPapers);
    const forms = await Promise.all(sent.map(async (request) => new URLSearchParams(await request.text())));
    expect(forms.map((form) => [form.get("AddressSid"), form.get("BundleSid")])).toEqual([
      [papers.addressSid, papers.bundleSid],
      [null, null],
    ]);
  });

  test.each([
    [21631, "address_required", "address_rejected"],
    [21649, "bundle_required", "bundle_rejected"],
    [21615, "local_address_required", "local_address_required"],
    [21650, "identity_document_required", "identity_document_required"],
  ])("a refusal %i without them is %s, and with them %s", async (code, without, withThem) => {
    const { carrier } = lineThatSays([refusal(400, code), refusal(400, code)]);
    expect(await carrier.buy(e164, setup, noPapers)).toMatchObject({ code: without, carrierCode: code });
    expect(await carrier.buy(e164, setup, papers)).toMatchObject({ code: withThem, carrierCode: code });
  });

  test("an address has a country, and one that is not there is null", async () => {
    const address = (answer: Response) => lineThatSays([answer]).carrier.address(papers.addressSid);
    expect(await address(json({ sid: papers.addressSid, iso_country: "DE" }))).toEqual({
      kind: "ok",
      value: { sid: papers.addressSid, country: "DE" },
    });
    expect(await address(refusal(404, 20404))).toEqual({ kind: "ok", value: null });
    expect(await address(new Response("nginx", { status: 404 }))).toMatchObject({ kind: "refused" });
  });

  test.each([
    ["twilio-approved", "approved"],
    ["pending-review", "pending_review"],
    ["twilio-rejected", "rejected"],
    ["provisionally-approved", "provisionally_approved"],
  ])("a bundle that is %s is %s", async (status, ours) => {
    const { carrier, sent } = lineThatSays([json({ results: [{ sid: papers.bundleSid, status }] })]);
    expect(await carrier.bundle(papers.bundleSid, { country: "DE", type: "toll_free" })).toEqual({
      kind: "ok",
      value: { sid: papers.bundleSid, status: ours },
    });
    expect(Object.fromEntries(new URL(sent[0]?.url ?? "").searchParams)).toEqual({
      BundleSids: papers.bundleSid,
      IsoCountry: "DE",
      NumberType: "toll-free",
    });
  });

  test("a bundle is null when none is listed, or another", async () => {
    const bundle = (results: unknown[]) => lineThatSays([json({ results })]).carrier.bundle(papers.bundleSid);
    expect(await bundle([])).toEqual({ kind: "ok", value: null });
    expect(await bundle([{ sid: `BU${"9".repeat(32)}`, status: "twilio-approved" }])).toEqual({
      kind: "ok",
      value: null,
    });
  });
});

describe("regulations", () => {
  const regulations = (requirements: unknown) =>
    lineThatSays([
      json({ results: [{ sid: "RN1", friendly_name: "DE: Local", end_user_type: "business", requirements }] }),
    ]).carrier.regulations("DE", "local");
  const bare = { id: "RN1", name: "DE: Local", endUser: "business", information: [], documents: [] };

  test("are told in our words, from groups of documents and from documents alike", async () => {
    const field = { machine_name: "first_name", friendly_name: "First Name", description: "Of the person" };
    const proof = {
      name: "Address",
      requirement_name: "proof_of_address",
      description: "Where it is",
      accepted_documents: [{ name: "Validation", type: "address", fields: ["address_sids"] }],
    };
    const bill = { name: "", requirement_name: "bill", description: null, accepted_documents: null };
    const found = await regulations({
      end_user: [{ fields: ["first_name"], detailed_fields: [field] }],
      supporting_document: [[proof], bill],
    });
    expect(found).toEqual({
      kind: "ok",
      value: [
        {
          ...bare,
          information: [{ name: "first_name", label: "First Name", description: "Of the person" }],
          documents: [
            {
              name: "proof_of_address",
              label: "Address",
              description: "Where it is",
              accepted: [
                {
                  name: "address",
                  label: "Validation",
                  fields: [{ name: "address_sids", label: "address_sids", description: null }],
                },
              ],
            },
            { name: "bill", label: "bill", description: null, accepted: [] },
          ],
        },
      ],
    });
  });

  test.each([[null], [undefined], [{}], [{ end_user: null, supporting_document: null }]])(
    "with requirements %j ask for nothing",
    async (requirements) => {
      expect(await regulations(requirements)).toEqual({ kind: "ok", value: [bare] });
    },
  );
});

describe("findOwned", () => {
  const find = (body: unknown) => lineThatSays([json(body)]).carrier.findOwned(e164);

  test("answers the number", async () => {
    expect(await find(page(incoming()))).toMatchObject({ kind: "ok", value: { carrierId, e164, label: "pm:oi_1" } });
  });

  test("answers null when there is none", async () => {
    expect(await find(page())).toEqual({ kind: "ok", value: null });
  });

  test("is not taken in by numbers that only contain it", async () => {
    const longer = incoming({ phone_number: `${e164}1` });
    const other = incoming({ phone_number: "+914155550100" });
    expect(await find(page(longer, other))).toEqual({ kind: "ok", value: null });
    expect(await find(page(longer, other, incoming()))).toMatchObject({ kind: "ok", value: { e164 } });
  });

  test("does not say no while there are matches it has not seen", async () => {
    const unfinished = { ...page(incoming({ phone_number: `${e164}1` })), next_page_uri: "/2010-04-01/x?Page=1" };
    expect(await find(unfinished)).toMatchObject({ kind: "unknown" });
    const found = { ...unfinished, incoming_phone_numbers: [incoming()] };
    expect(await find(found)).toMatchObject({ kind: "ok", value: { e164 } });
  });

  test("a 404 is not a no", async () => {
    expect(await reads.findOwned(lineThatSays([refusal(404, 20404)]).carrier)).toMatchObject({ kind: "refused" });
  });
});

describe("release", () => {
  const release = (answer: Response) => writes.release(lineThatSays([answer]).carrier);

  test("is done when Twilio says so, also when it was done before", async () => {
    expect(await release(new Response(null, { status: 204 }))).toEqual({ kind: "ok", value: null });
    expect(await release(refusal(404, 20404))).toEqual({ kind: "ok", value: null });
  });

  test("is not done because a proxy finds nothing, or because Twilio refuses", async () => {
    expect(await release(new Response("<html>", { status: 404 }))).toMatchObject({ kind: "refused" });
    expect(await release(refusal(400, 21634))).toMatchObject({ kind: "refused", carrierCode: 21634 });
  });
});

describe("listOwned", () => {
  const list = (link: string | null, asked: string | null = null) =>
    lineThatSays([json({ incoming_phone_numbers: [incoming()], next_page_uri: link })]).carrier.listOwned(asked);
  const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`;

  test("asks for pages of the largest size, then for what Twilio's own link says, word for word", async () => {
    const link = `${path}?PageSize=1000&Page=1&PageToken=PA1`;
    const line = lineThatSays([json({ ...page(incoming()), next_page_uri: link }), json(page())]);
    const first = await line.carrier.listOwned(null);
    if (first.kind !== "ok") throw new Error(first.kind);
    expect(await line.carrier.listOwned(first.value.next)).toEqual({ kind: "ok", value: { numbers: [], next: null } });
    expect(line.sent.map(({ url }) => url)).toEqual([
      `https://api.twilio.com${path}?PageSize=1000`,
      `https://api.twilio.com${link}`,
    ]);
  });

  test("a link that leads elsewhere or nowhere new is not followed, and proves no end of the list", async () => {
    for (const link of ["https://evil.example.com/x", "/2010-04-01/Accounts/AC2/IncomingPhoneNumbers.json?Page=1"]) {
      expect(await list(link)).toMatchObject({ kind: "unknown" });
    }
    expect(await list(`${path}?Page=1`, "Page=1")).toMatchObject({ kind: "unknown" });
  });

  test("tells where calls and messages go, and since when the number is ours", async () => {
    const number = incoming({
      date_created: "Thu, 30 Jul 2015 23:19:04 +0000",
      voice_url: "https://a.example/voice",
      trunk_sid: "TK1",
      sms_application_sid: "",
    });
    expect(await lineThatSays([json(page(number))]).carrier.listOwned(null)).toMatchObject({
      value: {
        numbers: [
          {
            boughtAt: Date.UTC(2015, 6, 30, 23, 19, 4),
            voiceUrl: "https://a.example/voice",
            voiceStatusUrl: "",
            smsUrl: "",
            voiceApplication: null,
            smsApplication: null,
            trunk: "TK1",
          },
        ],
      },
    });
    const undated = await lineThatSays([json(page(incoming({ date_created: "soon" })))]).carrier.listOwned(null);
    expect(undated).toMatchObject({ value: { numbers: [{ boughtAt: null }] } });
  });
});

describe("the papers of a number", () => {
  const papersOf = async (different: Record<string, unknown>) => {
    const listed = await lineThatSays([json(page(incoming(different)))]).carrier.listOwned(null);
    return listed.kind === "ok" ? listed.value.numbers[0]?.papers : listed;
  };

  test("are told in our words", async () => {
    const told = {
      address_requirements: "local",
      address_sid: papers.addressSid,
      bundle_sid: papers.bundleSid,
      emergency_status: "Active",
      emergency_address_status: "registration-failure",
    };
    expect(await papersOf(told)).toEqual({
      ...papers,
      addressRequirement: "local",
      emergencyCalling: true,
      emergencyAddress: "registration_failure",
    });
  });

  test("are not known where nothing, or something new, is said", async () => {
    const nothing = {
      addressRequirement: "none",
      addressSid: null,
      bundleSid: null,
      emergencyCalling: null,
      emergencyAddress: null,
    };
    expect(await papersOf({})).toEqual(nothing);
    expect(await papersOf({ emergency_address_status: "on-hold", address_sid: "" })).toEqual(nothing);
  });
});

describe("lists that are whole or no answer", () => {
  const services = (sids: string[], next: string | null = null) =>
    json({ meta: meta(next), services: sids.map((sid) => ({ sid })) });
  const link = "https://messaging.twilio.com/v1/Services?PageSize=1000&Page=1&PageToken=PA1";

  test("are followed to their end, by the query of Twilio's own links and on the host that was asked", async () => {
    const line = lineThatSays([services(["MG1"], link), services(["MG2"])], { baseUrl: "http://127.0.0.1:4010" });
    expect(await line.carrier.senderGroups()).toEqual({ kind: "ok", value: ["MG1", "MG2"] });
    expect(line.sent.map(({ url }) => url)).toEqual([
      "http://127.0.0.1:4010/v1/Services?PageSize=1000",
      "http://127.0.0.1:4010/v1/Services?PageSize=1000&Page=1&PageToken=PA1",
    ]);
  });

  test.each([
    ["a page that cannot be had", () => refusal(403, 20003)],
    ["a link that leads where we are", () => services(["MG2"], link)],
    ["an envelope without a word of what follows", () => json({ services: [] })],
  ])("are no answer with %s", async (_, second) => {
    const line = lineThatSays([services(["MG1"], link), second(), second(), second()]);
    expect((await line.carrier.senderGroups()).kind).not.toBe("ok");
  });

  test("are no answer with a link that leads to another list, which is not followed", async () => {
    const line = lineThatSays([services(["MG1"], "https://messaging.twilio.com/v1/Other?Page=2"), services([])]);
    expect(await line.carrier.senderGroups()).toMatchObject({ kind: "unknown" });
    expect(line.sent).toHaveLength(1);
  });

  test("are no answer when they go on for ever", async () => {
    const pages = Array.from({ length: MAX_PAGES + 1 }, (_, at) =>
      services([`MG${at}`], `https://messaging.twilio.com/v1/Services?Page=${at + 1}`),
    );
    const line = lineThatSays(pages);
    expect(await line.carrier.senderGroups()).toMatchObject({ kind: "unknown" });
    expect(line.sent).toHaveLength(MAX_PAGES);
  });
});

describe("registrations", () => {
  const campaigns = (...statuses: string[]) =>
    json({ meta: meta(), compliance: statuses.map((campaign_status) => ({ campaign_status })) });
  const numbers = json({ meta: meta(), phone_numbers: [{ sid: carrierId }] });
  const group = (...said: Response[]) => lineThatSays(said).carrier.senderGroup(senderGroup);

  test.each([
    ["VERIFIED", "registered"],
    ["PENDING", "pending"],
    ["IN_PROGRESS", "pending"],
    ["FAILED", "rejected"],
    ["SUSPENDED", "rejected"],
    ["ON_THE_MOON", "unknown"],
  ])("a campaign that is %s is %s", async (status, state) => {
    expect(await group(campaigns(status), numbers.clone())).toEqual({
      kind: "ok",
      value: { state, carrierIds: [carrierId] },
    });
  });

  test("of several campaigns the best counts; without one, and of a service that is gone, nobody is registered", async () => {
    expect(await group(campaigns("FAILED", "VERIFIED"), numbers.clone())).toMatchObject({
      value: { state: "registered" },
    });
    const nobody = { kind: "ok", value: { state: "none", carrierIds: [] } };
    expect(await group(campaigns())).toEqual(nobody);
    expect(await group(refusal(404, 20404))).toEqual(nobody);
    expect(await group(campaigns("VERIFIED"), refusal(404, 20404))).toEqual(nobody);
    expect(await group(refusal(404, null))).toMatchObject({ kind: "refused" });
  });

  test("of a toll-free number's verifications the best counts", async () => {
    const verification = (sid: string | null, status: string) => ({ tollfree_phone_number_sid: sid, status });
    const said = [
      verification("PN1", "TWILIO_REJECTED"),
      verification("PN1", "IN_REVIEW"),
      verification("PN2", "TWILIO_APPROVED"),
      verification(null, "TWILIO_APPROVED"),
    ];
    const line = lineThatSays([json({ meta: meta(), verifications: said })]);
    expect(await line.carrier.tollFreeVerifications()).toEqual({
      kind: "ok",
      value: [
        { carrierId: "PN1", state: "pending" },
        { carrierId: "PN2", state: "registered" },
      ],
    });
  });

  test("bundles stand as they are told to; without any to ask for nothing is sent", async () => {
    const results = [
      { sid: papers.bundleSid, status: "twilio-approved", valid_until: "2026-12-01T00:00:00Z" },
      { sid: "BU9", status: "twilio-rejected", valid_until: null },
    ];
    const line = lineThatSays([json({ meta: meta(), results })]);
    expect(await line.carrier.bundles([papers.bundleSid, "BU8"])).toEqual({
      kind: "ok",
      value: [{ sid: papers.bundleSid, status: "approved", validUntil: Date.UTC(2026, 11, 1) }],
    });
    expect(new URL(line.sent[0]?.url ?? "").searchParams.get("BundleSids")).toBe(`${papers.bundleSid},BU8`);
    expect(await lineThatSays([]).carrier.bundles([])).toEqual({ kind: "ok", value: [] });
  });
});
