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

interface SipDestination {
  readonly kind: "sip";
  readonly uri: string;
  readonly timeoutSeconds: number;
}

interface DialDestination {
  readonly kind: "dial";
  readonly phoneNumber: string;
  readonly timeoutSeconds: number;
  /** The number that the dialled party sees. */
  readonly callerId: "caller" | "called";
}

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
  | SipDestination
  | DialDestination
  | RedirectDestination
  | SayDestination;

/** Where a call goes that no agent takes. A fallback has no fallback of its own. */
export type Fallback = SipDestination | DialDestination | SayDestination;

/** The answer to the carrier about a call. `reject` declines it without answering. */
export type CallAnswer = Destination | { readonly kind: "reject" } | { readonly kind: "hang_up" };

export const sayMessage = (message: string): SayDestination => ({ kind: "say", message, voice: null, language: null });
