/** Where a call can go, in our own words: what agents are, what numbers fall back to, and what a carrier is told to do. */

export const destinationKinds = ["stream", "conversation_relay", "sip", "dial", "redirect", "say"] as const;
export type DestinationKind = (typeof destinationKinds)[number];

/** The call's audio, both ways, over a WebSocket. */
export interface StreamDestination {
  readonly kind: "stream";
  readonly url: string;
  /** Told to the other side when the stream begins; URLs of streams have no query string. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const interruptions = ["none", "dtmf", "speech", "any"] as const;

/** The call as text over a WebSocket, the carrier doing speech recognition and synthesis. `null` is the carrier's default. */
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

export interface SipDestination {
  readonly kind: "sip";
  readonly uri: string;
  readonly timeoutSeconds: number;
}

export interface DialDestination {
  readonly kind: "dial";
  readonly phoneNumber: string;
  readonly timeoutSeconds: number;
  /** Whose number the dialled party sees. */
  readonly callerId: "caller" | "called";
}

/** Another server says what is to be done, in the carrier's own language. */
export interface RedirectDestination {
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

/** Where a call goes that nobody takes. What it leads to has no fallback of its own. */
export type Fallback = SipDestination | DialDestination | SayDestination;

/** What a carrier is told to do with a call. `reject`: do not even answer it. */
export type CallAnswer = Destination | { readonly kind: "reject" } | { readonly kind: "hang_up" };

export const sayMessage = (message: string): SayDestination => ({ kind: "say", message, voice: null, language: null });
