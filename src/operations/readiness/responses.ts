import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { addressRequirements } from "#kernel/ports/carrier";
import { emergencyAddressStates, registrationStates } from "#kernel/values/compliance";
import { bundleStandings } from "#operations/compliance/bundle";
import { holders } from "#operations/compliance/holder";
import { registrationKinds } from "#operations/compliance/registration";
import { causeCodes, causeSeverities } from "./causes";
import { unknowns } from "./evaluate-readiness";
import { whose } from "./wire";

const time = z.iso.datetime().nullable();

const bundleState = z
  .object({
    holder: z.enum(holders).openapi({ description: whose }),
    bundle_sid: z.string().nullable().openapi({ description: "Null if it is not yours." }),
    standing: z.enum(bundleStandings).openapi({
      description:
        "`expiring`: approved until `valid_until`, because the regulation has changed; `gone`: the carrier account no longer has " +
        "the bundle; `unknown`: not read yet.",
    }),
    valid_until: time,
    checked_at: time.openapi({
      description: "When the carrier last reported this state; at most about an hour ago while the carrier answers.",
    }),
  })
  .openapi("BundleState");

const documentsShape = z
  .object({
    address: z.object({
      requirement: z
        .enum(addressRequirements)
        .nullable()
        .openapi({ description: "The kind of address that the carrier requires; null until its record was read." }),
      holder: z
        .enum(holders)
        .nullable()
        .openapi({ description: `${whose} Null if the number has no address at the carrier.` }),
      address_sid: z.string().nullable().openapi({ description: "Null if there is none, or it is not yours." }),
    }),
    emergency: z.object({
      applies: z
        .boolean()
        .openapi({ description: "Whether a number of this country and type needs an emergency address." }),
      address: z.enum(emergencyAddressStates).nullable(),
      calling_enabled: z.boolean().nullable(),
    }),
    bundle: orNull(bundleState).openapi({
      description: "The bundle that the number depends on; null without one, or until the carrier's record was read.",
    }),
    checked_at: time.openapi({ description: "When the carrier's record of the number was last read." }),
  })
  .openapi({ description: "The documents in the carrier's record of the number." });

const messaging = z
  .object({
    needs: z.enum(registrationKinds).nullable().openapi({
      description:
        "`campaign`: A2P 10DLC, for US local numbers; `toll_free`: a toll-free verification. Null if the number needs none.",
    }),
    state: z
      .enum(registrationStates)
      .nullable()
      .openapi({ description: "The state of the needed registration; null if none is needed." }),
    checked_at: time.openapi({ description: "When all registrations of this kind were last read." }),
  })
  .openapi({ description: "Whether the number is registered to send messages." });

export const readiness = z
  .object({
    phone_number_id: z.string(),
    phone_number: z.string(),
    ready: z.boolean().nullable().openapi({
      description: "True if no cause is blocking; null for a number that is released or being released.",
    }),
    causes: z
      .array(
        z.object({
          code: z.enum(causeCodes),
          severity: z.enum(causeSeverities).openapi({
            description:
              "`blocking`: callers do not reach the number. `warning`: they do, but the cause needs attention.",
          }),
          detail: z.string(),
          fix: z.string().openapi({ description: "How to remove the cause." }),
        }),
      )
      .openapi({ description: "The known causes; empty if there are none." }),
    unknown: z
      .array(z.enum(unknowns))
      .openapi({ description: "Facts that are not known at the moment. An unknown fact is no cause." }),
    carrier: z.object({
      setup: z.enum(["right", "drifted", "missing", "unknown", "not_applicable"]),
      checked_at: time.openapi({ description: "When the last sync of the number's account read the carrier's list." }),
    }),
    documents: documentsShape,
    messaging,
    agents: z
      .array(
        z.object({
          agent_id: z.string(),
          exists: z.boolean(),
          answers: z.enum(["yes", "missed", "no", "unknown", "not_applicable"]).openapi({
            description: "The result of the last check. `missed`: one failed check; `no`: several in a row.",
          }),
          checked_at: time,
        }),
      )
      .openapi({ description: "The agents that the number's calls may go to." }),
    last_good_call_at: time.openapi({
      description: "The time of the last completed call that was routed to an agent, among the latest 20 calls.",
    }),
    webhooks: z
      .object({
        taken: z.int(),
        refused: z.int().openapi({ description: "Webhooks that were rejected for a wrong signature." }),
        error_rate: z
          .number()
          .nullable()
          .openapi({ description: "The share of rejected webhooks; null without webhooks." }),
      })
      .openapi({ description: "Webhooks of today and yesterday (UTC)." }),
    checked_at: z.iso.datetime(),
    changed_at: time.openapi({ description: "When the readiness that lists filter by last changed." }),
  })
  .openapi("PhoneNumberReadiness");

export type Readiness = z.output<typeof readiness>;
