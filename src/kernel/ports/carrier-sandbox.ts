/** The stand-in for the carrier, which can ring a number of the platform's account as a caller would. */
export interface CarrierSandbox {
  /** Rings a number and follows the call to its end. Conversations with agents take their time. */
  readonly placeCall: (call: { readonly to: string; readonly from: string }) => Promise<SandboxCallResult>;
}

export type SandboxCallResult =
  | { readonly kind: "ended"; readonly call: SandboxCall }
  /** The stand-in cannot ring the number; `reason` is its own sentence. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The server at the carrier's address is no stand-in. */
  | { readonly kind: "no_sandbox" }
  | { readonly kind: "silent" };

export interface SandboxCall {
  readonly carrierId: string;
  readonly status: string;
  readonly durationSeconds: number;
  readonly steps: readonly SandboxStep[];
}

/** The events of the call, in order. */
export type SandboxStep =
  /** A webhook of ours was asked. `status` is null without an answer in time. */
  | { readonly kind: "webhook"; readonly name: string; readonly status: number | null; readonly body: string }
  /** A verb of the answer was carried out. */
  | { readonly kind: "verb"; readonly verb: string; readonly detail: string }
  | SandboxConversation;

/** A conversation with an agent over its WebSocket. */
interface SandboxConversation {
  readonly kind: "conversation";
  readonly protocol: string;
  readonly url: string;
  readonly connected: boolean;
  readonly endedBy: string;
  readonly error: string | null;
  readonly durationMs: number;
  readonly callerSpeechMs: number;
  readonly agentSpeechMs: number;
  readonly entries: readonly {
    readonly atMs: number;
    readonly from: string;
    readonly event: string;
    readonly detail: string;
  }[];
}
