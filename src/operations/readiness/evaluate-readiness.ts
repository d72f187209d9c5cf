// Pure: no I/O, no clock, no randomness.
import { type AcquisitionMethod, isInService, type NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { NumberType } from "#kernel/ports/carrier";
import type { RegistrationState } from "#kernel/values/compliance";
import { blocking, type Cause, warning } from "./causes";
import { type DocumentsFact, documentCauses, registrationCauses, unknownDocuments } from "./document-causes";

/** Decides from facts whether callers reach a number, and lists the causes if they do not. */

/** The result of an agent's last check. `missed`: no answer, once; `no`: no answer, several times in a row. */
export type Answers = "yes" | "missed" | "no" | "unknown" | "not_applicable";

export interface AgentFact {
  readonly id: string;
  /** `false` for a deleted agent that a routing plan or number still names. */
  readonly exists: boolean;
  /** `false` for an agent with TwiML of the tenant's own, if that may not run for the number. */
  readonly isAllowed: boolean;
  readonly answers: Answers;
}

export interface NumberFacts {
  readonly acquisitionMethod: AcquisitionMethod;
  readonly status: NumberStatus;
  readonly voice: boolean;
  readonly sms: boolean;
  readonly country: string;
  readonly type: NumberType;
  /**
   * The number's setup by the last sync of its account: as in the inventory (`right`), different, missing, or not
   * compared yet. `not_applicable`: another carrier has the number.
   */
  readonly atCarrier: "right" | "drifted" | "missing" | "unknown" | "not_applicable";
  /** The agents that the number's calls may go to. */
  readonly agents: readonly AgentFact[];
  readonly hasFallback: boolean;
  /** Webhooks of today and yesterday (UTC): accepted, and rejected for a wrong signature. */
  readonly webhooks: { readonly taken: number; readonly refused: number };
  /** Latest messages that the carrier did not deliver because the number is not registered. */
  readonly unregisteredMessages: number;
  /** The documents in the carrier's record of the number; `null` until a sync has read it. */
  readonly documents: DocumentsFact | null;
  /** The number's registration as a sender of messages, where the carrier requires one. */
  readonly registration: RegistrationState;
}

/** Facts that may be unknown. An unknown fact is reported, but is not a cause. */
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
  /** `true` without a blocking cause; `null` for a number that is released or being released. */
  readonly ready: boolean | null;
  readonly causes: readonly Cause[];
  readonly unknown: readonly UnknownFact[];
}

/** Fewer rejected webhooks than this may be stray requests and are ignored. */
export const REFUSALS_THAT_COUNT = 3;
/** At this share of rejected webhooks, with at least `REFUSALS_THAT_COUNT` of them, the number gets a warning. */
const REFUSED_SHARE = 0.1;

export function evaluateReadiness(facts: NumberFacts): ReadinessResult {
  // Numbers with another status are released or being released, so readiness does not apply.
  if (!isInService(facts.status)) return { ready: null, causes: [], unknown: [] };
  const causes = [
    ...statusCauses(facts),
    ...carrierCauses(facts),
    ...agentCauses(facts),
    ...webhookCauses(facts),
    ...messageCauses(facts),
    ...registrationCauses(facts),
    ...documentCauses(facts),
  ];
  return { ready: causes.every(({ severity }) => severity !== "blocking"), causes, unknown: unknownOf(facts) };
}

function statusCauses({ status, acquisitionMethod }: NumberFacts): Cause[] {
  if (status === "suspended") {
    return [blocking("suspended", "The number is suspended.", "Resume it: POST /v1/phone-numbers/{id}/resume.")];
  }
  if (status !== "lost") return [];
  if (acquisitionMethod === "imported") {
    const fix =
      "Find out where the number went. If it is gone for good, detach it: POST /v1/phone-numbers/{id}/detach.";
    return [blocking("lost", "Your Twilio account no longer has the number.", fix)];
  }
  const fix = "Ask the carrier why it no longer has the number, or release it: POST /v1/phone-numbers/{id}/release.";
  return [blocking("lost", "The carrier no longer has the number.", fix)];
}

function carrierCauses({ status, atCarrier }: NumberFacts): Cause[] {
  if (atCarrier === "drifted") {
    const fix = "The finding number_drifted lists the settings to restore in the carrier's console.";
    return [
      blocking(
        "carrier_setup_changed",
        "The number's settings at the carrier were changed, so its calls or messages may go elsewhere.",
        fix,
      ),
    ];
  }
  if (atCarrier !== "missing" || status === "lost") return [];
  const fix = "Ask the carrier why it does not list the number; the finding number_missing has the details.";
  return [blocking("missing_at_carrier", "The carrier did not list the number in the last sync.", fix)];
}

