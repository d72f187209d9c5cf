import { webhookUrl } from "#inventory/phone-numbers/webhook-urls";
import type { WebhookContext } from "#kernel/ports/context";
import type { TrunkDestination } from "#kernel/values/destination";

/** The attempts to connect a call, in the order in which they are made. */
export const legNames = ["agent", "fallback"] as const;
export type LegName = (typeof legNames)[number];

const numberOf = ({ config, tenantId, phoneNumberId }: WebhookContext) => ({
  publicOrigin: config.publicOrigin,
  tenantId,
  phoneNumberId,
});

/** An attempt to connect a call over a SIP trunk. */
export interface TrunkLeg {
  readonly destination: TrunkDestination;
  /** The gateways that were dialled, the latest last. The trunk itself if it is one at Twilio. */
  readonly tried: readonly string[];
}

/**
 * The URL that Twilio calls after an attempt, to get the next TwiML. It has all that the next attempt over a trunk
 * needs, because the call's record may not be written yet.
 */
export function callResultUrl(webhook: WebhookContext, leg: LegName, over: TrunkLeg | null = null): string {
  const query = new URLSearchParams({ leg, ...(over && trunkFields(over)) });
  return `${webhookUrl(numberOf(webhook), "voice-result")}?${query}`;
}

function trunkFields({ destination, tried }: TrunkLeg): Record<string, string> {
  const { sipTrunkId, timeoutSeconds } = destination;
  return {
    trunk: sipTrunkId,
    ...(destination.kind === "dial" && { dial: destination.phoneNumber, caller_id: destination.callerId }),
    ...(destination.kind === "sip" && destination.user !== null && { user: destination.user }),
    timeout: String(timeoutSeconds),
    tried: tried.join(","),
  };
}

/** The attempt that a result URL names; `null`: no trunk was dialled. */
export function trunkLegIn(query: Readonly<Record<string, string>>): TrunkLeg | null {
  const { trunk: sipTrunkId, dial: phoneNumber, user = null, caller_id, timeout, tried } = query;
  if (sipTrunkId === undefined) return null;
  const shared = { sipTrunkId, timeoutSeconds: Number(timeout) };
  const callerId = caller_id === "called" ? ("called" as const) : ("caller" as const);
  return {
    destination:
      phoneNumber === undefined ? { kind: "sip", ...shared, user } : { kind: "dial", ...shared, phoneNumber, callerId },
    tried: tried ? tried.split(",") : [],
  };
}

/** The URL to which Twilio reports the status of a forwarded message. */
export const messageStatusUrl = (webhook: WebhookContext): string => webhookUrl(numberOf(webhook), "sms-status");
