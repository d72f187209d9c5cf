import { lazily, z } from "#kernel/http/schema";
import { metadata, multiLineText, phoneNumber, singleLineText } from "#kernel/http/wire";
import { checkTargetUrl } from "#kernel/values/address";
import { type Destination, type Fallback, interruptions } from "#kernel/values/destination";
import { MAX_SIP_URI, problemOfSipUri } from "./sip-uri";

/** The six kinds of destination as API callers write them. */

const MAX_URL = 2_000;

/**
 * A URL that Twilio opens, so it must be valid as it is written (RFC 3986): Twilio need not accept spaces or line
 * breaks that our parser would. This checks the form only; the agent's check finds out whether it answers.
 */
const url = (problemOf: (text: string) => string | null, example: string) =>
  z
    .string()
    .max(MAX_URL)
    .superRefine((text, check) => {
      const message = /^[!-~]*$/.test(text)
        ? problemOf(text)
        : "Must be ASCII without spaces; percent-encode the rest.";
      if (message !== null) check.addIssue({ code: "custom", message });
    })
    .openapi({ type: "string", format: "uri", maxLength: MAX_URL, example });

function problemOfWebSocket(text: string): string | null {
  if (!/^wss:\/\//i.test(text)) return "Must begin with wss://.";
  const target = checkTargetUrl(`https${text.slice("wss".length)}`, false);
  if ("problem" in target) return target.problem;
  return target.url.hash === "" ? null : "Must have no fragment.";
}

const problemOfStream = (text: string): string | null =>
  problemOfWebSocket(text) ??
  (text.includes("?") ? "Must have no query string: Twilio drops it. Use `parameters` instead." : null);

function problemOfRedirect(text: string): string | null {
  const target = checkTargetUrl(text, false);
  return "problem" in target ? target.problem : null;
}

/** Twilio's limit for a parameter's name and value together, in characters. */
const MAX_PARAMETER = 500;

const parameters = lazily(() =>
  metadata()
    .refine(
      (fields) => Object.entries(fields).every(([name, value]) => name.length + value.length <= MAX_PARAMETER),
      `A parameter's name and value have at most ${MAX_PARAMETER} characters together.`,
    )
    .default({})
    .openapi({ description: "Sent to the agent when the call is connected." }),
);

const timeout = lazily(() =>
  z.int().min(5).max(120).default(20).openapi({ description: "How long the destination may ring, in seconds." }),
);
const optionalText = (most: number) => singleLineText().min(1).max(most).nullable().default(null);
const language = lazily(() =>
  z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, "Must be a language tag like en-US.")
    .nullable()
    .default(null)
    .openapi({ example: "en-US" }),
);

const stream = lazily(() =>
  z.strictObject({
    kind: z.literal("stream"),
    url: url(problemOfStream, "wss://agents.example.com/media"),
    parameters: parameters(),
  }),
);

const conversationRelay = lazily(() =>
  z.strictObject({
    kind: z.literal("conversation_relay"),
    url: url(problemOfWebSocket, "wss://agents.example.com/relay"),
    parameters: parameters(),
    welcome_greeting: optionalText(2_000),
    language: language(),
    voice: optionalText(100),
    tts_provider: optionalText(40),
    transcription_provider: optionalText(40),
    interruptible: z.enum(interruptions).nullable().default(null),
    dtmf_detection: z.boolean().nullable().default(null),
  }),
);

const sip = lazily(() =>
  z.strictObject({
    kind: z.literal("sip"),
    uri: z
      .string()
      .superRefine((text, check) => {
        const message = problemOfSipUri(text);
        if (message !== null) check.addIssue({ code: "custom", message });
      })
      .openapi({ type: "string", maxLength: MAX_SIP_URI, example: "sip:agent@sip.example.com;transport=tls" }),
    timeout_seconds: timeout(),
  }),
);

