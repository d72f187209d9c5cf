import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readTwiml } from "#twilio-sandbox/traffic/markup";
import { eventually } from "../support/eventually";
import { authToken, type RunningSandbox, startSandbox } from "./start.ts";

/** Calls and messages that the sandbox places: what a customer's server gets, and what comes of its answers. */

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly fields: Record<string, string>;
}

/** A customer's server: answers each path with a document, and remembers what it was asked. */
const documents = new Map<string, string | number>();
const received: Received[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { url = "", headers } = request;
    received.push({
      path: url,
      headers,
      fields: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
    });
    const document = documents.get(url.split("?")[0] ?? "") ?? 204;
    if (typeof document === "number") response.writeHead(document).end();
    else response.writeHead(200, { "content-type": "text/xml" }).end(document);
  });
});

const to = "+14155550170";
let sandbox: RunningSandbox;
let origin: string;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  documents.clear();
  received.length = 0;
  await sandbox.control("POST", "/reset");
  await sandbox.control("POST", "/numbers", {
    phone_number: to,
    voice_url: `${origin}/voice?n=1#rc=2`,
    voice_fallback_url: `${origin}/fallback`,
    status_callback: `${origin}/status`,
    sms_url: `${origin}/sms`,
  });
});

const place = async (what: "calls" | "messages", order: object = {}) => {
  const answer = await sandbox.control("POST", `/${what}`, { to, ...order });
  expect(answer.status).toBe(200);
  return await answer.json();
};
const respond = (path: string, verbs: string) =>
  documents.set(path, `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`);
const paths = () => received.map(({ path }) => path);
const statuses = () => received.filter(({ path }) => path === "/status").map(({ fields }) => fields.CallStatus);

test("every webhook is signed as the official SDK expects, for the URL without its fragment", async () => {
  respond("/voice", `<Dial action="${origin}/result?leg=1">+14155550100</Dial>`);
  await place("calls", { callbacks: ["initiated", "ringing", "answered", "completed"] });
  await place("messages", { body: "héllo wörld + ☎ & more", media: [{ url: "https://a.example/1.jpg" }] });
  expect(received.length).toBe(7);
  for (const { path, headers, fields } of received) {
    const signature = String(headers["x-twilio-signature"]);
    expect(twilio.validateRequest(authToken, signature, origin + path, fields), path).toBe(true);
    expect(twilio.validateRequest(authToken, signature, origin + path, { ...fields, From: "+1900" }), path).toBe(false);
    expect(headers["i-twilio-idempotency-token"]).toMatch(/^[0-9a-f-]{36}$/);
  }
});

