import { describe, expect, test } from "vitest";
import { MAX_PAGES } from "#carriers/twilio/read-complete-list";
import { carrierId, incoming, json, lineThatSays, meta, page, papers, refusal, senderGroup } from "../line";

describe("the papers of a number", () => {
  const papersOf = async (different: Record<string, unknown>) => {
    const listed = await lineThatSays([json(page(incoming(different)))]).carrier.listOwned(null);
    return listed.kind === "ok" ? listed.value.numbers[0]?.documents : listed;
  };

  test("are told in our words", async () => {
    const expectedStates = {
      address_requirements: "local",
      address_sid: papers.addressSid,
      bundle_sid: papers.bundleSid,
      emergency_status: "Active",
      emergency_address_status: "registration-failure",
    };
    expect(await papersOf(expectedStates)).toEqual({
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

  test("of several campaigns the best counts; without one, and for a deleted service, no number is registered", async () => {
    expect(await group(campaigns("FAILED", "VERIFIED"), numbers.clone())).toMatchObject({
      value: { state: "registered" },
    });
    const noNumbers = { kind: "ok", value: { state: "none", carrierIds: [] } };
    expect(await group(campaigns())).toEqual(noNumbers);
    expect(await group(refusal(404, 20404))).toEqual(noNumbers);
    expect(await group(campaigns("VERIFIED"), refusal(404, 20404))).toEqual(noNumbers);
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

  test("bundles have the status that Twilio reports; without any to ask for nothing is sent", async () => {
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
