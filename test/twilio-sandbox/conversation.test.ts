import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AgentServer, type Message, startAgentServer } from "./agent-server.ts";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "./start.ts";

/** Calls to agents with a WebSocket: the sandbox opens it and speaks Media Streams or ConversationRelay. */

const to = "+14155550170";
let sandbox: RunningSandbox;
let agent: AgentServer;
let origin: string;
let twiml = "";
const actions: Record<string, string>[] = [];
const streamEvents: Record<string, string>[] = [];

/** The customer's TwiML server. */
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    if (request.url === "/action") actions.push(fields);
    if (request.url === "/stream") streamEvents.push(fields);
    const verbs = request.url === "/voice" ? twiml : "<Say>Nobody answered.</Say>";
    response.writeHead(200, { "content-type": "text/xml" }).end(`<Response>${verbs}</Response>`);
  });
});

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
  actions.length = 0;
  streamEvents.length = 0;
  agent = await startAgentServer();
  await sandbox.control("POST", "/reset");
  await sandbox.control("POST", "/numbers", { phone_number: to, voice_url: `${origin}/voice` });
  return agent.stop;
});

/** A caller who says nothing and waits for the agent: where the agent ends the call, however slow the machine is. */
const silent = { turns: [], silence_seconds: 60, longest_seconds: 600 };

/** The transcript of a call, once all that was sent to the agent has arrived there. */
const call = async (order: object = {}): Promise<Message> => {
  const answer = await sandbox.control("POST", "/calls", { to, speed: 10, callbacks: [], ...order });
  expect(answer.status).toBe(200);
  await agent.closed();
  return await answer.json();
};
const conversationOf = ({ steps }: Message): Message => steps.find(({ kind }: Message) => kind === "conversation");
const verbsOf = ({ steps }: Message): string[] => steps.flatMap(({ verb }: Message) => verb ?? []);
const eventsOf = (transcript: Message): string[] =>
  conversationOf(transcript).entries.map(({ from, event }: Message) => `${from} ${event}`);
const mulaw = (bytes: number, value = 0x55): string => Buffer.alloc(bytes, value).toString("base64");

