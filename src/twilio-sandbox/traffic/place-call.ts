import type { OwnedNumber } from "../account/numbers";
import type { OriginationUrlFields } from "../account/sip";
import { joined } from "../conversation/mu-law";
import { rfc2822 } from "../rest/wire";
import type { Sandbox } from "../sandbox";
import { type Ask, askAction, type Call, callEvents, type End, type Line } from "./call";
import { connect } from "./connect";
import { deliver } from "./delivery";
import { geographyOf } from "./geography";
import { type Element, readTwiml } from "./markup";
import { answered, isTaken, legTo, sipCodes, type TriedLeg, urgency } from "./sip-leg";
import { newSid, newToken, send, type Webhook } from "./webhook";

/** The most documents in one call, so that documents that lead in a circle end. */
const MAX_DOCUMENTS = 20;
const SECONDS_PER_SAY = 3;

type Order = Call["order"];

/** Calls a number of the account, follows its TwiML until the call ends, and returns the transcript. */
export async function placeCall(sandbox: Sandbox, number: OwnedNumber, order: Order) {
  const { settings, phoneNumber } = number;
  const line: Line = {
    voice: { url: settings.voice_url, method: settings.voice_method },
    fallback: { url: settings.voice_fallback_url, method: settings.voice_fallback_method },
    status: { url: settings.status_callback, method: settings.status_callback_method },
    fields: {
      From: order.from,
      To: phoneNumber,
      Caller: order.from,
      Called: phoneNumber,
      ...geographyOf(["From", "Caller"], order.from, order.from_country),
      ...geographyOf(["To", "Called"], phoneNumber),
    },
  };
  if (settings.trunk_sid === null) return await runCall(sandbox, line, order);
  const none = { url: "", method: "POST" };
  const trunk = sandbox.sip.trunks.bySid(settings.trunk_sid);
  const { disaster_recovery_url, disaster_recovery_method } = trunk?.fields ?? {};
  const recovery = { url: disaster_recovery_url ?? "", method: disaster_recovery_method ?? "POST" };
  const urls = sandbox.sip.originationUrls.all(settings.trunk_sid).map(({ fields }) => fields);
  return await runCall(sandbox, { ...line, voice: recovery, fallback: none, status: none }, order, urls);
}

/** Carries a call out. With origination URLs it goes to them; the voice URL is asked when none of them answers. */
export async function runCall(
  sandbox: Sandbox,
  line: Line,
  order: Order,
  originationUrls?: readonly OriginationUrlFields[],
) {
  const sid = newSid("CA");
  const fields = {
    CallSid: sid,
    AccountSid: sandbox.accountSid,
    ...line.fields,
    Direction: "inbound",
    ApiVersion: "2010-04-01",
  };
  const call: Call = {
    sandbox,
    line,
    order,
    fields,
    startedAt: sandbox.now(),
    steps: [],
    audio: [],
    elapsed: 0,
    answeredAt: null,
    dialled: 0,
    documents: 0,
  };
  const status = (originationUrls && originate(call, originationUrls)) ?? (await answerByUrl(call));
  const talked = call.answeredAt === null ? 0 : call.elapsed - call.answeredAt;
  call.steps.push(...(await deliver(sandbox, callbacks(call, status, talked), order)));
  const transcript = { call_sid: sid, status, duration_seconds: talked, steps: call.steps };
  sandbox.calls.add(sid, transcript, joined(call.audio));
  return transcript;
}

async function answerByUrl(call: Call): Promise<End> {
  const { url, method } = call.line.voice;
  return url === "" ? "failed" : await follow(call, { name: "voice", url, method, more: {} });
}

/** Tries the enabled URLs by priority, then weight, until one does not fail. Null: none answered. */
function originate(call: Call, urls: readonly OriginationUrlFields[]): End | null {
  const enabled = urls.filter((each) => each.enabled);
  for (const { sip_url: uri } of enabled.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)) {
    const { seconds, ...leg } = legTo(call.order, { uri, attributes: {} }) ?? answered(uri, 30);
    call.steps.push({ kind: "origination", ...leg });
    if (leg.status === "failed") continue;
    if (!isTaken(leg.status)) return leg.status === "busy" ? "busy" : "no-answer";
    answer(call);
    call.elapsed += seconds;
    return "completed";
  }
  return null;
}