describe("a call", () => {
  test("that is put through and taken is completed, with the length of the talk", async () => {
    respond("/voice", `<Dial answerOnBridge="true" action="/result"><Number>+14155550100</Number></Dial>`);
    respond("/result", "<Hangup/>");
    const call = await place("calls", { dials: [{ status: "completed", seconds: 61 }] });
    expect(call).toMatchObject({
      call_sid: expect.stringMatching(/^CA\w{32}$/),
      status: "completed",
      duration_seconds: 61,
    });
    expect(paths()).toEqual(["/voice?n=1", "/result", "/status"]);
    expect(received[0]?.fields).toMatchObject({
      CallSid: call.call_sid,
      CallStatus: "ringing",
      To: to,
      Direction: "inbound",
    });
    expect(received[1]?.fields).toMatchObject({
      DialCallStatus: "completed",
      DialCallDuration: "61",
      CallStatus: "in-progress",
    });
    expect(received[2]?.fields).toMatchObject({
      CallStatus: "completed",
      CallDuration: "61",
      Duration: "2",
      SequenceNumber: "0",
    });
    expect(call.steps.map(({ kind, name, verb }: Record<string, string>) => `${kind} ${name ?? verb}`)).toEqual([
      "webhook voice",
      "verb Dial",
      "webhook dial action",
      "verb Hangup",
      "webhook status completed",
    ]);
  });

  test("has the places of its numbers, and the country that was asked for", async () => {
    respond("/voice", "<Hangup/>");
    respond("/sms", "<Response/>");
    await place("calls", { from: "+12122345678" });
    expect(received[0]?.fields).toMatchObject({
      FromCity: "NEW YORK",
      FromState: "NY",
      FromZip: "10001",
      FromCountry: "US",
      CallerCountry: "US",
      ToCity: "SAN FRANCISCO",
      ToCountry: "US",
      CalledCountry: "US",
    });
    for (const [order, country] of [
      [{ from: "+442079460000" }, "GB"],
      [{ from: "+443212345678" }, "GB"],
      [{ from: "sip:alice@example.com" }, ""],
      [{ from: "+12122345678", from_country: "CA" }, "CA"],
      [{ from: "+12122345678", from_country: "" }, ""],
    ] as const) {
      for (const kind of ["calls", "messages"] as const) {
        received.length = 0;
        await place(kind, order);
        expect(received[0]?.fields, JSON.stringify(order)).toMatchObject({ FromCity: "", FromCountry: country });
      }
    }
  });

  test("that is not answered follows the action's TwiML, each dial with its own result", async () => {
    respond("/voice", `<Dial answerOnBridge="true" action="/result">+14155550100</Dial>`);
    respond("/result", "<Dial>+14155550101</Dial><Say>Bye</Say>");
    const call = await place("calls", { dials: [{ status: "no-answer" }, { status: "completed", seconds: 5 }] });
    expect(received[1]?.fields).toMatchObject({ DialCallStatus: "no-answer", CallStatus: "ringing" });
    expect(call).toMatchObject({ status: "completed", duration_seconds: 8 });
  });

  test.each([
    ["<Reject/>", "no-answer"],
    [`<Reject reason="busy"/>`, "busy"],
    ["<Hangup/>", "no-answer"],
    ["<Say>Hello</Say>", "completed"],
    [`<Connect><Stream url="wss://agent.example/s"/></Connect>`, "completed"],
    ["<Nonsense/>", "failed"],
    ["<Say>Broken</Say", "failed"],
    ["<Redirect>/voice</Redirect>", "failed"],
  ])("answered with %s ends as %s", async (verbs, status) => {
    respond("/voice", verbs);
    expect(await place("calls")).toMatchObject({ status });
    expect(statuses()).toEqual([status]);
  });

  test("whose server fails is answered by the fallback URL, which gets the reason", async () => {
    documents.set("/voice", 500);
    respond("/fallback", "<Say>Sorry</Say>");
    expect(await place("calls")).toMatchObject({ status: "completed" });
    expect(received[1]?.fields).toMatchObject({ ErrorCode: "11200" });
  });

  test("sends its webhooks in any order, twice and late, always the same for the same seed", async () => {
    respond("/voice", "<Say>Hello</Say>");
    const callbacks = ["initiated", "ringing", "answered", "completed"];
    const webhooksOf = async (order: object) => {
      received.length = 0;
      await place("calls", { callbacks, ...order });
      return statuses();
    };
    const inOrder = ["initiated", "ringing", "in-progress", "completed"];
    expect(await webhooksOf({})).toEqual(inOrder);
    expect(await webhooksOf({ order: "reversed" })).toEqual(inOrder.toReversed());
    const shuffled = await webhooksOf({ order: "shuffled", seed: 7, repeat: 1 });
    expect(shuffled.toSorted()).toEqual([...inOrder, ...inOrder].sort());
    expect(shuffled).not.toEqual(inOrder.flatMap((status) => [status, status]));
    expect(await webhooksOf({ order: "shuffled", seed: 7, repeat: 1 })).toEqual(shuffled);
    const tokens = received.map(({ headers }) => headers["i-twilio-idempotency-token"]);
    expect(new Set(tokens).size).toBe(5);
    const begun = performance.now();
    await webhooksOf({ late_ms: 300 });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(300);
  });

  test("to a number that the account does not have, or that has no URL, is refused", async () => {
    await sandbox.control("POST", "/numbers", { phone_number: "+14155550171" });
    for (const what of ["calls", "messages"]) {
      expect((await sandbox.control("POST", `/${what}`, { to: "+14155550172" })).status).toBe(404);
      expect((await sandbox.control("POST", `/${what}`, { to: "+14155550171" })).status).toBe(409);
      expect((await sandbox.control("POST", `/${what}`, { to, typo: 1 })).status).toBe(400);
    }
  });
});

