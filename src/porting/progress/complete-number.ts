import { capProblem } from "#acquisition/account/refuse";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import type { NewNumber } from "#kernel/ports/adoption";
import type { CarrierNumber, NumberSetup, OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";
import type { PortingNumberRow, PortingRequestRow, ProvedBy } from "../requests/table";

/** Why a number that has moved is not in service yet. */
export type PortObstacle =
  /** Twilio does not list it in the platform's account yet. */
  | { readonly kind: "not_listed" }
  /** Twilio or the database did not answer. */
  | { readonly kind: "unavailable" }
  /** The tenant's caps or status refuse it, or another tenant has it. */
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  /** Twilio refuses to set its URLs. */
  | { readonly kind: "not_configured"; readonly detail: string };

export type Completion =
  | {
      readonly kind: "completed";
      readonly number: PortingNumberRow;
      /** The id that it has in the inventory. */
      readonly phoneNumberId: string;
      readonly provedBy: ProvedBy;
      readonly hasMessages: boolean;
    }
  | { readonly kind: "waits"; readonly number: PortingNumberRow; readonly obstacle: PortObstacle };

export interface CompletionParts {
  readonly request: PortingRequestRow;
  readonly number: PortingNumberRow;
  /** Its monthly price from now on; `null`: not known. */
  readonly monthlyPrice: Money | null;
  readonly provedBy: ProvedBy;
}

/**
 * Takes a number into service that Twilio lists in the platform's account: its object and the inventory get it with its
 * agent and plan, and its URLs at Twilio are set. Each step is safe to repeat. It is not marked as ported here.
 */
export async function completeNumber(ctx: Context, parts: CompletionParts): Promise<Completion> {
  const { number, provedBy } = parts;
  const waits = (obstacle: PortObstacle): Completion => ({ kind: "waits", number, obstacle });
  const listed = await ctx.carrier.findOwned(number.e164);
  if (listed.kind !== "ok") return waits({ kind: "unavailable" });
  if (!listed.value) return waits({ kind: "not_listed" });
  const theirs = listed.value;
  const taken = await takeIn(ctx, parts, theirs);
  if (typeof taken !== "string") return waits(taken);
  const obstacle = await pointHere(ctx, theirs, number, taken);
  if (obstacle) return waits(obstacle);
  return { kind: "completed", number, phoneNumberId: taken, provedBy, hasMessages: theirs.capabilities.sms };
}

/** Returns the number's id in the inventory. */
async function takeIn(
  ctx: Context,
  { request, number, monthlyPrice }: CompletionParts,
  theirs: OwnedNumber,
): Promise<string | PortObstacle> {
  const { tenantId, e164 } = number;
  if (number.phoneNumberId === null)
    throw new Error(`The number ${number.id} of an open port has no id for the inventory.`);
  const settings = number.configuration ?? request.details.configuration;
  const taken: NewNumber = {
    id: number.phoneNumberId,
    ...recordOf(theirs, number),
    monthlyPrice,
    configuration: {
      friendlyName: null,
      tags: settings.tags,
      metadata: {},
      agentId: settings.agent_id,
      routing: settings.routing,
    },
    restored: false,
  };
  const by = { tenantId, actor: "system", requestId: ctx.requestId };
  const port = { portingRequestId: request.id, portingNumberId: number.id };
  const answer = await ctx.numberObject(e164).adopt({ by, number: taken, orderItemId: null, port });
  switch (answer.kind) {
    case "adopted":
      return answer.phoneNumberId;
    case "pending":
      return { kind: "unavailable" };
    case "not_free": {
      const problem = await capProblem(ctx, tenantId, [monthlyPrice], "The number is not in service.", {
        mayBeSuspended: true,
      });
      return problem
        ? { kind: "refused", code: problem.code, detail: problem.message }
        : { kind: "refused", code: "number_owned", detail: "A tenant of the platform holds or owns the number." };
    }
  }
}

const recordOf = (
  { carrierId, country, type, capabilities }: CarrierNumber,
  number: Pick<PortingNumberRow, "country" | "type">,
) => ({ carrierId, country: country ?? number.country, type: type ?? number.type, capabilities });

/** Sets the number's URLs, unless Twilio has them already. An attempt of unknown outcome is repeated later. */
async function pointHere(
  ctx: Context,
  theirs: OwnedNumber,
  { tenantId, e164 }: PortingNumberRow,
  id: string,
): Promise<PortObstacle | null> {
  const setup = setupOf(ctx.config.publicOrigin, { id, tenantId, e164, orderItemId: null });
  if (isSetUp(theirs, setup)) return null;
  const configured = await ctx.carrier.configure(theirs.carrierId, setup);
  if (configured.kind === "ok") return null;
  return configured.kind === "refused"
    ? { kind: "not_configured", detail: configured.message }
    : { kind: "unavailable" };
}

const isSetUp = (theirs: OwnedNumber, { label, voiceUrl, voiceStatusUrl, smsUrl }: NumberSetup): boolean =>
  theirs.label === label &&
  theirs.voiceUrl === voiceUrl &&
  theirs.voiceStatusUrl === voiceStatusUrl &&
  theirs.smsUrl === smsUrl &&
  theirs.voiceApplication === null &&
  theirs.smsApplication === null &&
  theirs.trunk === null;
