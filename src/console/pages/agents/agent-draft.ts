// Pure: no I/O, no clock, no randomness.
import type { Answer, BodyFor } from "../../api/call";

export type Agent = Answer<"GET", "/v1/agents/{agent_id}">;
type NewAgent = NonNullable<BodyFor<"POST", "/v1/agents">>;
export type Destination = NewAgent["destination"];
export type Kind = Destination["kind"];

export const kinds = [
  "stream",
  "conversation_relay",
  "sip",
  "dial",
  "redirect",
  "say",
] as const satisfies readonly Kind[];
export const interruptions = ["none", "dtmf", "speech", "any"] as const;
type Interruption = (typeof interruptions)[number];

/** The fields of all six kinds as one types them, so that nothing is lost by a change of the kind. */
export interface AgentDraft {
  readonly name: string;
  readonly kind: Kind;
  readonly url: string;
  readonly parameters: string;
  readonly welcome_greeting: string;
  readonly language: string;
  readonly voice: string;
  readonly tts_provider: string;
  readonly transcription_provider: string;
  readonly interruptible: Interruption | null;
  readonly dtmf_detection: boolean | null;
  readonly sipBy: "uri" | "trunk";
  readonly uri: string;
  readonly sip_trunk_id: string | null;
  readonly user: string;
  readonly timeout_seconds: number;
  readonly phone_number: string;
  readonly caller_id: "caller" | "called";
  readonly method: "GET" | "POST";
  readonly message: string;
}

const DEFAULT_TIMEOUT_SECONDS = 20;

export const emptyDraft: AgentDraft = {
  name: "",
  kind: "stream",
  url: "",
  parameters: "",
  welcome_greeting: "",
  language: "",
  voice: "",
  tts_provider: "",
  transcription_provider: "",
  interruptible: null,
  dtmf_detection: null,
  sipBy: "uri",
  uri: "",
  sip_trunk_id: null,
  user: "",
  timeout_seconds: DEFAULT_TIMEOUT_SECONDS,
  phone_number: "",
  caller_id: "caller",
  method: "POST",
  message: "",
};

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** The first line of the parameters that is no `name=value`. */
export const wrongParameter = (text: string): string | undefined => linesOf(text).find((line) => line.indexOf("=") < 1);

const parametersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    linesOf(text).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );

const textOrNull = (text: string): string | null => text.trim() || null;

function destinationOf(draft: AgentDraft): Destination {
  const { kind, url, timeout_seconds, sip_trunk_id } = draft;
  switch (kind) {
    case "stream":
      return { kind, url: url.trim(), parameters: parametersOf(draft.parameters) };
    case "conversation_relay":
      return {
        kind,
        url: url.trim(),
        parameters: parametersOf(draft.parameters),
        welcome_greeting: textOrNull(draft.welcome_greeting),
        language: textOrNull(draft.language),
        voice: textOrNull(draft.voice),
        tts_provider: textOrNull(draft.tts_provider),
        transcription_provider: textOrNull(draft.transcription_provider),
        interruptible: draft.interruptible,
        dtmf_detection: draft.dtmf_detection,
      };
    case "sip":
      return draft.sipBy === "uri"
        ? { kind, uri: draft.uri.trim(), timeout_seconds }
        : {
            kind,
            ...(sip_trunk_id && { sip_trunk_id }),
            ...(draft.user.trim() && { user: draft.user.trim() }),
            timeout_seconds,
          };
    case "dial":
      return {
        kind,
        phone_number: draft.phone_number.trim(),
        ...(sip_trunk_id && { sip_trunk_id }),
        timeout_seconds,
        caller_id: draft.caller_id,
      };
    case "redirect":
      return { kind, url: url.trim(), method: draft.method };
    case "say":
      return { kind, message: draft.message, voice: textOrNull(draft.voice), language: textOrNull(draft.language) };
  }
}

/** The body of the request that creates or replaces the agent. */
export const bodyOf = (draft: AgentDraft): NewAgent => ({
  name: draft.name.trim(),
  destination: destinationOf(draft),
});

/** An agent as one edits it. */
export function draftOf({ name, destination }: Pick<Agent, "name" | "destination">): AgentDraft {
  const base = { ...emptyDraft, name, kind: destination.kind };
  switch (destination.kind) {
    case "stream":
    case "conversation_relay": {
      const { parameters = {}, ...rest } = destination;
      const texts = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? emptyOf(key)]));
      const lines = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
      return { ...base, ...texts, parameters: lines.join("\n") };
    }
    case "sip":
      return {
        ...base,
        sipBy: destination.sip_trunk_id === undefined ? "uri" : "trunk",
        uri: destination.uri ?? "",
        sip_trunk_id: destination.sip_trunk_id ?? null,
        user: destination.user ?? "",
        timeout_seconds: destination.timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS,
      };
    case "dial":
      return {
        ...base,
        phone_number: destination.phone_number,
        sip_trunk_id: destination.sip_trunk_id ?? null,
        timeout_seconds: destination.timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS,
        caller_id: destination.caller_id ?? "caller",
      };
    case "redirect":
      return { ...base, url: destination.url, method: destination.method ?? "POST" };
    case "say":
      return {
        ...base,
        message: destination.message,
        voice: destination.voice ?? "",
        language: destination.language ?? "",
      };
  }
}

/** Fields with choices have `null` for "not said", texts are empty. */
const emptyOf = (key: string): string | null => (key === "interruptible" || key === "dtmf_detection" ? null : "");

/** Where an agent sends calls, in a few characters. */
export function targetOf(destination: Destination): string {
  switch (destination.kind) {
    case "stream":
    case "conversation_relay":
    case "redirect":
      return destination.url;
    case "sip":
      return destination.uri ?? destination.sip_trunk_id ?? "";
    case "dial":
      return destination.phone_number;
    case "say":
      return destination.message;
  }
}
