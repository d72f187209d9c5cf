import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "./start.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ CONCURRENCY_LIMIT: "5" });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control("POST", "/reset"));

const json = async (answer: Promise<Response>) => (await answer).json();

describe("numbers behind the platform's back", () => {
  test("one is put in as it is described, and cannot be put in twice", async () => {
    const wanted = { phone_number: "+14155550160", friendly_name: "stray", voice_url: "https://elsewhere.example/" };
    const added = await sandbox.control("POST", "/numbers", wanted);
    expect(added.status).toBe(201);
    expect(await added.json()).toMatchObject({ ...wanted, sms_url: "", type: "local" });
    expect((await sandbox.control("POST", "/numbers", wanted)).status).toBe(409);
    expect(await json(sandbox.control("GET", "/purchases"))).toEqual({
      phone_number: null,
      new_purchases: 0,
      updates: 0,
    });
    const [listed] = await sandbox.client.incomingPhoneNumbers.list();
    expect(listed).toMatchObject({ phoneNumber: "+14155550160", friendlyName: "stray" });
  });

  test("one is taken out, once", async () => {
    await sandbox.control("POST", "/numbers", { phone_number: "+14155550160" });
    expect((await sandbox.control("DELETE", "/numbers/%2B14155550160")).status).toBe(204);
    expect((await sandbox.control("DELETE", "/numbers/+14155550160")).status).toBe(404);
    expect(await sandbox.client.incomingPhoneNumbers.list()).toEqual([]);
  });

  test("twenty thousand are put in at once and paged through, and a search finds what it found before", async () => {
    const search = async () =>
      (await sandbox.client.availablePhoneNumbers("US").local.list({ limit: 100 })).map((each) => each.phoneNumber);
    const before = await search();
    const added = await json(sandbox.control("POST", "/numbers", { count: 20_000 }));
    expect(added.added).toBe(20_000);
    expect(new Set(added.phone_numbers).size).toBe(20_000);
    const listed = await sandbox.client.incomingPhoneNumbers.list({ pageSize: 1000 });
    expect(new Set(listed.map((each) => each.phoneNumber))).toEqual(new Set(added.phone_numbers));
    expect(await search()).toEqual(before);
    expect((await json(sandbox.control("GET", "/state?limit=1"))).counts.numbers).toBe(20_000);
  });

  test("a number that another customer bought is neither found nor sold", async () => {
    const [first] = await sandbox.client.availablePhoneNumbers("GB").local.list({ limit: 1 });
    const phone_number = first?.phoneNumber ?? "";
    await sandbox.control("POST", "/gone", { phone_number });
    const found = await sandbox.client.availablePhoneNumbers("GB").local.list({ limit: 10 });
    expect(found.map((each) => each.phoneNumber)).not.toContain(phone_number);
    const purchase = sandbox.client.incomingPhoneNumbers.create({ phoneNumber: phone_number });
    await expect(purchase).rejects.toMatchObject({ code: 21422 });
  });
});

