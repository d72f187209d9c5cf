import { describe, expect, test } from "vitest";
import { callTwiml } from "#carriers/twilio/twiml";
import { readConfig } from "#kernel/values/config";
import { platformFallback } from "#traffic/inbound/platform-fallback";

const call = { called: "", resultUrl: null, parameters: {} };

test("a number is dialled, and any other text is spoken", () => {
  expect(callTwiml(platformFallback("+14155550100"), call)).toContain("<Number>+14155550100</Number></Dial>");
  expect(callTwiml(platformFallback("Back at 9 & on."), call)).toContain("<Say>Back at 9 &amp; on.</Say>");
});

describe("the settings of the doors", () => {
  const given = {
    PUBLIC_ORIGIN: "https://pm.example.com",
    KEY_ENVIRONMENT: "test",
    ADMIN_TOKEN: "admin-token-of-the-test-suite",
    TWILIO_ACCOUNT_SID: "AC00000000000000000000000000005a4d",
    TWILIO_AUTH_TOKEN: "first",
    SECRETS_KEY: btoa("k".repeat(32)),
  };
  const read = (more: object) => readConfig({ ...given, ...more });

  test("are one token and an apology unless they say otherwise", () => {
    const config = { webhookTokens: ["first"], inboundFallback: expect.stringContaining("cannot take your call") };
    expect(read({})).toMatchObject({ config });
    expect(read({ TWILIO_AUTH_TOKEN_SECONDARY: "", INBOUND_FALLBACK: "" })).toMatchObject({ config });
  });

  test("are two tokens while one is changed, and a fallback of one's own", () => {
    const more = { TWILIO_AUTH_TOKEN_SECONDARY: "second", INBOUND_FALLBACK: "+14155550100" };
    const config = { webhookTokens: ["first", "second"], inboundFallback: "+14155550100" };
    expect(read(more)).toMatchObject({ config });
  });

  test.each([
    [{ INBOUND_FALLBACK: "+1415" }, "INBOUND_FALLBACK must be a valid number in E.164, or a message."],
    [{ INBOUND_FALLBACK: "x".repeat(501) }, "INBOUND_FALLBACK must have at most 500 characters."],
    [{ TWILIO_AUTH_TOKEN_SECONDARY: "a b" }, "TWILIO_AUTH_TOKEN_SECONDARY must be printable ASCII without spaces."],
  ])("%j is told", (more, problem) => {
    expect(read(more)).toEqual({ problems: [problem] });
  });
});
