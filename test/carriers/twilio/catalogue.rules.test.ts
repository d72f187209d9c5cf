import { describe, expect, test } from "vitest";
import type { NumberSearch } from "#kernel/ports/carrier";
import { accountSid, e164, json, lineThatSays, reads, refusal } from "../line";

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
