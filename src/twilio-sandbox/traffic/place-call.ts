import { z } from "zod";
import type { OwnedNumber } from "../account/numbers";
import { rfc2822 } from "../rest/wire";
import type { Sandbox } from "../sandbox";
import { deliver, deliveryFields } from "./delivery";
import { type Element, readTwiml } from "./markup";
import { type ConversationStep, type Fields, newSid, newToken, send, type Webhook } from "./webhook";

const seconds = z.int().min(0).max(86_400);
const legStatuses = ["completed", "answered", "busy", "no-answer", "failed", "canceled"] as const;
const events = ["initiated", "ringing", "answered", "completed"] as const;

/** The body of POST /sandbox/calls. */
export const callBody = z.strictObject({
  to: z.string(),
  /** A number, or Twilio's value for a caller without one: `client:…`, `sip:…`, `+266696687`. */
  from: z.string().max(255).default("+14155550199"),
  /** The outcome of each `<Dial>`, in turn. The last one also holds for all that follow. */
  dials: z
    .array(z.strictObject({ status: z.enum(legStatuses), seconds: seconds.default(0) }))
    .min(1)
    .max(10)
    .default([{ status: "completed", seconds: 30 }]),
  /** How long a `<Connect>` lasts. */
  connect_seconds: seconds.default(30),
  /** The number's own status callback reports only the end. Twilio reports more statuses on request. */
  callbacks: z.array(z.enum(events)).max(4).default(["completed"]),
  ...deliveryFields,
});
export type CallOrder = z.output<typeof callBody>;

/** The most documents in one call, so that documents that lead in a circle end. */
const MAX_DOCUMENTS = 20;
const SECONDS_PER_SAY = 3;

/** A call in progress. Its clock is simulated: it runs ahead of real time, because no one talks. */
interface Call {
  readonly sandbox: Sandbox;
  readonly number: OwnedNumber;
  readonly order: CallOrder;
  readonly fields: Fields;
  readonly startedAt: number;
  readonly steps: ConversationStep[];
  elapsed: number;
  answeredAt: number | null;
  dialled: number;
  documents: number;
}

type End = "completed" | "busy" | "failed" | "no-answer";

/** Calls a number of the account, follows its TwiML until the call ends, and returns the transcript. */
export async function placeCall(sandbox: Sandbox, number: OwnedNumber, order: CallOrder) {
  const sid = newSid("CA");
  const fields = {
    CallSid: sid,
    AccountSid: sandbox.accountSid,
    From: order.from,
    To: number.phoneNumber,
    Caller: order.from,
    Called: number.phoneNumber,
    Direction: "inbound",
    ApiVersion: "2010-04-01",
  };
  const call: Call = {
    sandbox,
    number,
    order,
    fields,
    startedAt: sandbox.now(),
    steps: [],
    elapsed: 0,
    answeredAt: null,
    dialled: 0,
    documents: 0,
  };
  const { voice_url: url, voice_method: method } = number.settings;
  const status = await follow(call, { name: "voice", url, method, more: {} });
  const talked = call.answeredAt === null ? 0 : call.elapsed - call.answeredAt;
  call.steps.push(...(await deliver(sandbox, callbacks(call, status, talked), order)));
  return { call_sid: sid, status, duration_seconds: talked, steps: call.steps };
}

interface Ask {
  readonly name: string;
  readonly url: string;
  readonly method: string;
  readonly more: Fields;
}

/** Fetches a TwiML document and follows it. Returns how the call ends. */
async function follow(call: Call, ask: Ask): Promise<End> {
  const verbs = await fetchDocument(call, ask);
  if (!verbs) return "failed";
  for (const verb of verbs) {
    const outcome = await perform(call, verb, new URL(ask.url));
    if (outcome === "next") continue;
    return typeof outcome === "string" ? outcome : await follow(call, outcome);
  }
  return "completed";
}

