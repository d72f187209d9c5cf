import { expect, test } from "vitest";
import { readCall, readFields, readIncomingMessage } from "#carriers/twilio/webhook";
import { parseParty } from "#kernel/values/party";

const form = (fields: Record<string, string>) => readFields(new URLSearchParams(fields));
const sid = `CA${"0".repeat(32)}`;

test("a voice webhook is read", () => {
  expect(readCall(form({ CallSid: sid, From: "+14158675310", CallStatus: "ringing", Unknown: "x" }))).toEqual({
    carrierId: sid,
    from: parseParty("+14158675310", "US"),
    status: "ringing",
    at: null,
    durationSeconds: null,
    sequence: null,
    leg: null,
  });
});

test("a status callback is read, with its instant, length and place in the order", () => {
  const fields = {
    CallSid: sid,
    From: "+14158675310",
    CallStatus: "no-answer",
    Timestamp: "Sun, 22 Nov 2026 10:00:00 +0000",
    CallDuration: "0",
    SequenceNumber: "3",
  };
  expect(readCall(form(fields))).toMatchObject({
    status: "no_answer",
    at: Date.UTC(2026, 10, 22, 10),
    durationSeconds: 0,
    sequence: 3,
  });
});

test.each([
  ["completed", "completed"],
  ["answered", "completed"],
  ["no-answer", "no_answer"],
  ["busy", "busy"],
  ["failed", "failed"],
  ["canceled", "canceled"],
])("a number that was dialled and ended as %s is told", (word, status) => {
  const { leg } = readCall(form({ CallSid: sid, DialCallStatus: word, DialCallDuration: "12" }));
  expect(leg).toEqual({ status, durationSeconds: 12 });
});

test("nonsense is nothing", () => {
  const fields = {
    CallSid: "'; --",
    CallStatus: "toString",
    Timestamp: "soon",
    CallDuration: "-1",
    SequenceNumber: "1e9",
  };
  expect(readCall(form(fields))).toEqual({
    carrierId: null,
    from: parseParty(""),
    status: null,
    at: null,
    durationSeconds: null,
    sequence: null,
    leg: null,
  });
});

test("a message is read with its attachments, as far as it has any", () => {
  const fields = {
    MessageSid: `MM${"0".repeat(32)}`,
    From: "+14158675310",
    To: "+15005550006",
    Body: "Look",
    NumMedia: "3",
    MediaUrl0: "https://api.twilio.com/a",
    MediaContentType0: "image/png",
    MediaUrl2: "https://api.twilio.com/c",
    NumSegments: "2",
    SmsStatus: "received",
  };
  expect(readIncomingMessage(form(fields))).toEqual({
    carrierId: fields.MessageSid,
    from: parseParty("+14158675310", "US"),
    to: "+15005550006",
    body: "Look",
    media: [
      { url: "https://api.twilio.com/a", type: "image/png" },
      { url: "https://api.twilio.com/c", type: "" },
    ],
    segments: 2,
    keyword: null,
    status: "received",
    errorCode: null,
  });
});

test.each([
  ["STOP", "stop"],
  [" stop ", "stop"],
  ["Unsubscribe", "stop"],
  ["HELP", "help"],
  ["START", "start"],
  ["please stop", null],
  ["Yes", null],
  ["toString", null],
])("the text %j is the keyword %j", (body, keyword) => {
  expect(readIncomingMessage(form({ Body: body })).keyword).toBe(keyword);
});

test("Twilio's own word for a keyword counts more than the text", () => {
  expect(readIncomingMessage(form({ Body: "Adios", OptOutType: "STOP" })).keyword).toBe("stop");
});

test("a message's delivery is read, with what went wrong", () => {
  const read = readIncomingMessage(
    form({ MessageSid: `SM${"1".repeat(32)}`, MessageStatus: "undelivered", ErrorCode: "30005" }),
  );
  expect(read).toMatchObject({ status: "undelivered", errorCode: 30005 });
});

test("the country of a caller is FromCountry, or else CallerCountry, or else the number's", () => {
  const countryOf = (fields: Record<string, string>) =>
    readCall(form({ From: "+12995550123", ...fields })).from.country;
  expect(countryOf({ FromCountry: "CA", CallerCountry: "US" })).toBe("CA");
  expect(countryOf({ FromCountry: "", CallerCountry: "CA" })).toBe("CA");
  expect(countryOf({})).toBe("US");
  expect(readIncomingMessage(form({ From: "72345", FromCountry: "CA" })).from).toEqual(parseParty("72345", "CA"));
});