describe("documents and registrations", () => {
  const made = async (path: string, body: object, status = 201) => {
    const answer = await sandbox.control("POST", path, body);
    expect(answer.status, await answer.clone().text()).toBe(status);
    return await answer.json();
  };

  test("a number just bought has no emergency address; the API registers one, a person may say anything else", async () => {
    const bought = await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550160" });
    expect(bought).toMatchObject({ emergencyStatus: "Inactive", emergencyAddressStatus: "unregistered" });
    const address = await made("/addresses", { iso_country: "US" });
    const change = { emergencyAddressSid: address.sid, emergencyStatus: "Active" } as const;
    const registered = await sandbox.client.incomingPhoneNumbers(bought.sid).update(change);
    expect(registered).toMatchObject({ emergencyStatus: "Active", emergencyAddressStatus: "registered" });
    const shown = { emergency_address_status: "registration-failure", address_sid: address.sid };
    expect(await made("/numbers/+14155550160", shown, 200)).toMatchObject({ ...shown, emergency_status: "Active" });
    expect(await sandbox.client.incomingPhoneNumbers(bought.sid).fetch()).toMatchObject({ addressSid: address.sid });
    await made("/numbers/+14155550161", shown, 404);
    await made("/numbers/+14155550160", { voice_url: "https://a.example/" }, 400);
  });

  test("a bundle gets a verdict and an end, each without the other", async () => {
    const { sid } = await made("/bundles", { iso_country: "DE", number_type: "local" });
    const valid_until = "2027-01-01T00:00:00Z";
    expect(await made(`/bundles/${sid}`, { valid_until }, 200)).toMatchObject({
      status: "twilio-approved",
      valid_until,
    });
    const rejected = { status: "twilio-rejected" };
    expect(await made(`/bundles/${sid}`, rejected, 200)).toMatchObject({ ...rejected, valid_until });
    expect(await made(`/bundles/${sid}`, { valid_until: null }, 200)).toMatchObject({ ...rejected, valid_until: null });
  });

  test("a number is in one messaging service at a time, and leaves it with the account", async () => {
    await sandbox.control("POST", "/numbers", { phone_number: "+14155550160" });
    const one = await made("/messaging-services", { campaign_status: "VERIFIED", phone_numbers: ["+14155550160"] });
    expect(one.us_app_to_person_registered).toBe(true);
    const numbersOf = async (sid: string) =>
      (await sandbox.client.messaging.v1.services(sid).phoneNumbers.list()).map(({ phoneNumber }) => phoneNumber);
    expect(await numbersOf(one.sid)).toEqual(["+14155550160"]);
    const other = await made("/messaging-services", {});
    await made(`/messaging-services/${other.sid}`, { phone_numbers: ["+14155550160"], campaign_status: "FAILED" }, 200);
    expect([await numbersOf(one.sid), await numbersOf(other.sid)]).toEqual([[], ["+14155550160"]]);
    const [campaign] = await sandbox.client.messaging.v1.services(other.sid).usAppToPerson.list();
    expect(campaign).toMatchObject({ campaignStatus: "FAILED", errors: [{ error_code: 30908 }] });
    await sandbox.control("DELETE", "/numbers/+14155550160");
    expect(await numbersOf(other.sid)).toEqual([]);
    expect((await sandbox.control("DELETE", `/messaging-services/${other.sid}`)).status).toBe(204);
    expect((await sandbox.client.messaging.v1.services.list()).map(({ sid }) => sid)).toEqual([one.sid]);
    await made("/messaging-services", { phone_numbers: ["+14155550169"] }, 404);
  });

  test("a toll-free number of the account is verified, or not; other numbers cannot be", async () => {
    await sandbox.control("POST", "/numbers", { phone_number: "+18335550160" });
    const { sid, status } = await made("/toll-free-verifications", { phone_number: "+18335550160" });
    expect(status).toBe("PENDING_REVIEW");
    await made(`/toll-free-verifications/${sid}`, { status: "TWILIO_REJECTED" }, 200);
    const [listed] = await sandbox.client.messaging.v1.tollfreeVerifications.list();
    expect(listed).toMatchObject({ status: "TWILIO_REJECTED", editAllowed: true, tollfreePhoneNumber: "+18335550160" });
    await sandbox.control("POST", "/numbers", { phone_number: "+14155550160" });
    await made("/toll-free-verifications", { phone_number: "+14155550160" }, 409);
    expect((await sandbox.control("DELETE", `/toll-free-verifications/${sid}`)).status).toBe(204);
    expect((await sandbox.control("DELETE", `/toll-free-verifications/${sid}`)).status).toBe(404);
    expect(await sandbox.client.messaging.v1.tollfreeVerifications.list()).toEqual([]);
  });
});

describe("recorded requests", () => {
  test("requests are listed as they came, with their form", async () => {
    await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550161", voiceUrl: "https://a.example/" });
    await expect(sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "33" })).rejects.toMatchObject({
      code: 21421,
    });
    await sandbox.client.incomingPhoneNumbers.list({ phoneNumber: "+14155550161" });
    const { requests } = await json(sandbox.control("GET", "/requests"));
    expect(requests).toMatchObject([
      {
        operation: "buy",
        method: "POST",
        phone_number: "+14155550161",
        body: { PhoneNumber: "+14155550161", VoiceUrl: "https://a.example/" },
        status: 201,
        outcome: "answered",
        fault: null,
      },
      { operation: "buy", phone_number: "33", status: 400 },
      { operation: "list", path: expect.stringContaining("?PhoneNumber=%2B14155550161"), body: {}, status: 200 },
    ]);
    const bought = await json(sandbox.control("GET", "/requests?operation=buy&phone_number=%2B14155550161"));
    expect(bought.requests).toHaveLength(1);
    expect((await json(sandbox.control("GET", "/requests?limit=1"))).requests).toMatchObject([{ operation: "list" }]);
  });

  test("the state has the numbers and the counts", async () => {
    await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550162", friendlyName: "a" });
    await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550162", friendlyName: "b" });
    expect(await json(sandbox.control("GET", "/state"))).toMatchObject({
      numbers: [{ phone_number: "+14155550162", friendly_name: "b" }],
      counts: {
        numbers: 1,
        new_purchases: 1,
        updates_by_purchase: 1,
        buys_by_number: { "+14155550162": 1 },
        requests: { buy: 2 },
        in_flight: 0,
        max_concurrency: 1,
      },
    });
  });

  test("a number released and bought again was paid for twice", async () => {
    for (let round = 0; round < 2; round++) {
      const { sid } = await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550163" });
      await sandbox.client.incomingPhoneNumbers(sid).remove();
    }
    const { counts } = await json(sandbox.control("GET", "/state"));
    expect(counts.buys_by_number).toEqual({ "+14155550163": 2 });
  });

  test("reset forgets all of it", async () => {
    await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550164" });
    await sandbox.control("POST", "/gone", { phone_number: "+14155550165" });
    await sandbox.control("POST", "/faults", { kind: "slow" });
    expect((await sandbox.control("POST", "/reset")).status).toBe(204);
    expect(await json(sandbox.control("GET", "/state"))).toMatchObject({
      numbers: [],
      counts: { numbers: 0, new_purchases: 0, buys_by_number: {}, requests: {}, max_concurrency: 0 },
    });
    expect(await json(sandbox.control("GET", "/faults"))).toEqual({ faults: [] });
    expect(await json(sandbox.control("GET", "/requests"))).toEqual({ requests: [] });
    await sandbox.client.incomingPhoneNumbers.create({ phoneNumber: "+14155550165" });
  });
});