describe("Media Streams", () => {
  const connectStream = (noun = "") => {
    twiml = `<Connect action="/action"><Stream url="${agent.url}/media">${noun}</Stream></Connect>`;
  };
  beforeEach(() => connectStream());

  test("the messages have Twilio's form, order and numbers, and the handshake is signed", async () => {
    connectStream(`<Parameter name="persona" value="desk"/><Parameter name="from" value="+1"/>`);
    const transcript = await call({ caller: { turns: [{ digits: "5", says: "Hi" }], silence_seconds: 0.2 } });
    const [connected, start, ...rest] = agent.received;
    expect(connected).toEqual({ event: "connected", protocol: "Call", version: "1.0.0" });
    const { streamSid } = start;
    expect(start).toEqual({
      event: "start",
      sequenceNumber: "1",
      streamSid: expect.stringMatching(/^MZ[0-9a-f]{32}$/),
      start: {
        accountSid,
        streamSid,
        callSid: transcript.call_sid,
        tracks: ["inbound"],
        mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
        customParameters: { persona: "desk", from: "+1" },
      },
    });
    expect(rest.map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual(rest.map((_, at) => at + 2));
    expect(new Set(rest.map((message) => message.streamSid))).toEqual(new Set([streamSid]));
    const media = rest.filter(({ event }) => event === "media");
    for (const [at, { media: frame }] of media.entries()) {
      expect(frame).toMatchObject({ track: "inbound", chunk: String(at + 1), timestamp: String(at * 20) });
      expect(Buffer.from(frame.payload, "base64")).toHaveLength(160);
    }
    expect(rest.find(({ event }) => event === "dtmf")).toMatchObject({ dtmf: { track: "inbound_track", digit: "5" } });
    expect(rest.at(-1)).toMatchObject({ event: "stop", stop: { accountSid, callSid: transcript.call_sid } });

    const signature = String(agent.requests[0]?.headers["x-twilio-signature"]);
    expect(twilio.validateRequest(authToken, signature, `${agent.url}/media`, {})).toBe(true);
    expect(twilio.validateRequest(authToken, signature, `${agent.url}/other`, {})).toBe(false);
  });

  test("the caller says the recording, then hangs up when nobody answers; the action is asked for the last time", async () => {
    const transcript = await call({ caller: { silence_seconds: 0.5 } });
    const conversation = conversationOf(transcript);
    expect(conversation).toMatchObject({ connected: true, ended_by: "caller", error: null, agent_speech_ms: 0 });
    expect(conversation.caller_speech_ms).toBeGreaterThan(1_000);
    expect(conversation.entries[0]).toMatchObject({ event: "speech", text: "Hello. Are you open today?" });
    const frames = agent.received.filter(({ event }) => event === "media");
    const heard = Buffer.concat(frames.map(({ media }) => Buffer.from(media.payload, "base64")));
    const spoken = Math.round(conversation.caller_speech_ms * 8);
    const loud = heard.filter((byte) => byte !== 0xff);
    expect(loud.length).toBeGreaterThan(spoken / 2);
    expect(loud.length).toBeLessThanOrEqual(spoken);
    expect(actions).toMatchObject([{ CallStatus: "completed", CallSid: transcript.call_sid }]);
    expect([transcript.status, verbsOf(transcript)]).toEqual(["completed", ["Connect"]]);
  });

  test("audio of the caller's own is sent frame by frame", async () => {
    const frames = [1, 2, 3].map((value) => Buffer.alloc(160, value));
    await call({ caller: { turns: [{ audio: Buffer.concat(frames).toString("base64") }], silence_seconds: 0.2 } });
    const heard = agent.received
      .filter(({ event }) => event === "media")
      .map(({ media }) => Buffer.from(media.payload, "base64"))
      .filter(([first]) => first !== 0xff);
    expect(heard).toEqual(frames);
  });

  test("what the agent says is kept, and its mark comes back when all before it has been played", async () => {
    agent.behave = ({ event, streamSid, mark }, { say, close }) => {
      if (event === "start") {
        for (let at = 0; at < 50; at += 1) say({ event: "media", streamSid, media: { payload: mulaw(160) } });
        say({ event: "mark", streamSid, mark: { name: "greeted" } });
      }
      if (event === "mark" && mark.name === "greeted") close();
    };
    const transcript = await call({ caller: silent });
    const conversation = conversationOf(transcript);
    expect(conversation).toMatchObject({ ended_by: "agent", agent_speech_ms: 1_000 });
    expect(eventsOf(transcript)).toEqual(["agent speech", "agent mark", "twilio mark", "agent hang_up"]);
    const [, , echoed] = conversation.entries;
    expect(echoed).toMatchObject({ name: "greeted" });
    expect(echoed.at_ms).toBeGreaterThanOrEqual(1_000);
    const wav = await sandbox.control("GET", `/calls/${transcript.call_sid}/agent.wav`);
    expect(wav.headers.get("content-type")).toBe("audio/wav");
    const file = Buffer.from(await wav.arrayBuffer());
    expect([file.toString("latin1", 0, 4), file.readUInt16LE(20), file.readUInt32LE(40)]).toEqual(["RIFF", 7, 8_000]);
    expect(file.subarray(44)).toEqual(Buffer.alloc(8_000, 0x55));
    expect(await (await sandbox.control("GET", `/calls/${transcript.call_sid}`)).json()).toEqual(transcript);
  });

  test("clear drops what was not played and lets its marks come back at once", async () => {
    agent.behave = ({ event, streamSid, mark }, { say, close }) => {
      if (event === "start") {
        say({ event: "media", streamSid, media: { payload: mulaw(160 * 3_000) } });
        say({ event: "mark", streamSid, mark: { name: "long" } });
        say({ event: "clear", streamSid });
      }
      if (event === "mark" && mark.name === "long") close();
    };
    // This caller would hang up before all is played.
    const transcript = await call({ speed: 1, caller: { ...silent, silence_seconds: 20 } });
    expect(conversationOf(transcript)).toMatchObject({ ended_by: "agent", agent_speech_ms: 60_000 });
    const events = ["agent speech", "agent mark", "agent clear", "twilio mark", "agent hang_up"];
    expect(eventsOf(transcript)).toEqual(events);
  });

  test("when the agent closes, Twilio follows the action's TwiML without a stop message", async () => {
    agent.behave = ({ event }, { close }) => event === "start" && close();
    const transcript = await call({ caller: silent });
    expect(conversationOf(transcript)).toMatchObject({ connected: true, ended_by: "agent" });
    expect(agent.received.some(({ event }) => event === "stop")).toBe(false);
    expect(actions).toMatchObject([{ CallStatus: "in-progress" }]);
    expect(verbsOf(transcript)).toEqual(["Connect", "Say"]);
  });

  test.each([
    ["not JSON", "hello", /it is not JSON: hello/],
    ["of no kind", { event: "speak" }, /event/],
    ["without streamSid", { event: "media", media: { payload: mulaw(160) } }, /streamSid/],
    ["of another stream", { event: "clear", streamSid: "MZ1" }, /the streamSid of this stream is MZ/],
    ["with audio that is not base64", { event: "media", streamSid: "MZ1", media: { payload: "***" } }, /payload/],
  ])("a message %s is ignored and named with Twilio's code", async (_, message, why) => {
    agent.behave = ({ event }, { say, close }) => {
      if (event === "start") say(message);
      if (event === "media") close();
    };
    const { entries } = conversationOf(await call({ caller: silent }));
    expect(entries).toContainEqual(
      expect.objectContaining({ from: "twilio", event: "error", code: 31924, message: expect.stringMatching(why) }),
    );
  });

  test.each([
    ["refuses the handshake", 403, 31920, /Handshake Error: the server answered 403/],
    ["is not there", null, 31902, /Connection Refused/],
  ])("an agent that %s leaves the call to the action's TwiML", async (_, status, code, message) => {
    if (status === null) await agent.stop();
    else agent.refuseWith = status;
    twiml = `<Connect action="/action"><Stream url="${agent.url}/media" name="main" statusCallback="${origin}/stream"/></Connect>`;
    const transcript = await call();
    expect(conversationOf(transcript)).toMatchObject({
      connected: false,
      ended_by: "twilio",
      error: { code, message: expect.stringMatching(message) },
      duration_ms: 0,
    });
    expect(streamEvents).toMatchObject([
      { StreamEvent: "stream-error", StreamName: "main", StreamError: expect.stringMatching(message) },
    ]);
    expect(verbsOf(transcript)).toEqual(["Connect", "Say"]);
    if (status === null) agent = await startAgentServer();
  });

  test("the stream's status callback hears of its start and stop", async () => {
    agent.behave = ({ event }, { close }) => event === "start" && close();
    twiml = `<Connect><Stream url="${agent.url}/media" statusCallback="${origin}/stream"/></Connect>`;
    const { call_sid: CallSid } = await call({ caller: silent });
    const { streamSid: StreamSid } = agent.received[1];
    expect(streamEvents).toMatchObject([
      { StreamEvent: "stream-started", CallSid, StreamSid },
      { StreamEvent: "stream-stopped", CallSid, StreamSid },
    ]);
  });

  test("with connect_seconds no WebSocket is opened", async () => {
    const transcript = await call({ connect_seconds: 90 });
    expect([transcript.duration_seconds, agent.requests.length]).toEqual([93, 0]);
  });
});

describe("ConversationRelay", () => {
  const connectRelay = (attributes = "") => {
    twiml = `<Connect action="/action"><ConversationRelay url="${agent.url}/relay" ${attributes}><Parameter name="persona" value="desk"/></ConversationRelay></Connect>`;
  };
  beforeEach(() => connectRelay());

  test("setup and prompts have Twilio's form; the agent's tokens are one sentence; end goes to the action", async () => {
    connectRelay(`language="en-GB" dtmfDetection="true"`);
    agent.behave = ({ type, voicePrompt }, { say }) => {
      if (type !== "prompt") return;
      if (voicePrompt === "Thank you.") say({ type: "end", handoffData: '{"reason":"done"}' });
      else {
        say({ type: "text", token: "We are open ", last: false });
        say({ type: "text", token: "until six.", last: true });
      }
    };
    const turns = [{ says: "Are you open?" }, { says: "Thank you.", digits: "1#" }];
    const transcript = await call({ caller: { ...silent, turns } });
    const [setup, ...rest] = agent.received;
    expect(setup).toEqual({
      type: "setup",
      sessionId: expect.stringMatching(/^VX[0-9a-f]{32}$/),
      accountSid,
      parentCallSid: "",
      callSid: transcript.call_sid,
      from: "+14155550199",
      to,
      forwardedFrom: "",
      callType: "PSTN",
      callerName: "",
      direction: "inbound",
      callStatus: "RINGING",
      customParameters: { persona: "desk" },
    });
    expect(rest).toEqual([
      { type: "prompt", voicePrompt: "Are you open?", lang: "en-GB", last: true },
      { type: "dtmf", digit: "1" },
      { type: "dtmf", digit: "#" },
      { type: "prompt", voicePrompt: "Thank you.", lang: "en-GB", last: true },
    ]);
    expect(conversationOf(transcript)).toMatchObject({
      protocol: "conversation_relay",
      ended_by: "agent",
      entries: expect.arrayContaining([
        expect.objectContaining({ from: "agent", event: "speech", text: "We are open until six." }),
      ]),
    });
    expect(actions).toMatchObject([
      { SessionId: setup.sessionId, SessionStatus: "ended", HandoffData: '{"reason":"done"}' },
    ]);
    expect(verbsOf(transcript)).toEqual(["Connect", "Say"]);
  });

  test("a caller who interrupts cuts the agent short; the agent learns how far it got", async () => {
    connectRelay(`welcomeGreeting="Welcome to the front desk of the grand hotel."`);
    const turns = [{ says: "Stop.", interrupts: true }];
    const transcript = await call({ caller: { turns, silence_seconds: 0.5 } });
    const interrupt = agent.received.find(({ type }) => type === "interrupt");
    expect("Welcome to the front desk of the grand hotel.".startsWith(interrupt.utteranceUntilInterrupt)).toBe(true);
    expect(interrupt.durationUntilInterruptMs).toBeGreaterThanOrEqual(200);
    expect(agent.received.at(-1)).toMatchObject({ type: "prompt", voicePrompt: "Stop." });
    expect(actions).toMatchObject([{ SessionStatus: "completed", CallStatus: "completed" }]);
    expect(conversationOf(transcript).ended_by).toBe("caller");
  });

  test("an agent that may not be interrupted is not", async () => {
    connectRelay(`interruptible="none" welcomeGreeting="Welcome to the front desk of the grand hotel."`);
    await call({ caller: { turns: [{ says: "Stop.", interrupts: true }], silence_seconds: 0.5 } });
    expect(agent.received.map(({ type }) => type)).toEqual(["setup", "prompt"]);
  });

  test("play, sendDigits and language are in the transcript; a wrong message gets Twilio's error", async () => {
    agent.behave = ({ type }, { say, close }) => {
      if (type === "setup") {
        say({ type: "play", source: "https://agents.example.com/hello.mp3" });
        say({ type: "sendDigits", digits: "12#" });
        say({ type: "language", ttsLanguage: "es-ES" });
        say({ foo: "bar" });
      }
      if (type === "error") close();
    };
    const transcript = await call({ caller: silent });
    expect(conversationOf(transcript).entries).toMatchObject([
      { from: "agent", event: "play", source: "https://agents.example.com/hello.mp3" },
      { from: "agent", event: "sendDigits", digits: "12#" },
      { from: "agent", event: "language", ttsLanguage: "es-ES" },
      { from: "twilio", event: "error", code: 64107 },
      { from: "agent", event: "hang_up" },
    ]);
    expect(agent.received.at(-1)).toEqual({ type: "error", description: 'Invalid message received: {"foo":"bar"}' });
    expect(actions).toMatchObject([{ SessionStatus: "failed", ErrorCode: "64105", CallStatus: "in-progress" }]);
  });

  test("an agent that cannot be reached is reported to the action as failed", async () => {
    agent.refuseWith = 500;
    const transcript = await call();
    expect(conversationOf(transcript)).toMatchObject({ connected: false, error: { code: 64102 } });
    expect(actions).toMatchObject([
      { SessionStatus: "failed", SessionDuration: "0", ErrorCode: "64102", CallStatus: "in-progress" },
    ]);
    expect(verbsOf(transcript)).toEqual(["Connect", "Say"]);
  });
});

test("orders that make no sense are refused by field", async () => {
  for (const order of [
    { speed: 0 },
    { caller: { turns: [{ digits: "x" }] } },
    { caller: { turns: [{ audio: "***" }] } },
    { caller: { longest_seconds: 601 } },
  ])
    expect((await sandbox.control("POST", "/calls", { to, ...order })).status).toBe(400);
  expect((await sandbox.control("GET", "/calls/CA1")).status).toBe(404);
  expect((await sandbox.control("GET", "/calls/CA1/agent.wav")).status).toBe(404);
});
