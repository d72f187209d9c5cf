// Pure: no I/O, no clock, no randomness.
import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { NumberType } from "#kernel/ports/carrier";
import type { RegistrationState } from "#kernel/values/compliance";
import { blocking, type Cause, warning } from "./causes";
import { type DocumentsFact, documentCauses, ofRegistration, unknownDocuments } from "./document-causes";

/** Decides whether callers reach a number and, if not, why: a function of facts. */

/** The result of an agent's last check. `missed`: no answer, once; `no`: no answer, several times in a row. */
export type Answers = "yes" | "missed" | "no" | "unknown" | "not_applicable";

export interface AgentFact {
  readonly id: string;
  /** False for one that a plan or number names and that was deleted. */
  readonly exists: boolean;
  readonly answers: Answers;
}

export interface NumberFacts {
  readonly status: NumberStatus;
  readonly voice: boolean;
  readonly sms: boolean;
  readonly country: string;
  readonly type: NumberType;
  /** Where its webhooks point and that the carrier has it, by the last comparison with the carrier. */
  readonly atCarrier: "right" | "drifted" | "missing" | "unknown";
  /** The agents that its calls may go to. */
  readonly agents: readonly AgentFact[];
  readonly hasFallback: boolean;
  /** Webhooks of the last two days: taken, and turned away for a wrong signature. */
  readonly webhooks: { readonly taken: number; readonly refused: number };
  /** How many of its latest messages the carrier did not deliver because the number is not registered. */
  readonly unregisteredMessages: number;
  /** By the carrier's record of it; `null` until that was read. */
  readonly documents: DocumentsFact | null;
  /** Whether the carrier has it registered as a sender of messages, where that is needed. */
  readonly registration: RegistrationState;
}

/** Facts that may be unknown. An unknown fact is no cause. */
export const unknowns = [
  "carrier_setup",
  "agent",
  "signature",
  "messaging_registration",
  "address",
  "emergency_address",
  "bundle",
] as const;
type UnknownFact = (typeof unknowns)[number];

export interface ReadinessResult {
  /** True without a blocking cause; `null` for a number that is being released or was. */
  readonly ready: boolean | null;
  readonly causes: readonly Cause[];
  readonly unknown: readonly UnknownFact[];
}

/** So many wrong signatures are no stray request any more. */
export const REFUSALS_THAT_COUNT = 3;
/** From this share of refused webhooks on, with at least `REFUSALS_THAT_COUNT`, the number gets a warning. */
const REFUSED_SHARE = 0.1;

const evaluated: readonly NumberStatus[] = ["active", "suspended", "lost"];

export function evaluateReadiness(facts: NumberFacts): ReadinessResult {
  if (!evaluated.includes(facts.status)) return { ready: null, causes: [], unknown: [] };
  const causes = [
    ...ofStatus(facts),
    ...ofCarrier(facts),
    ...ofAgents(facts),
    ...ofWebhooks(facts),
    ...ofMessages(facts),
    ...ofRegistration(facts),
    ...documentCauses(facts),
  ];
  return { ready: causes.every(({ severity }) => severity !== "blocking"), causes, unknown: unknownOf(facts) };
}

function ofStatus({ status }: NumberFacts): Cause[] {
  if (status === "suspended") {
    return [blocking("suspended", "The number is suspended.", "Resume it: POST /v1/phone-numbers/{id}/resume.")];
  }
  if (status !== "lost") return [];
  const fix = "Ask the carrier what became of it, or release it: POST /v1/phone-numbers/{id}/release.";
  return [blocking("lost", "The carrier no longer has the number.", fix)];
}

function ofCarrier({ status, atCarrier }: NumberFacts): Cause[] {
  if (atCarrier === "drifted") {
    const fix = "The finding number_drifted lists what to put back in the carrier's console.";
    return [blocking("carrier_setup_changed", "At the carrier, the number's calls or messages go elsewhere.", fix)];
  }
  if (atCarrier !== "missing" || status === "lost") return [];
  const fix = "Ask the carrier what became of it; the finding number_missing has what is known.";
  return [blocking("missing_at_carrier", "The carrier did not list the number when it was last asked.", fix)];
}

function ofAgents({ voice, agents, hasFallback }: NumberFacts): Cause[] {
  if (!voice) return [];
  const there = agents.filter(({ exists }) => exists);
  const answering = there.filter(({ answers }) => answers !== "no");
  const gone = agents.filter(({ exists }) => !exists).map(({ id }) => id);
  const named = (answers: Answers) => there.filter((agent) => agent.answers === answers).map(({ id }) => id);
  const [silent, missed] = [named("no"), named("missed")];
  const assign = "Assign one: POST /v1/phone-numbers/{id}/assign.";
  const check = "Start the agent or change its destination, then check it: POST /v1/agents/{id}/check.";
  const withoutAnswer = hasFallback ? warning : blocking;
  return [
    ...(there.length > 0
      ? []
      : [
          withoutAnswer(
            "no_agent",
            hasFallback ? "No agent answers; calls fall back." : "No agent answers its calls.",
            assign,
          ),
        ]),
    ...(gone.length === 0
      ? []
      : [warning("agent_gone", `The number names agents that were deleted: ${gone.join(", ")}.`, assign)]),
    ...(silent.length === 0
      ? []
      : [
          (answering.length > 0 ? warning : withoutAnswer)(
            "agent_unreachable",
            `The destinations of these agents do not answer: ${silent.join(", ")}.`,
            check,
          ),
        ]),
    ...(missed.length === 0
      ? []
      : [warning("agent_missed_check", `These agents did not answer when last asked: ${missed.join(", ")}.`, check)]),
  ];
}

function ofWebhooks({ webhooks: { taken, refused } }: NumberFacts): Cause[] {
  if (refused < REFUSALS_THAT_COUNT) return [];
  const fix =
    "Ask the platform whether its auth token is the carrier account's own. If calls are answered all the same, a stranger sends requests " +
    "at the number's URLs, and nothing needs to be done.";
  if (taken === 0) return [blocking("webhooks_refused", "Every webhook of the last two days was wrongly signed.", fix)];
  if (refused / (taken + refused) < REFUSED_SHARE) return [];
  return [warning("webhooks_refused", "Many webhooks of the last two days were wrongly signed.", fix)];
}

function ofMessages({ sms, unregisteredMessages }: NumberFacts): Cause[] {
  if (!sms || unregisteredMessages === 0) return [];
  const fix = "Register it with the carrier: a local number for A2P 10DLC, a toll-free number by its verification.";
  return [
    warning(
      "messages_unregistered",
      "The carrier does not deliver its messages, as the number is not registered.",
      fix,
    ),
  ];
}

function unknownOf(facts: NumberFacts): UnknownFact[] {
  const { voice, agents, atCarrier, webhooks } = facts;
  const isUnknown: Readonly<Record<UnknownFact, boolean>> = {
    carrier_setup: atCarrier === "unknown",
    agent: voice && agents.some(({ exists, answers }) => exists && answers === "unknown"),
    signature: webhooks.taken === 0 && webhooks.refused < REFUSALS_THAT_COUNT,
    ...unknownDocuments(facts),
  };
  return unknowns.filter((name) => isUnknown[name]);
}
