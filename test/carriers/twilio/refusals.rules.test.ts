import { describe, expect, test } from "vitest";
import { accountSid, json, lineThatSays, reads, refusal, writes } from "../line";

describe("when Twilio says no", () => {
  test.each([
    [401, 20003, "carrier_credentials_invalid"],
    [403, 20003, "carrier_credentials_invalid"],
    [403, 20005, "carrier_credentials_invalid"],
    [404, 20404, "not_found"],
    [400, 21421, "number_rejected"],
    [400, 21422, "number_unavailable"],
    [400, 21613, "address_required"],
    [400, 21615, "local_address_required"],
    [400, 21628, "address_rejected"],
    [400, 21629, "address_rejected"],
    [400, 21631, "address_required"],
    [400, 21649, "bundle_required"],
    [400, 21650, "identity_document_required"],
    [400, 21651, "bundle_rejected"],
    [400, 21404, "carrier_refused"],
    [403, 22300, "carrier_refused"],
    [404, 21452, "carrier_refused"],
    [409, 20409, "carrier_refused"],
    [400, 400, "carrier_refused"],
    [400, null, "carrier_refused"],
    [401, null, "carrier_credentials_invalid"],
    [401, 99999, "carrier_credentials_invalid"],
    [403, 403, "carrier_credentials_invalid"],
    [403, null, "carrier_credentials_invalid"],
    [404, 404, "not_found"],
    [404, null, "not_found"],
  ] as const)("%i with code %s is %s, asked once", async (status, carrierCode, code) => {
    const { carrier, sent } = lineThatSays([refusal(status, carrierCode, "Because.")]);
    const advice =
      carrierCode === 20005
        ? /suspended the platform's account/
        : /settings TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN\./;
    const message =
      code === "carrier_credentials_invalid"
        ? expect.stringMatching(new RegExp(`${advice.source}.* Twilio's words: Because\\.$`))
        : "Because.";
    expect(await writes.buy(carrier)).toEqual({ kind: "refused", code, carrierCode, message });
    expect(sent).toHaveLength(1);
  });

  test("a connected account's refused credentials are the tenant's to correct, and name no setting of the platform", async () => {
    const sid = `AC${"7".repeat(32)}`;
    const account = { id: "car_1", accountSid: sid, username: sid, password: "token", region: "us1" } as const;
    const { carrier } = lineThatSays([refusal(401, 20003, "Because.")], { account });
    const answer = await writes.buy(carrier);
    expect(answer).toMatchObject({ kind: "refused", code: "carrier_credentials_invalid" });
    expect(answer).toMatchObject({
      message: expect.stringMatching(/PATCH \/v1\/carrier-accounts.* words: Because\.$/),
    });
    expect(JSON.stringify(answer)).not.toMatch(/TWILIO_|platform/);
  });

  test("a suspended account is said to be suspended, not to have wrong credentials", async () => {
    const sid = `AC${"7".repeat(32)}`;
    const account = { id: "car_1", accountSid: sid, username: sid, password: "token", region: "us1" } as const;
    const { carrier } = lineThatSays([refusal(403, 20005, "Account not active")], { account });
    expect(await writes.buy(carrier)).toMatchObject({
      message: expect.stringMatching(/^Twilio has suspended the connected .*words: Account not active\.$/),
    });
  });

  test("an API key that lacks a permission is said to lack it, not to be wrong", async () => {
    const sid = `AC${"7".repeat(32)}`;
    const account = { id: "car_1", accountSid: sid, username: "SK1", password: "secret", region: "us1" } as const;
    const { carrier } = lineThatSays([refusal(401, 70051, "No permission to POST")], { account });
    const answer = await writes.buy(carrier);
    expect(answer).toMatchObject({ code: "carrier_credentials_invalid", carrierCode: 70051 });
    expect(answer).toMatchObject({
      message: expect.stringMatching(
        /^The API key of the connected .* lacks a permission: .*words: No permission to POST\.$/,
      ),
    });
  });

  test("reads are refused as finally as writes", async () => {
    for (const ask of Object.values(reads)) {
      const { carrier, sent } = lineThatSays([refusal(401, 20003)]);
      expect(await ask(carrier)).toMatchObject({ kind: "refused", code: "carrier_credentials_invalid" });
      expect(sent).toHaveLength(1);
    }
  });

  test.each([
    ["RFC 9457", { type: "t", title: "No", status: 400, code: 21422, detail: "Gone." }, 21422, "Gone."],
    ["a code in quotes", { code: "21422", message: "Gone.", status: 400 }, 21422, "Gone."],
    ["an empty message", { code: 21422, message: "", detail: "Gone." }, 21422, "Gone."],
    ["a message that is none", { code: 21422, message: { text: "Gone." } }, 21422, "Twilio answered 400."],
    ["a code that is none", { code: "x", message: "Gone." }, null, "Gone."],
  ])("it may say so as %s", async (_, body, carrierCode, message) => {
    const code = carrierCode === null ? "carrier_refused" : "number_unavailable";
    const { carrier } = lineThatSays([json(body, 400)]);
    expect(await writes.buy(carrier)).toEqual({ kind: "refused", code, carrierCode, message });
  });

  test.each([
    ["HTML", () => new Response("<html>", { status: 400, headers: { "content-type": "text/html" } })],
    ["nothing", () => new Response(null, { status: 400 })],
    ["an array", () => json([], 400)],
  ])("it may say so in %s", async (_, answer) => {
    const { carrier } = lineThatSays([answer()]);
    expect(await writes.buy(carrier)).toEqual({
      kind: "refused",
      code: "carrier_refused",
      carrierCode: null,
      message: "Twilio answered 400.",
    });
  });

  test("the platform's account is not in what it says", async () => {
    const message = `The requested resource /2010-04-01/Accounts/${accountSid}/X.json was not found`;
    const { carrier } = lineThatSays([refusal(404, 20404, message)]);
    expect(await writes.configure(carrier)).toMatchObject({
      message: "The requested resource /2010-04-01/Accounts/AC…/X.json was not found",
    });
  });
});