const dial = lazily(() =>
  z.strictObject({
    kind: z.literal("dial"),
    phone_number: phoneNumber(),
    timeout_seconds: timeout(),
    caller_id: z.enum(["caller", "called"]).default("caller").openapi({
      description: "The caller id that the dialled party sees: the caller's number, or the number that was called.",
    }),
  }),
);

const redirect = lazily(() =>
  z.strictObject({
    kind: z.literal("redirect"),
    url: url(problemOfRedirect, "https://agents.example.com/twiml"),
    method: z.enum(["GET", "POST"]).default("POST"),
  }),
);

const say = lazily(() =>
  z.strictObject({
    kind: z.literal("say"),
    message: multiLineText().trim().min(1).max(4_000),
    voice: optionalText(100),
    language: language(),
  }),
);

export const destination = lazily(() =>
  z
    .discriminatedUnion("kind", [stream(), conversationRelay(), sip(), dial(), redirect(), say()])
    .openapi("Destination", {
      description:
        "Where calls go. `stream`: their audio over a WebSocket. `conversation_relay`: their text over a WebSocket, with Twilio's " +
        "speech recognition and synthesis. `sip`: a SIP URI. `dial`: another phone number. `redirect`: a URL that answers " +
        "with TwiML. `say`: a message, after which the call ends.",
    }),
);

export const fallback = lazily(() =>
  z.discriminatedUnion("kind", [sip(), dial(), say()]).openapi("Fallback", {
    description: "Where a call goes if no agent answers it. A fallback has no fallback of its own.",
  }),
);

export type DestinationWire = z.output<ReturnType<typeof destination>>;
export type FallbackWire = z.output<ReturnType<typeof fallback>>;

export function toFallback(wire: FallbackWire): Fallback {
  switch (wire.kind) {
    case "sip":
      return { kind: wire.kind, uri: wire.uri, timeoutSeconds: wire.timeout_seconds };
    case "dial":
      return {
        kind: wire.kind,
        phoneNumber: wire.phone_number,
        timeoutSeconds: wire.timeout_seconds,
        callerId: wire.caller_id,
      };
    case "say":
      return wire;
  }
}

export function toDestination(wire: DestinationWire): Destination {
  switch (wire.kind) {
    case "stream":
    case "redirect":
      return wire;
    case "conversation_relay":
      return {
        kind: wire.kind,
        url: wire.url,
        parameters: wire.parameters,
        welcomeGreeting: wire.welcome_greeting,
        language: wire.language,
        voice: wire.voice,
        ttsProvider: wire.tts_provider,
        transcriptionProvider: wire.transcription_provider,
        interruptible: wire.interruptible,
        dtmfDetection: wire.dtmf_detection,
      };
    default:
      return toFallback(wire);
  }
}

export function fromFallback(fallback: Fallback): FallbackWire {
  switch (fallback.kind) {
    case "sip":
      return { kind: fallback.kind, uri: fallback.uri, timeout_seconds: fallback.timeoutSeconds };
    case "dial":
      return {
        kind: fallback.kind,
        phone_number: fallback.phoneNumber,
        timeout_seconds: fallback.timeoutSeconds,
        caller_id: fallback.callerId,
      };
    case "say":
      return fallback;
  }
}

export function fromDestination(destination: Destination): DestinationWire {
  switch (destination.kind) {
    case "stream":
      return { ...destination, parameters: { ...destination.parameters } };
    case "redirect":
      return destination;
    case "conversation_relay":
      return {
        kind: destination.kind,
        url: destination.url,
        parameters: { ...destination.parameters },
        welcome_greeting: destination.welcomeGreeting,
        language: destination.language,
        voice: destination.voice,
        tts_provider: destination.ttsProvider,
        transcription_provider: destination.transcriptionProvider,
        interruptible: destination.interruptible,
        dtmf_detection: destination.dtmfDetection,
      };
    default:
      return fromFallback(destination);
  }
}