async function fetchDocument(call: Call, ask: Ask): Promise<readonly Element[] | null> {
  call.documents += 1;
  if (call.documents > MAX_DOCUMENTS) return null;
  const verbs = await documentAt(call, ask);
  const { voice_fallback_url: url, voice_fallback_method: method } = call.number.settings;
  if (verbs || ask.name !== "voice" || url === "") return verbs;
  const more = { ErrorCode: "11200", ErrorUrl: ask.url };
  return await documentAt(call, { name: "voice fallback", url, method, more });
}

async function documentAt(call: Call, { name, url, method, more }: Ask): Promise<readonly Element[] | null> {
  const CallStatus = call.answeredAt === null ? "ringing" : "in-progress";
  const fields = { ...call.fields, CallStatus, ...more };
  const step = await send(call.sandbox, { name, method, url, fields, token: newToken() });
  call.steps.push(step);
  return step.kind === "webhook" && step.status === 200 ? readTwiml(step.body) : null;
}

/** The effect of one verb: go on to the next one, load another document, or end the call. */
async function perform(call: Call, verb: Element, base: URL): Promise<"next" | Ask | End> {
  const { name, attributes, text, children } = verb;
  const [noun] = children;
  const detail = noun ? `${noun.name} ${noun.attributes.url ?? noun.text}` : text;
  call.steps.push({ kind: "verb", verb: name, detail });
  switch (name) {
    case "Say":
    case "Play":
    case "Pause":
      answer(call);
      call.elapsed += SECONDS_PER_SAY;
      return "next";
    case "Hangup":
      return call.answeredAt === null ? "no-answer" : "completed";
    case "Reject":
      return attributes.reason === "busy" ? "busy" : "no-answer";
    case "Redirect":
      return { name: "redirect", url: new URL(text, base).href, method: attributes.method ?? "POST", more: {} };
    case "Dial":
      return dial(call, attributes, base);
    case "Connect":
      answer(call);
      call.elapsed += call.order.connect_seconds;
      return next(attributes, base, "connect action", {});
    default:
      return "failed";
  }
}

function answer(call: Call): void {
  call.answeredAt ??= call.elapsed;
}

function dial(call: Call, attributes: Fields, base: URL): "next" | Ask {
  const { dials } = call.order;
  const leg = dials[Math.min(call.dialled, dials.length - 1)];
  call.dialled += 1;
  const isTaken = leg?.status === "completed" || leg?.status === "answered";
  if (isTaken || attributes.answerOnBridge !== "true") answer(call);
  call.elapsed += isTaken ? (leg?.seconds ?? 0) : 0;
  return next(attributes, base, "dial action", {
    DialCallStatus: leg?.status ?? "completed",
    DialCallSid: newSid("CA"),
    ...(isTaken && { DialCallDuration: String(leg?.seconds ?? 0), DialBridged: "true" }),
  });
}

const next = ({ action, method = "POST" }: Fields, base: URL, name: string, more: Fields): "next" | Ask =>
  action === undefined ? "next" : { name, url: new URL(action, base).href, method, more };

/** The status callbacks of the whole call, in the order of its events. */
function callbacks(call: Call, end: End, talked: number): Webhook[] {
  const { status_callback: url, status_callback_method: method } = call.number.settings;
  if (url === "") return [];
  const all = [
    { event: "initiated", status: "initiated", after: 0 },
    { event: "ringing", status: "ringing", after: 0 },
    ...(call.answeredAt === null ? [] : [{ event: "answered", status: "in-progress", after: call.answeredAt }]),
    { event: "completed", status: end, after: call.elapsed },
  ];
  const wanted = all.filter(({ event }) =>
    events.some((name) => name === event && call.order.callbacks.includes(name)),
  );
  return wanted.map(({ event, status, after }, index) => ({
    name: `status ${status}`,
    method,
    url,
    token: newToken(),
    fields: {
      ...call.fields,
      CallStatus: status,
      Timestamp: rfc2822(call.startedAt + after * 1000),
      CallbackSource: "call-progress-events",
      SequenceNumber: String(index),
      ...(event === "completed" && { CallDuration: String(talked), Duration: String(Math.ceil(talked / 60)) }),
    },
  }));
}
