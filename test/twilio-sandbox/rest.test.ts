import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "./start.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control("POST", "/reset"));

const account = `/2010-04-01/Accounts/${accountSid}`;
const numbers = `${account}/IncomingPhoneNumbers.json`;
const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;

const problem = (status: number, code: number) => ({
  code,
  message: expect.any(String),
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

async function refusedWith(answer: Response, status: number, code: number) {
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual(problem(status, code));
}

describe("credentials", () => {
  test.each([
    ["none", undefined],
    ["a wrong token", `Basic ${btoa(`${accountSid}:x`)}`],
    ["a wrong account", `Basic ${btoa(`AC1:${authToken}`)}`],
    ["another scheme", `Bearer ${authToken}`],
  ])("%s: 401 with a challenge, on every host's paths", async (_, header) => {
    for (const path of [numbers, `${account}.json`, "/v1/PhoneNumbers/Countries", `${account}/Nothing.json`]) {
      const answer = await fetch(sandbox.origin + path, {
        headers: header === undefined ? {} : { authorization: header },
      });
      expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Twilio API"');
      await refusedWith(answer, 401, 20003);
    }
  });
});

describe("paths", () => {
  test.each([
    ["another account", `/2010-04-01/Accounts/AC${"9".repeat(32)}/IncomingPhoneNumbers.json`],
    ["another account itself", `/2010-04-01/Accounts/AC${"9".repeat(32)}.json`],
    ["a number nobody has", `${account}/IncomingPhoneNumbers/PN${"0".repeat(32)}.json`],
    ["a country without numbers", `${account}/AvailablePhoneNumbers/XX/Local.json`],
    ["a type the country lacks", `${account}/AvailablePhoneNumbers/US/Mobile.json`],
  ])("%s is not found", async (_, path) => {
    await refusedWith(await sandbox.rest(path), 404, 20404);
  });

  test.each([
    ["POST", `${account}/Calls.json`],
    ["GET", `${account}/Recordings.json`],
    ["DELETE", `${account}/Messages/SM${"0".repeat(32)}.json`],
    ["POST", "/v1/Services"],
    ["GET", "/v2/Services"],
    ["GET", "/v1/Flows"],
    ["GET", `${account}/IncomingPhoneNumbers`],
  ])("the sandbox says that it does not do %s %s", async (method, path) => {
    const answer = await sandbox.rest(path, { method, headers: { authorization } });
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({
      code: 20501,
      status: 501,
      message: expect.stringContaining(`The sandbox does not do this: ${method} ${path}.`),
    });
  });

  test("without .json the answer says what is missing", async () => {
    const answer = await sandbox.rest(`${account}/IncomingPhoneNumbers`);
    expect(await answer.text()).toContain("add .json");
  });

  test("PUT is no method", async () => {
    await refusedWith(await sandbox.rest(numbers, { method: "PUT", headers: { authorization } }), 405, 20004);
  });

  test("a body that cannot be read is refused as Twilio would", async () => {
    const headers = { authorization, "content-type": "multipart/form-data; boundary=x" };
    await refusedWith(await sandbox.rest(numbers, { method: "POST", body: "garbage", headers }), 400, 20001);
  });

  test("links lead back to the host that was asked", async () => {
    const answer = await sandbox.rest("/v1/PhoneNumbers/Countries?PageSize=1", { headers: { authorization } });
    const { meta } = await answer.json();
    expect(meta.next_page_url).toBe(
      `${sandbox.origin}/v1/PhoneNumbers/Countries?PageSize=1&Page=1&PageToken=PA${"1".padStart(32, "0")}`,
    );
    const answered = await sandbox.fromWorker("https://pricing.twilio.com/v1/PhoneNumbers/Countries?PageSize=1");
    expect("body" in answered && JSON.parse(answered.body).meta).toMatchObject({
      next_page_url: expect.stringMatching(/^https:\/\/pricing\.twilio\.com\/v1\/PhoneNumbers\/Countries\?/),
      key: "countries",
    });
  });
});

describe("answers", () => {
  test("carry Twilio's headers", async () => {
    const answer = await sandbox.rest(numbers);
    expect(answer.headers.get("twilio-request-id")).toMatch(/^RQ[0-9a-f]{32}$/);
    expect(answer.headers.get("twilio-concurrent-requests")).toBe("1");
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });

  test("a number just bought has its dates, its empty strings and its nulls as Twilio writes them", async () => {
    const answer = await post({ PhoneNumber: "+14155550142" });
    expect(answer.status).toBe(201);
    const number = await answer.json();
    expect(number).toEqual({
      sid: expect.stringMatching(/^PN[0-9a-f]{32}$/),
      account_sid: accountSid,
      phone_number: "+14155550142",
      friendly_name: "(415) 555-0142",
      type: "local",
      status: "in-use",
      origin: "twilio",
      beta: false,
      capabilities: { voice: true, sms: expect.any(Boolean), mms: expect.any(Boolean), fax: expect.any(Boolean) },
      address_requirements: "none",
      date_created: expect.stringMatching(
        /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/,
      ),
      date_updated: number.date_created,
      api_version: "2010-04-01",
      voice_url: "",
      voice_method: "POST",
      voice_fallback_url: "",
      voice_fallback_method: "POST",
      voice_caller_id_lookup: false,
      voice_application_sid: "",
      voice_receive_mode: "voice",
      sms_url: "",
      sms_method: "POST",
      sms_fallback_url: "",
      sms_fallback_method: "POST",
      sms_application_sid: "",
      status_callback: "",
      status_callback_method: "POST",
      trunk_sid: null,
      address_sid: null,
      bundle_sid: null,
      identity_sid: null,
      emergency_status: "Inactive",
      emergency_address_sid: null,
      emergency_address_status: "unregistered",
      uri: `${account}/IncomingPhoneNumbers/${number.sid}.json`,
    });
  });

  test("a search names the place in strings", async () => {
    const answer = await sandbox.rest(`${account}/AvailablePhoneNumbers/US/Local.json?InLocality=Hilo&PageSize=1`);
    expect(await answer.json()).toEqual({
      available_phone_numbers: [
        {
          phone_number: expect.stringMatching(/^\+1808[6-9]\d{6}$/),
          friendly_name: expect.stringMatching(/^\(808\) [6-9]\d\d-\d{4}$/),
          locality: "Hilo",
          region: "HI",
          postal_code: "96720",
          rate_center: "HILO",
          lata: "834",
          latitude: "19.720000",
          longitude: "-155.090000",
          iso_country: "US",
          address_requirements: "none",
          beta: false,
          capabilities: { voice: true, sms: expect.any(Boolean), mms: expect.any(Boolean), fax: expect.any(Boolean) },
        },
      ],
      uri: `${account}/AvailablePhoneNumbers/US/Local.json`,
    });
  });

  test.each([
    ["nothing asked", "", 30],
    ["a thousand asked", "?PageSize=1000", 1000],
  ])("a search with %s gives that many distinct numbers", async (_, query, count) => {
    const answer = await sandbox.rest(`${account}/AvailablePhoneNumbers/US/Local.json${query}`);
    const { available_phone_numbers: found } = await answer.json();
    expect(new Set(found.map((each: { phone_number: string }) => each.phone_number)).size).toBe(count);
  });
});

describe("parameters", () => {
  test.each([
    ["PageSize past the bound", `${numbers}?PageSize=1001`, 20007],
    ["a PageToken that is none", `${numbers}?PageToken=PAfoo`, 21481],
    ["a search past the bound", `${account}/AvailablePhoneNumbers/US/Local.json?PageSize=1001`, 20007],
    ["a pattern of one character", `${account}/AvailablePhoneNumbers/US/Local.json?Contains=5`, 20422],
    ["an area code of two digits", `${account}/AvailablePhoneNumbers/US/Local.json?AreaCode=41`, 21451],
    ["a distance past the bound", `${account}/AvailablePhoneNumbers/US/Local.json?Distance=501`, 20422],
    ["a point that is none", `${account}/AvailablePhoneNumbers/US/Local.json?NearLatLong=here`, 20422],
  ])("%s is refused", async (_, path, code) => {
    await refusedWith(await sandbox.rest(path), 400, code);
  });

  test("PageSize at the bound is taken", async () => {
    const answer = await sandbox.rest(`${numbers}?PageSize=1000`);
    expect(await answer.json()).toMatchObject({ page_size: 1000, next_page_uri: null, previous_page_uri: null });
  });

  test("a repeated parameter and an unknown one do no harm", async () => {
    const body =
      "PhoneNumber=%2B14155550143&StatusCallbackEvent=a&StatusCallbackEvent=b&VoiceMethod=GET&VoiceMethod=POST&Typo=1";
    const answer = await sandbox.rest(numbers, {
      method: "POST",
      body,
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ phone_number: "+14155550143", voice_method: "POST" });
  });

  test("an empty purchase says what it lacks, and AreaCode is for the base path only", async () => {
    await refusedWith(await sandbox.rest(numbers, { method: "POST", headers: { authorization } }), 400, 400);
    await refusedWith(await post({ AreaCode: "415" }, `${account}/IncomingPhoneNumbers/Local.json`), 400, 21457);
  });

  test("a number cannot be moved to an account that does not exist", async () => {
    const { uri } = await (await post({ PhoneNumber: "+14155550144" })).json();
    await refusedWith(await post({ AccountSid: `AC${"9".repeat(32)}` }, uri), 400, 21470);
    expect((await post({ AccountSid: accountSid }, uri)).status).toBe(200);
  });
});

function post(fields: Record<string, string>, path = numbers): Promise<Response> {
  return sandbox.rest(path, { method: "POST", body: new URLSearchParams(fields), headers: { authorization } });
}
