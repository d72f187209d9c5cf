import { z } from "#kernel/http/schema";
import { addressRequirements } from "#kernel/ports/carrier";
import { emergencyAddressStates, registrationStates } from "#kernel/values/compliance";
import { bundleStandings } from "#operations/compliance/bundle";
import { holders } from "#operations/compliance/holder";
import { registrationKinds } from "#operations/compliance/registration";
import { causeCodes, causeSeverities } from "./causes";
import { unknowns } from "./evaluate-readiness";
import { whose } from "./wire";

const time = z.iso.datetime().nullable();

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
      .openapi({
        description: "The bundle that the number depends on; null without one, or until the carrier's record was read.",
      }),
    checked_at: time.openapi({ description: "When the carrier's record of the number was last read." }),
  })
  .openapi({ description: "The documents in the carrier's record of the number." });

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
          severity: z.enum(causeSeverities).openapi({ description: "`blocking`: callers are not served." }),
          detail: z.string(),
          fix: z.string().openapi({ description: "How to remove the cause." }),
        }),
      )
      .openapi({ description: "Everything that is known to be wrong." }),
    unknown: z
      .array(z.enum(unknowns))
      .openapi({ description: "Facts that are not known at the moment. An unknown fact is no cause." }),
    carrier: z.object({
      setup: z.enum(["right", "drifted", "missing", "unknown"]),
      checked_at: time.openapi({ description: "When the carrier's list was compared with the inventory." }),
    }),
    papers: documentsShape,
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
      .openapi({ description: "The agents that the number's calls may go to." }),
    last_good_call_at: time.openapi({
      description: "The last of its latest 20 calls that an agent answered and that ended normally.",
    }),
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
    changed_at: time.openapi({ description: "When the readiness that lists filter by last changed." }),
  })
  .openapi("PhoneNumberReadiness");

export type Readiness = z.output<typeof readiness>;
