import { expect, test } from "vitest";
import { type NumberLine, numberLines, numbersInFile } from "../../src/console/pages/trunks/number-lines";
import { hostFields, type Preset, presetGateway, userFields } from "../../src/console/pages/trunks/preset-gateway";
import {
  emptyGateway,
  emptyTrunk,
  inFormat,
  needsCredentials,
  newTrunkBody,
  trunkChangeBody,
} from "../../src/console/pages/trunks/trunk-draft";

/** The rules of the console's pages of SIP trunks. */

const outcomes = (text: string, known: readonly string[] = []): [string, NumberLine["outcome"]][] =>
  numberLines(text, new Set(known)).map((line) => [line.text, line.outcome]);

test("each line of numbers says what will happen to it", () => {
  expect(
    outcomes("+49 30 901820\n\n+4930901820, (030) 901820\nabc\n+1 (415) 555-0123; +31201234567", ["+31201234567"]),
  ).toEqual([
    ["+4930901820", "add"],
    ["+4930901820", "repeated"],
    ["(030) 901820", "invalid"],
    ["abc", "invalid"],
    ["+14155550123", "add"],
    ["+31201234567", "known"],
  ]);
});

test("a CSV file gives the numbers of its column phone_number", () => {
  expect(numbersInFile('\uFEFFname;"phone_number"\r\nDesk;+4930901820\r\nNone;\r\nLine;\'+4930901821\r\n')).toBe(
    "+4930901820\n+4930901821",
  );
  expect(numbersInFile("number\n+4930901820")).toBeNull();
});

test("a number is shown as the carrier writes it", () => {
  expect(inFormat("+4930901820", { plus: true, strip: "", add: "" })).toBe("+4930901820");
  expect(inFormat("+4930901820", { plus: false, strip: "", add: "" })).toBe("4930901820");
  expect(inFormat("+4930901820", { plus: false, strip: "49", add: "0" })).toBe("030901820");
  expect(inFormat("+31201234567", { plus: false, strip: "49", add: "00" })).toBe("0031201234567");
});

const livekit: Preset = {
  id: "livekit",
  name: "LiveKit Cloud",
  uri: "sip:{user}@{subdomain}.sip.livekit.cloud;transport=tls",
  fields: [
    { name: "subdomain", label: "Subdomain", example: "5t4n6j0wnrl", hint: "In the settings." },
    { name: "user", label: "User", example: "+14155550123", hint: "A number." },
  ],
  credentials: true,
  notes: "",
  source: "https://docs.livekit.io/telephony/",
};

test("a preset asks for the blanks of its host, and leaves those of the user to the agent", () => {
  expect(hostFields(livekit).map(({ name }) => name)).toEqual(["subdomain"]);
  expect(userFields(livekit).map(({ name }) => name)).toEqual(["user"]);
  expect(presetGateway(livekit, { subdomain: " acme " })).toEqual({ host: "acme.sip.livekit.cloud", transport: "tls" });
  expect(presetGateway(livekit, {}).host).toBe("{subdomain}.sip.livekit.cloud");
  expect(presetGateway({ ...livekit, uri: "sip:{user}@sip.vapi.ai" }, {})).toEqual({
    host: "sip.vapi.ai",
    transport: "udp",
  });
});

test("a trunk is sent with the fields of its provider alone", () => {
  const gateway = { ...emptyGateway("1"), host: " sbc.example.net ", cidrs: "198.51.99.0/28\n203.0.113.7" };
  const draft = { ...emptyTrunk, name: "Carrier", accountId: "cac_1", numberSids: "PN1", gateways: [gateway] };
  const sent = {
    host: "sbc.example.net",
    port: null,
    transport: "tls",
    priority: 10,
    weight: 10,
    inbound: true,
    outbound: true,
    enabled: true,
    username: null,
    realm: null,
    allowed_cidrs: ["198.51.99.0/28", "203.0.113.7"],
  };
  const format = { plus: true, strip_prefix: "", add_prefix: "" };
  expect(newTrunkBody(draft)).toEqual({
    name: "Carrier",
    provider: "byoc",
    carrier_account_id: "cac_1",
    number_format: format,
    gateways: [sent],
  });
  expect(newTrunkBody({ ...draft, provider: "generic", secure: true, credentials: true })).toEqual({
    name: "Carrier",
    provider: "generic",
    number_format: format,
    gateways: [sent],
  });
  expect(newTrunkBody({ ...draft, provider: "twilio_elastic", takeOverSid: "TK1", secure: true })).toEqual({
    name: "Carrier",
    provider: "twilio_elastic",
    carrier_account_id: "cac_1",
    carrier_trunk_sid: "TK1",
    secure: true,
    number_sids: ["PN1"],
    disaster_recovery_url: null,
    gateways: [sent],
  });
});

test("a stored gateway keeps its id and its password, unless another is typed in", () => {
  const gateway = { ...emptyGateway("gwy_1"), id: "gwy_1", host: "sip.example.com", username: "pm", port: "5061" };
  const bodyOf = (password: string) =>
    trunkChangeBody({ ...emptyTrunk, gateways: [{ ...gateway, password }] }).gateways?.[0];
  expect(bodyOf("")).toMatchObject({ id: "gwy_1", username: "pm", port: 5_061 });
  expect(bodyOf("")).not.toHaveProperty("password");
  expect(bodyOf("horse")).toMatchObject({ password: "horse" });
});

test("the form shows the credentials that the API makes by default", () => {
  expect(needsCredentials(emptyTrunk)).toBe(true);
  expect(needsCredentials({ ...emptyTrunk, provider: "generic" })).toBe(false);
  expect(needsCredentials({ ...emptyTrunk, provider: "twilio_elastic", takeOverSid: "TK1" })).toBe(false);
  expect(needsCredentials({ ...emptyTrunk, credentials: false })).toBe(false);
});
