import { z } from "@hono/zod-openapi";
import { addressRequirements } from "#kernel/ports/carrier";
import { emergencyAddressStates, registrationStates } from "#kernel/values/compliance";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { bundleStandings } from "#operations/compliance/bundle";
import { needsEmergencyAddress } from "#operations/compliance/emergency";
import { holders } from "#operations/compliance/holder";
import { neededRegistration, registrationKinds } from "#operations/compliance/registration";
import { causeCodes, severities } from "./cause";
import type { Readiness } from "./read";
import { unknowns } from "./verdict";

const time = z.iso.datetime().nullable();

const whose =
  "Whose it is: whoever uses an address or a bundle first has it from then on. A number that was transferred may still have " +
  "`another` tenant's. Its id is shown if it is yours only.";

const papers = z
  .object({
    address: z.object({
      requirement: z
        .enum(addressRequirements)
        .nullable()
        .openapi({ description: "What kind of address the carrier wants to have; null until its record was read." }),
      holder: z
        .enum(holders)
        .nullable()
        .openapi({ description: `${whose} Null if the number has no address at the carrier.` }),
      address_sid: z.string().nullable().openapi({ description: "Null if there is none, or it is not yours." }),
    }),
    emergency: z.object({
      applies: z
        .boolean()
        .openapi({ description: "False where the carrier has no emergency calls from such a number." }),
      address: z.enum(emergencyAddressStates).nullable(),
      calling_enabled: z.boolean().nullable(),
    }),
    bundle: z
      .object({
        holder: z.enum(holders).openapi({ description: whose }),
        bundle_sid: z.string().nullable().openapi({ description: "Null if it is not yours." }),
        standing: z.enum(bundleStandings).openapi({
          description:
            "`expiring`: approved until `valid_until`, as the rules have changed; `gone`: the carrier account has it no longer; " +
            "`unknown`: not asked yet.",
        }),
        valid_until: time,
        checked_at: time.openapi({
          description: "When the carrier gave this answer; an hour old at most if it is asked.",
        }),
      })
      .nullable()
      .openapi({ description: "What the number hangs on; null if on none, or until the carrier's record was read." }),
    checked_at: time.openapi({ description: "When the carrier's record of the number was last read." }),
  })
  .openapi({ description: "What the carrier's record of the number says." });

const messaging = z
  .object({
    needs: z.enum(registrationKinds).nullable().openapi({
      description:
        "`campaign`: A2P 10DLC, for local numbers of the US; `toll_free`: verification. Null where messages need none.",
    }),
    state: z
      .enum(registrationStates)
      .nullable()
      .openapi({ description: "How the registration stands that is needed." }),
    checked_at: time.openapi({ description: "When all registrations of this kind were last read." }),
  })
  .openapi({ description: "Whether the number is registered to send messages." });

export const readiness = z
  .object({
    phone_number_id: z.string(),
    phone_number: z.string(),
    ready: z.boolean().nullable().openapi({
      description: "True if no cause is blocking; null for a number that is being released or was.",
    }),
    causes: z
      .array(
        z.object({
          code: z.enum(causeCodes),
          severity: z.enum(severities).openapi({ description: "`blocking`: callers are not served." }),
          detail: z.string(),
          fix: z.string().openapi({ description: "What to do about it." }),
        }),
      )
      .openapi({ description: "Everything that is known to be wrong." }),
    unknown: z
      .array(z.enum(unknowns))
      .openapi({ description: "What cannot be told at the moment. It counts neither for the number nor against it." }),
    carrier: z.object({
      setup: z.enum(["right", "drifted", "missing", "unknown"]),
      checked_at: time.openapi({ description: "When the carrier's list was compared with the inventory." }),
    }),
    papers,
    messaging,
    agents: z
      .array(
        z.object({
          agent_id: z.string(),
          exists: z.boolean(),
          answers: z.enum(["yes", "missed", "no", "unknown", "not_applicable"]).openapi({
            description: "As it was last asked; `missed`: no answer once, `no`: several times in a row.",
          }),
          checked_at: time,
        }),
      )
      .openapi({ description: "Those that the number's calls may go to." }),
    last_good_call_at: time.openapi({ description: "Of its latest 20 calls, the last that an agent had to its end." }),
    webhooks: z
      .object({
        taken: z.int(),
        refused: z.int().openapi({ description: "Turned away for a wrong signature." }),
        error_rate: z
          .number()
          .nullable()
          .openapi({ description: "The share that was refused; null if there were none." }),
      })
      .openapi({ description: "Today and yesterday, UTC." }),
    checked_at: z.iso.datetime(),
    changed_at: time.openapi({ description: "When the verdict that lists are filtered by was last another one." }),
  })
  .openapi("PhoneNumberReadiness");

export type ReadinessWire = z.infer<typeof readiness>;

export function toReadiness(
  { number, facts, verdict, agents, before, carrierAskedAt, lastGoodCallAt, papers: known }: Readiness,
  now: number,
): ReadinessWire {
  const { taken, refused } = facts.webhooks;
  const { addressRequirement = null, emergencyAddress = null, emergencyCalling = null, bundle } = facts.papers ?? {};
  const needs = neededRegistration(facts);
  return {
    phone_number_id: number.id,
    phone_number: number.e164,
    ready: verdict.ready,
    causes: [...verdict.causes],
    unknown: [...verdict.unknown],
    carrier: { setup: facts.atCarrier, checked_at: isoTimeOrNull(carrierAskedAt) },
    papers: {
      address: {
        requirement: addressRequirement,
        holder: facts.papers?.addressHolder ?? null,
        address_sid: known.addressSid,
      },
      emergency: {
        applies: needsEmergencyAddress(facts),
        address: emergencyAddress,
        calling_enabled: emergencyCalling,
      },
      bundle: bundle
        ? {
            holder: bundle.holder,
            bundle_sid: known.bundleSid,
            standing: bundle.standing,
            valid_until: isoTimeOrNull(bundle.validUntil),
            checked_at: isoTimeOrNull(known.bundleAskedAt),
          }
        : null,
      checked_at: isoTimeOrNull(known.readAt),
    },
    messaging: {
      needs,
      state: needs === null ? null : facts.registration,
      checked_at: isoTimeOrNull(known.registrationsReadAt),
    },
    agents: agents.map(({ id, exists, answers, checkedAt }) => ({
      agent_id: id,
      exists,
      answers,
      checked_at: isoTimeOrNull(checkedAt),
    })),
    last_good_call_at: isoTimeOrNull(lastGoodCallAt),
    webhooks: { taken, refused, error_rate: taken + refused === 0 ? null : refused / (taken + refused) },
    checked_at: isoTime(now),
    changed_at: isoTimeOrNull(before?.changedAt ?? null),
  };
}