test("a message is sent, and the status of its reply is reported to the action", async () => {
  respond("/sms", `<Message to="+14155550188" action="/sent"><Body>Hi &amp; bye</Body></Message>`);
  const { message_sid, steps } = await place("messages", {
    body: "Hello",
    statuses: ["sent", "undelivered"],
    order: "reversed",
  });
  expect(received[0]?.fields).toMatchObject({ MessageSid: message_sid, Body: "Hello", SmsStatus: "received", To: to });
  expect(steps[1]).toEqual({ kind: "verb", verb: "Message", detail: "to +14155550188: Hi & bye" });
  expect(received.slice(1).map(({ fields }) => [fields.MessageStatus, fields.ErrorCode, fields.From])).toEqual([
    ["undelivered", "30005", to],
    ["sent", undefined, to],
  ]);
});

test("a message that a client sends is reported to its callback", async () => {
  const statusCallback = `${origin}/sent`;
  const { sid, status } = await sandbox.client.messages.create({
    from: to,
    to: "+14155550188",
    body: "Hi",
    statusCallback,
  });
  expect(status).toBe("queued");
  await eventually(() =>
    expect(received.map(({ path, fields }) => [path, fields.MessageSid, fields.MessageStatus])).toEqual([
      ["/sent", sid, "sent"],
      ["/sent", sid, "delivered"],
    ]),
  );
});

test("messages can be fetched and listed after they were sent or received, with the status that they have got", async () => {
  const { messages } = sandbox.client;
  respond("/sms", "<Message>Yes, until six.</Message>");
  const { message_sid } = await place("messages", { body: "Open?", statuses: ["sent", "undelivered"] });
  expect(await messages(message_sid).fetch()).toMatchObject({
    direction: "inbound",
    status: "received",
    body: "Open?",
  });
  const { sid } = await messages.create({ from: to, to: "+14155550188", body: "Hi" });
  await eventually(async () => expect((await messages(sid).fetch()).status).toBe("delivered"));
  const all = await messages.list();
  expect(all.map(({ direction, status, errorCode }) => [direction, status, errorCode])).toEqual([
    ["outbound-api", "delivered", null],
    ["outbound-reply", "undelivered", 30005],
    ["inbound", "received", null],
  ]);
  expect((await messages.list({ to: "+14155550188" })).map((message) => message.sid)).toEqual([sid]);
  expect((await messages.list({ from: "+14155550199" })).map((message) => message.sid)).toEqual([message_sid]);
  expect(await messages.list({ pageSize: 1 })).toHaveLength(3);
  await expect(messages(`SM${"0".repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
});

test.each([
  ["from a number of somebody else", { from: "+14155550171" }, 21606],
  ["to a number that is none", { to: "+1" }, 21211],
  ["without anything in it", { body: "" }, 21602],
  ["that is too long", { body: "x".repeat(1_601) }, 21617],
  ["with too much in it", { mediaUrl: Array.from({ length: 11 }, () => "https://example.com/a") }, 21623],
])("a message %s is refused", async (_, change, code) => {
  const message = { from: to, to: "+14155550188", body: "Hi", ...change };
  await expect(sandbox.client.messages.create(message)).rejects.toMatchObject({ status: 400, code });
});

describe("TwiML", () => {
  test("is read, references and attributes resolved", () => {
    const source = `<?xml version="1.0"?><!-- x --><Response>\n<Dial action='/a?b=1&amp;c=&quot;' timeout = "5"><Number>+1&#xD;&#65;</Number></Dial><Hangup/></Response>\n`;
    expect(readTwiml(source)).toEqual([
      {
        name: "Dial",
        attributes: { action: '/a?b=1&c="', timeout: "5" },
        text: "",
        children: [{ name: "Number", attributes: {}, children: [], text: "+1\rA" }],
      },
      { name: "Hangup", attributes: {}, children: [], text: "" },
    ]);
  });

  test.each([
    "",
    "<Response>",
    "<Response></Respons>",
    "<Response/><Response/>",
    "<Say/>",
    "text",
    "<Response>a & b</Response>",
    "<Response>&nbsp;</Response>",
    `<Response><Dial a="1" a="2"/></Response>`,
    `<Response><Dial a="<"/></Response>`,
    "<Response></Response></Response>",
  ])("%j is none", (source) => {
    expect(readTwiml(source)).toBeNull();
  });

  test("whatever the official SDK writes is read as it was meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (message, name) => {
        const response = new twilio.twiml.VoiceResponse();
        response.say({ language: name as "en-US" }, message);
        const [said] = readTwiml(response.toString()) ?? [];
        expect(said).toMatchObject({ name: "Say", text: message, attributes: name === "" ? {} : { language: name } });
      }),
    );
  });
});
