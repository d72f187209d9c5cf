import { lazily, z } from "#kernel/http/schema";
import { idOf, metadata, multiLineText, phoneNumber, singleLineText } from "#kernel/http/wire";
import { MAX_TARGET_LENGTH } from "#kernel/values/address";
import { type Destination, type Fallback, interruptions } from "#kernel/values/destination";
import { isSipUser, MAX_SIP_URI, problemOfSipUri } from "./sip-uri";

/** The six kinds of destination as API callers write them. */

/** `allowedDestination` checks it. */
const url = (example: string) => z.string().min(1).max(MAX_TARGET_LENGTH).openapi({ format: "uri", example });

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
const trunkId = lazily(() => idOf("sipTrunk").optional());
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
  z
    .strictObject({
      kind: z.literal("stream"),
      url: url("wss://agents.example.com/media"),
      parameters: parameters(),
    })
    .openapi("StreamDestination"),
);

const conversationRelay = lazily(() =>
  z
    .strictObject({
      kind: z.literal("conversation_relay"),
      url: url("wss://agents.example.com/relay"),
      parameters: parameters(),
      welcome_greeting: optionalText(2_000),
      language: language(),
      voice: optionalText(100),
      tts_provider: optionalText(40),
      transcription_provider: optionalText(40),
      interruptible: z.enum(interruptions).nullable().default(null),
      dtmf_detection: z.boolean().nullable().default(null),
    })
    .openapi("ConversationRelayDestination"),
);

const sip = lazily(() =>
  z
    .strictObject({
      kind: z.literal("sip"),
      uri: z
        .string()
        .superRefine((text, check) => {
          const message = problemOfSipUri(text);
          if (message !== null) check.addIssue({ code: "custom", message });
        })
        .optional()
        .openapi({
          type: "string",
          maxLength: MAX_SIP_URI,
          description: "The SIP address. Send either this or `sip_trunk_id`.",
          example: "sip:agent@sip.example.com;transport=tls",
        }),
      sip_trunk_id: trunkId().openapi({
        description: "A SIP trunk whose gateways are dialled, by priority and weight, until one takes the call.",
      }),
      user: z
        .string()
        .max(64)
        .refine(isSipUser, "Must be the user part of a SIP address, without @ and password.")
        .optional()
        .openapi({
          type: "string",
          maxLength: 64,
          description: "With `sip_trunk_id`: the user that is called at the gateway; the called number by default.",
          example: "desk",
        }),
      timeout_seconds: timeout(),
    })
    .superRefine(({ uri, sip_trunk_id, user }, check) => {
      const wrong = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
      if ((uri === undefined) === (sip_trunk_id === undefined)) wrong("uri", "Send either `uri` or `sip_trunk_id`.");
      else if (user !== undefined && uri !== undefined)
        wrong("user", "The `uri` names the user. Leave this field out.");
    })
    .openapi("SipDestination"),
);

const dial = lazily(() =>
  z
    .strictObject({
      kind: z.literal("dial"),
      phone_number: phoneNumber(),
      sip_trunk_id: trunkId().openapi({
        description: "A SIP trunk over which the call leaves; Twilio's own network by default.",
      }),
      timeout_seconds: timeout(),
      caller_id: z.enum(["caller", "called"]).default("caller").openapi({
        description: "The caller id that the dialled party sees: the caller's number, or the number that was called.",
      }),
    })
    .openapi("DialDestination"),
);

const redirect = lazily(() =>
  z
    .strictObject({
      kind: z.literal("redirect"),
      url: url("https://agents.example.com/twiml"),
      method: z.enum(["GET", "POST"]).default("POST"),
    })
    .openapi("RedirectDestination"),
);

const say = lazily(() =>
  z
    .strictObject({
      kind: z.literal("say"),
      message: multiLineText().trim().min(1).max(4_000),
      voice: optionalText(100),
      language: language(),
    })
    .openapi("SayDestination"),
);

export const destination = lazily(() =>
  z
    .discriminatedUnion("kind", [stream(), conversationRelay(), sip(), dial(), redirect(), say()])
    .openapi("Destination", {
      description:
        "Where calls go. `stream`: their audio over a WebSocket. `conversation_relay`: their text over a WebSocket, with Twilio's " +
        "speech recognition and synthesis. `sip`: a SIP address, or the gateways of a SIP trunk. `dial`: another phone number, also over a SIP trunk. `redirect`: a URL that answers " +
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
      return wire.sip_trunk_id === undefined
        ? { kind: wire.kind, uri: wire.uri ?? "", timeoutSeconds: wire.timeout_seconds }
        : {
            kind: wire.kind,
            sipTrunkId: wire.sip_trunk_id,
            user: wire.user ?? null,
            timeoutSeconds: wire.timeout_seconds,
          };
    case "dial":
      return {
        kind: wire.kind,
        phoneNumber: wire.phone_number,
        ...(wire.sip_trunk_id !== undefined && { sipTrunkId: wire.sip_trunk_id }),
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
      return fallback.sipTrunkId === undefined
        ? { kind: fallback.kind, uri: fallback.uri, timeout_seconds: fallback.timeoutSeconds }
        : {
            kind: fallback.kind,
            sip_trunk_id: fallback.sipTrunkId,
            ...(fallback.user !== null && { user: fallback.user }),
            timeout_seconds: fallback.timeoutSeconds,
          };
    case "dial":
      return {
        kind: fallback.kind,
        phone_number: fallback.phoneNumber,
        ...(fallback.sipTrunkId !== undefined && { sip_trunk_id: fallback.sipTrunkId }),
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