/** Fetches a TwiML document and follows it. Returns how the call ends. */
async function follow(call: Call, ask: Ask): Promise<End> {
  const verbs = await fetchDocument(call, ask);
  if (ask.isLast) return "completed";
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
  const { url, method } = call.line.fallback;
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
  if (name === "Dial") return await dial(call, verb, base, detail);
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
    case "Connect":
      answer(call);
      return await connect(call, verb, base);
    default:
      return "failed";
  }
}

function answer(call: Call): void {
  call.answeredAt ??= call.elapsed;
}

/** Calls the nouns at once: the first that answers takes the call. */
async function dial(call: Call, verb: Element, base: URL, detail: string): Promise<"next" | Ask> {
  const { dials } = call.order;
  const nouns = verb.children.filter(({ name }) => name === "Sip");
  const legs = nouns.flatMap(({ text, attributes }) => legTo(call.order, { uri: text.trim(), attributes }) ?? []);
  const [first] = legs.toSorted((a, b) => urgency(a.status) - urgency(b.status));
  const leg = first ?? dials[Math.min(call.dialled, dials.length - 1)] ?? { status: "completed", seconds: 0 };
  const sip = legs.map(({ seconds: _, ...each }) => each);
  call.steps.push({ kind: "verb", verb: verb.name, detail, ...(sip.length > 0 && { sip }) });
  call.dialled += 1;
  const taken = isTaken(leg.status);
  if (taken || verb.attributes.answerOnBridge !== "true") answer(call);
  call.elapsed += taken ? leg.seconds : 0;
  const DialCallSid = newSid("CA");
  await reportSip(call, nouns, legs, base, DialCallSid);
  return askAction(verb.attributes, base, "dial action", {
    DialCallStatus: leg.status,
    DialCallSid,
    ...(taken && { DialCallDuration: String(leg.seconds), DialBridged: "true" }),
    ...(nouns.length > 0 && {
      DialSipCallId: `${newSid("")}@0.0.0.0`,
      DialSipResponseCode: String(first?.sip_code ?? sipCodes[leg.status]),
    }),
  });
}

/** The status callback of each `<Sip>` that has one, at the end of its leg. */
async function reportSip(
  call: Call,
  nouns: readonly Element[],
  legs: readonly TriedLeg[],
  base: URL,
  CallSid: string,
): Promise<void> {
  for (const { attributes, text } of nouns) {
    const { statusCallback, statusCallbackMethod: method = "POST", statusCallbackEvent = "completed" } = attributes;
    const leg = legs.find(({ uri }) => uri === text.trim());
    if (statusCallback === undefined || !leg || !statusCallbackEvent.split(" ").includes("completed")) continue;
    const { AccountSid = "", CallSid: ParentCallSid = "", From = "" } = call.fields;
    const url = new URL(statusCallback, base).href;
    const SipResponseCode = String(leg.sip_code);
    const to = { To: leg.uri, Called: leg.uri, From, Caller: From, Direction: "outbound-dial" };
    const fields = { AccountSid, CallSid, ParentCallSid, ...to, CallStatus: leg.status, SipResponseCode };
    call.steps.push(await send(call.sandbox, { name: "sip status", method, url, fields, token: newToken() }));
  }
}

/** The status callbacks of the whole call, in the order of its events. */
function callbacks(call: Call, end: End, talked: number): Webhook[] {
  const { url, method } = call.line.status;
  if (url === "") return [];
  const all = [
    { event: "initiated", status: "initiated", after: 0 },
    { event: "ringing", status: "ringing", after: 0 },
    ...(call.answeredAt === null ? [] : [{ event: "answered", status: "in-progress", after: call.answeredAt }]),
    { event: "completed", status: end, after: call.elapsed },
  ];
  const wanted = all.filter(({ event }) =>
    callEvents.some((name) => name === event && call.order.callbacks.includes(name)),
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
