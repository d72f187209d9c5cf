import { z } from "@hono/zod-openapi";
import { isoTime, isoTimeOrNull } from "../kernel/time";
import type { Readiness } from "./read";
import { causeCodes, severities, unknowns } from "./verdict";

const time = z.iso.datetime().nullable();

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
  { number, facts, verdict, agents, before, carrierAskedAt, lastGoodCallAt }: Readiness,
  now: number,
): ReadinessWire {
  const { taken, refused } = facts.webhooks;
  return {
    phone_number_id: number.id,
    phone_number: number.e164,
    ready: verdict.ready,
    causes: [...verdict.causes],
    unknown: [...verdict.unknown],
    carrier: { setup: facts.atCarrier, checked_at: isoTimeOrNull(carrierAskedAt) },
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
