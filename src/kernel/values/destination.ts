// Pure: no I/O, no clock, no randomness.
/**
 * Where a call can go: the destinations of agents and fallbacks, and the answers to the carrier.
 */

export const destinationKinds = ["stream", "conversation_relay", "sip", "dial", "redirect", "say"] as const;
export type DestinationKind = (typeof destinationKinds)[number];

/** The call's audio, both ways, over a WebSocket. */
interface StreamDestination {
  readonly kind: "stream";
  readonly url: string;
  /** Sent in the stream's start message, because stream URLs cannot have a query string. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const interruptions = ["none", "dtmf", "speech", "any"] as const;

/**
 * The call as text over a WebSocket; the carrier does speech recognition and synthesis. `null` is the carrier's
 * default.
 */
export interface RelayDestination {
  readonly kind: "conversation_relay";
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly welcomeGreeting: string | null;
  readonly language: string | null;
  readonly voice: string | null;
  readonly ttsProvider: string | null;
  readonly transcriptionProvider: string | null;
  readonly interruptible: (typeof interruptions)[number] | null;
  readonly dtmfDetection: boolean | null;
}

interface SipUriDestination {
  readonly kind: "sip";
  readonly uri: string;
  readonly sipTrunkId?: undefined;
  readonly timeoutSeconds: number;
}

/** A user at the gateways of a SIP trunk. */
interface SipTrunkDestination {
  readonly kind: "sip";
  readonly sipTrunkId: string;
  /** The user part of the SIP address; `null`: the called number, as the trunk's carrier writes it. */
  readonly user: string | null;
  readonly timeoutSeconds: number;
}

interface DialDestination {
  readonly kind: "dial";
  readonly phoneNumber: string;
  /** The call leaves over this trunk; missing: over Twilio's own network. */
  readonly sipTrunkId?: string | undefined;
  readonly timeoutSeconds: number;
  /** The number that the dialled party sees. */
  readonly callerId: "caller" | "called";
}

/** A destination that a SIP trunk of the tenant leads to. */
export type TrunkDestination = SipTrunkDestination | (DialDestination & { readonly sipTrunkId: string });

/** Another server answers the call, in the carrier's language (TwiML). */
interface RedirectDestination {
  readonly kind: "redirect";
  readonly url: string;
  readonly method: "GET" | "POST";
}

export interface SayDestination {
  readonly kind: "say";
  readonly message: string;
  readonly voice: string | null;
  readonly language: string | null;
}

export type Destination =
  | StreamDestination
  | RelayDestination
  | SipUriDestination
  | SipTrunkDestination
  | DialDestination
  | RedirectDestination
  | SayDestination;

/** Where a call goes that no agent takes. A fallback has no fallback of its own. */
export type Fallback = SipUriDestination | SipTrunkDestination | DialDestination | SayDestination;

/** Our answer about a call. `reject` declines it without answering. */
export type CallAnswer = Destination | { readonly kind: "reject" } | { readonly kind: "hang_up" };

/** A gateway of a trunk, with its credentials in clear. */
interface GatewayAnswer {
  readonly kind: "gateway";
  readonly uri: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly timeoutSeconds: number;
  readonly callerId: DialDestination["callerId"];
}

/** A number that is dialled over a trunk at the carrier. */
interface ByocAnswer {
  readonly kind: "byoc";
  readonly phoneNumber: string;
  readonly carrierTrunkSid: string;
  readonly timeoutSeconds: number;
  readonly callerId: DialDestination["callerId"];
}

/** The answer to the carrier about a call: trunks are resolved into one gateway or number. */
export type CarrierAnswer = Exclude<CallAnswer, SipTrunkDestination> | GatewayAnswer | ByocAnswer;

export const isTrunkDestination = (answer: CallAnswer | null): answer is TrunkDestination =>
  answer !== null && "sipTrunkId" in answer && answer.sipTrunkId !== undefined;

export const sayMessage = (message: string): SayDestination => ({ kind: "say", message, voice: null, language: null });