function agentCauses({ voice, agents, hasFallback }: NumberFacts): Cause[] {
  if (!voice) return [];
  const existing = agents.filter(({ exists, isAllowed }) => exists && isAllowed);
  const refused = agents.filter(({ exists, isAllowed }) => exists && !isAllowed).map(({ id }) => id);
  const answering = existing.filter(({ answers }) => answers !== "no");
  const deleted = agents.filter(({ exists }) => !exists).map(({ id }) => id);
  const idsWith = (answers: Answers) => existing.filter((agent) => agent.answers === answers).map(({ id }) => id);
  const [unreachable, missed] = [idsWith("no"), idsWith("missed")];
  const assign = "Assign an agent: POST /v1/phone-numbers/{id}/assign.";
  const check = "Start the agent or change its destination, then check it: POST /v1/agents/{id}/check.";
  const blockingUnlessFallback = hasFallback ? warning : blocking;
  return [
    ...(existing.length > 0
      ? []
      : [
          blockingUnlessFallback(
            "no_agent",
            hasFallback
              ? "The number has no agent, so every call goes to the fallback."
              : "The number has no agent, so no call is answered.",
            assign,
          ),
        ]),
    ...(deleted.length === 0
      ? []
      : [warning("agent_gone", `The number's routing names deleted agents: ${deleted.join(", ")}.`, assign)]),
    ...(refused.length === 0
      ? []
      : [
          warning(
            "agent_redirect_not_allowed",
            `These agents answer with your own TwiML, which may not run in the platform's Twilio account: ${refused.join(", ")}.`,
            "Use agents of another kind, or ask the platform's operator to allow redirects.",
          ),
        ]),
    ...(unreachable.length === 0
      ? []
      : [
          (answering.length > 0 ? warning : blockingUnlessFallback)(
            "agent_unreachable",
            `The destinations of these agents do not answer: ${unreachable.join(", ")}.`,
            check,
          ),
        ]),
    ...(missed.length === 0
      ? []
      : [
          warning(
            "agent_missed_check",
            `The destinations of these agents did not answer the last check: ${missed.join(", ")}.`,
            check,
          ),
        ]),
  ];
}

function webhookCauses({ acquisitionMethod, webhooks: { taken, refused } }: NumberFacts): Cause[] {
  if (refused < REFUSALS_THAT_COUNT) return [];
  const check =
    acquisitionMethod === "imported"
      ? "Check that your carrier account has its present auth token here: PATCH /v1/carrier-accounts/{id}."
      : "Ask the platform's operator to check that its auth token is that of the carrier account.";
  const fix = `${check} If calls are answered nevertheless, the rejected requests come from a stranger, and nothing needs to be done.`;
  if (taken === 0)
    return [
      blocking(
        "webhooks_refused",
        "Every webhook of the last two days had a wrong signature, so the platform rejected it.",
        fix,
      ),
    ];
  if (refused / (taken + refused) < REFUSED_SHARE) return [];
  return [warning("webhooks_refused", "Many webhooks of the last two days had a wrong signature.", fix)];
}

function messageCauses({ sms, unregisteredMessages }: NumberFacts): Cause[] {
  if (!sms || unregisteredMessages === 0) return [];
  const fix =
    "Register the number with the carrier: A2P 10DLC for a local number, a verification for a toll-free number.";
  return [
    warning(
      "messages_unregistered",
      "The carrier does not deliver the number's messages, because the number is not registered.",
      fix,
    ),
  ];
}

function unknownOf(facts: NumberFacts): UnknownFact[] {
  const { voice, agents, atCarrier, webhooks, acquisitionMethod } = facts;
  const documents = unknownDocuments(facts);
  const isUnknown: Readonly<Record<UnknownFact, boolean>> = {
    carrier_setup: atCarrier === "unknown",
    agent: voice && agents.some(({ exists, isAllowed, answers }) => exists && isAllowed && answers === "unknown"),
    signature: webhooks.taken === 0 && webhooks.refused < REFUSALS_THAT_COUNT,
    ...documents,
  };
  // Another carrier has the number, so Twilio knows no documents of it.
  const isOnTrunk = acquisitionMethod === "sip_trunk";
  return unknowns.filter((name) => isUnknown[name] && !(isOnTrunk && name in documents));
}