describe("the limit on concurrency", () => {
  test("lets as many through as it says and refuses the rest with 429", async () => {
    await sandbox.control("POST", "/faults", { kind: "slow", times: -1, delay_ms: 1000 });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        sandbox.client.incomingPhoneNumbers.list().then(
          () => 200,
          (error: { status: number; code: number }) => `${error.status} ${error.code}`,
        ),
      ),
    );
    expect(outcomes.filter((each) => each === 200)).toHaveLength(5);
    expect(outcomes.filter((each) => each === "429 20429")).toHaveLength(7);
    const { counts } = await json(sandbox.control("GET", "/state"));
    expect(counts.in_flight).toBe(0);
    expect(counts.max_concurrency).toBeGreaterThanOrEqual(6);
  });
});

describe("the control surface itself", () => {
  test("lists itself", async () => {
    const listing = await json(sandbox.control("GET", ""));
    expect(Object.keys(listing.controls)).toContain("POST /sandbox/faults");
    expect(Object.keys(listing.faults)).toHaveLength(11);
  });

  test.each([
    ["POST", "/numbers", { phone_number: "33" }, 400],
    ["POST", "/numbers", { phone_number: "+14155550166", typo: 1 }, 400],
    ["POST", "/numbers", { count: 0 }, 400],
    ["POST", "/numbers", { count: 1, country: "XX" }, 400],
    ["POST", "/gone", { phone_number: "x" }, 400],
    ["POST", "/gone", undefined, 400],
    ["POST", "/addresses", { iso_country: "Germany" }, 400],
    ["POST", "/bundles", { iso_country: "US", number_type: "local" }, 400],
    ["POST", "/bundles/BU0", { status: "twilio-approved" }, 404],
    ["GET", "/state?limit=many", undefined, 400],
    ["GET", "/requests?operation=nonsense", undefined, 400],
    ["GET", "/purchases?phone_number=1", undefined, 400],
    ["GET", "/nothing", undefined, 404],
  ])("%s %s %j is refused, clearly", async (method, path, body, status) => {
    const answer = await sandbox.control(method, path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: { status, message: expect.stringMatching(/\w+/) } });
  });
});

describe("receivers of the platform's webhooks", () => {
  const send = (body: string) =>
    fetch(`${sandbox.origin}/sandbox/receiver/mine`, { method: "POST", body, headers: { "webhook-id": "evt_1" } });
  const setAnswer = (answer: object) => sandbox.control("POST", "/receivers/mine/answers", answer);

  test("one accepts every request, answers 204 by default, and lists them", async () => {
    expect((await send("first")).status).toBe(204);
    await setAnswer({ status: 503, body: "busy", headers: { "retry-after": "7" }, times: 2 });
    await setAnswer({ status: 410, contains: "third" });
    const answers = [await send("second"), await send("third"), await send("third"), await send("fourth")];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 410, 204]);
    expect(answers[0]?.headers.get("retry-after")).toBe("7");
    expect(await answers[0]?.text()).toBe("busy");
    const { requests } = await json(sandbox.control("GET", "/receivers/mine"));
    expect(requests.map(({ body }: { body: string }) => body)).toEqual(["first", "second", "third", "third", "fourth"]);
    expect(requests[0]).toMatchObject({ at: expect.any(String), headers: { "webhook-id": "evt_1" } });
    expect(await json(sandbox.control("GET", "/receivers/other"))).toEqual({ requests: [] });
  });

  test("one can break the connection, keep one waiting, and be let off", async () => {
    await setAnswer({ breaks: true, times: -1 });
    await expect(send("x").then((answer) => answer.text())).rejects.toThrow();
    expect((await sandbox.control("DELETE", "/receivers/mine/answers")).status).toBe(204);
    await setAnswer({ delay_ms: 200 });
    const begun = performance.now();
    expect((await send("y")).status).toBe(204);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(190);
    expect((await setAnswer({ status: 99 })).status).toBe(400);
  });
});
