import { MediaStream } from "../conversation/media-stream";
import { Relay } from "../conversation/relay";
import { converse } from "../conversation/session";
import type { Conversation } from "../conversation/transcript";
import { rfc2822 } from "../rest/wire";
import { type Ask, askAction, type Call, type End } from "./call";
import type { Element } from "./markup";
import { type Fields, newSid, newToken, send } from "./webhook";

/** How long a `<Connect>` without a WebSocket lasts. */
const SIMULATED_SECONDS = 30;

/** `<Connect>`: opens the agent's WebSocket, and goes on as Twilio does when the conversation is over. */
export async function connect(call: Call, verb: Element, base: URL): Promise<"next" | Ask | End> {
  const [noun] = verb.children;
  const done = (more: Fields) => askAction(verb.attributes, base, "connect action", more);
  const { connect_seconds } = call.order;
  if (connect_seconds === undefined && noun?.name === "Stream") {
    const conversation = await stream(call, noun, base);
    return conversation.ended_by === "caller" ? hungUp(done({})) : done({});
  }
  if (connect_seconds === undefined && noun?.name === "ConversationRelay") {
    const { conversation, fields } = await relay(call, noun);
    return conversation.ended_by === "caller" ? hungUp(done(fields)) : done(fields);
  }
  call.elapsed += connect_seconds ?? SIMULATED_SECONDS;
  return done({});
}

/** Twilio still reports the result to the action URL. */
const hungUp = (after: "next" | Ask): Ask | End =>
  after === "next" ? "completed" : { ...after, more: { ...after.more, CallStatus: "completed" }, isLast: true };

const parametersOf = ({ children }: Element): Record<string, string> =>
  Object.fromEntries(
    children
      .filter(({ name }) => name === "Parameter")
      .map(({ attributes }) => [attributes.name ?? "", attributes.value ?? ""]),
  );

function record(call: Call, conversation: Conversation): void {
  call.steps.push(conversation);
  call.elapsed += Math.ceil(conversation.duration_ms / 1_000);
}

async function stream(call: Call, noun: Element, base: URL): Promise<Conversation> {
  const { sandbox, fields } = call;
  const streamSid = newSid("MZ");
  const report = (event: string, more: Fields = {}) => reportStream(call, noun, base, streamSid, event, more);
  let started: Promise<void> | null = null;
  const protocol = new MediaStream({
    url: noun.attributes.url ?? "",
    streamSid,
    accountSid: sandbox.accountSid,
    callSid: fields.CallSid ?? "",
    parameters: parametersOf(noun),
    onOpened: () => {
      started = report("stream-started");
    },
  });
  const conversation = await converse(sandbox, protocol, call.order);
  await started;
  record(call, conversation);
  call.audio.push(...protocol.audio);
  const { error } = conversation;
  if (error) await report("stream-error", { StreamError: `${error.code} ${error.message}` });
  else await report("stream-stopped");
  return conversation;
}

/** The status callback of `<Stream>`, if it has one. */
async function reportStream(
  call: Call,
  { attributes }: Element,
  base: URL,
  StreamSid: string,
  StreamEvent: string,
  more: Fields,
): Promise<void> {
  const { statusCallback, statusCallbackMethod: method = "POST", name: StreamName = StreamSid } = attributes;
  if (statusCallback === undefined) return;
  const { AccountSid = "", CallSid = "" } = call.fields;
  const Timestamp = rfc2822(call.sandbox.now());
  call.steps.push(
    await send(call.sandbox, {
      name: StreamEvent,
      method,
      url: new URL(statusCallback, base).href,
      token: newToken(),
      fields: { AccountSid, CallSid, StreamSid, StreamName, StreamEvent, Timestamp, ...more },
    }),
  );
}

async function relay(call: Call, noun: Element): Promise<{ conversation: Conversation; fields: Fields }> {
  const { sandbox, fields } = call;
  const protocol = new Relay({
    url: noun.attributes.url ?? "",
    sessionId: newSid("VX"),
    accountSid: sandbox.accountSid,
    callSid: fields.CallSid ?? "",
    from: fields.From ?? "",
    to: fields.To ?? "",
    attributes: noun.attributes,
    parameters: parametersOf(noun),
  });
  const conversation = await converse(sandbox, protocol, call.order);
  record(call, conversation);
  const { ended_by, error } = conversation;
  const disconnected = { code: 64105, message: "ConversationRelay: Websocket ended" };
  const failure = error ?? (ended_by === "agent" && !protocol.end ? disconnected : null);
  return {
    conversation,
    fields: {
      SessionId: protocol.sid,
      SessionStatus: failure ? "failed" : protocol.end ? "ended" : "completed",
      SessionDuration: String(Math.ceil(conversation.duration_ms / 1_000)),
      ...(protocol.end?.handoffData !== undefined && { HandoffData: protocol.end.handoffData }),
      ...(failure && { ErrorCode: String(failure.code), ErrorMessage: failure.message }),
    },
  };
}
