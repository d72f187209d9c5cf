import { describe, expect, test } from "vitest";
import { noDocuments } from "#kernel/ports/carrier";
import {
  accountSid,
  carrierId,
  e164,
  incoming,
  json,
  lineThatSays,
  page,
  papers,
  reads,
  refusal,
  setup,
  writes,
} from "../line";

const nothing = { voice: false, sms: false, mms: false, fax: false };

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
    expect(await carrier.buy(e164, setup, noDocuments)).toMatchObject({ kind: "unknown" });
  });
});

describe("papers", () => {
  test("go with a purchase, and are left out where there are none", async () => {
    const { carrier, sent } = lineThatSays([json(incoming(), 201), json(incoming(), 201)]);
    await carrier.buy(e164, setup, papers);
    await carrier.buy(e164, setup, noDocuments);
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
    expect(await carrier.buy(e164, setup, noDocuments)).toMatchObject({ code: without, carrierCode: code });
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

describe("fetchOwned", () => {
  const fetchOwned = (answer: Response) => reads.fetchOwned(lineThatSays([answer]).carrier);

  test("asks for the number by itself, and answers it", async () => {
    const line = lineThatSays([json(incoming({ voice_url: "https://a.example/voice" }))]);
    const found = { carrierId, e164, voiceUrl: "https://a.example/voice" };
    expect(await reads.fetchOwned(line.carrier)).toMatchObject({ kind: "ok", value: found });
    const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${carrierId}.json`;
    expect(line.sent.map(({ url }) => url)).toEqual([`https://api.twilio.com${path}`]);
  });

  test("answers null when Twilio says that there is none, not when a proxy does", async () => {
    expect(await fetchOwned(refusal(404, 20404))).toEqual({ kind: "ok", value: null });
    expect(await fetchOwned(new Response("<html>", { status: 404 }))).toMatchObject({ kind: "refused" });
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

  test("asks for pages of 500, then for what Twilio's own link says, word for word", async () => {
    const link = `${path}?PageSize=500&Page=1&PageToken=PA1`;
    const line = lineThatSays([json({ ...page(incoming()), next_page_uri: link }), json(page())]);
    const first = await line.carrier.listOwned(null);
    if (first.kind !== "ok") throw new Error(first.kind);
    expect(await line.carrier.listOwned(first.value.next)).toEqual({ kind: "ok", value: { numbers: [], next: null } });
    expect(line.sent.map(({ url }) => url)).toEqual([
      `https://api.twilio.com${path}?PageSize=500`,
      `https://api.twilio.com${link}`,
    ]);
  });

  test("a link that leads elsewhere or nowhere new is not followed, and proves no end of the list", async () => {
    for (const link of ["https://evil.example.com/x", "/2010-04-01/Accounts/AC2/IncomingPhoneNumbers.json?Page=1"]) {
      expect(await list(link)).toMatchObject({ kind: "unknown" });
    }
    expect(await list(`${path}?Page=1`, "Page=1")).toMatchObject({ kind: "unknown" });
  });

  test("shows where calls and messages go, and since when the number is ours", async () => {
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
