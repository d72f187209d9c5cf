import { z } from "#kernel/http/schema";
import { rungCodes, rungStatuses, rungs, verificationLevels } from "#sip/probe/gateway";
import { health } from "./responses";
import { trunkStatuses } from "./trunk";

const text = (description: string) => z.string().openapi({ description });

const rung = z
  .object({
    rung: z.enum(rungs).openapi("SipRung", { description: "The step." }),
    status: z.enum(rungStatuses).openapi("SipRungStatus", { description: "Its result." }),
    code: z.enum(rungCodes).nullable().openapi({ description: "The cause; null if it passed." }),
    detail: text("The result in a sentence."),
    hint: z.string().nullable().openapi({ description: "The next thing to look at; null if there is none." }),
    duration_ms: z.int().openapi({ description: "How long it took." }),
    sip_code: z.int().nullable().openapi({ description: "The status code of the SIP answer; null without one." }),
    reason_phrase: z.string().nullable().openapi({ description: "Its reason phrase." }),
    server: z.string().nullable().openapi({ description: "The `Server` or `User-Agent` of the answer." }),
  })
  .openapi("SipRungResult");

const gateway = z
  .object({
    gateway_id: text("The gateway's id."),
    verification_level: z
      .enum(verificationLevels)
      .openapi("SipVerificationLevel", { description: "The highest rung that is known to be right." }),
    limits: z.array(z.string()).openapi({ description: "Facts that cannot be known from here, and why." }),
    is_up: z.boolean().nullable().openapi({
      description:
        "Whether it answers. It takes five missed probes to be down and two answers to be up. Null: not known.",
    }),
    rungs: z.array(rung).openapi({ description: "The rungs of the latest probe, in order; empty before the first." }),
    addresses: z.array(z.string()).openapi({ description: "The addresses and ports that its name leads to." }),
    certificate_expires_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When its certificate expires; null: not known." }),
    checked_at: z.iso.datetime().nullable(),
  })
  .openapi("SipGatewayVerification");

export const sipTrunkVerification = z
  .object({
    sip_trunk_id: text("The trunk's id."),
    status: z.enum(trunkStatuses).openapi({ description: "The trunk's status." }),
    health,
    carrier_checks: z
      .array(
        z
          .object({
            part: text("The part of the trunk at Twilio."),
            status: z.enum(["passed", "failed", "unknown"]).openapi({ description: "Whether Twilio has it so." }),
            detail: text("The result in a sentence."),
          })
          .openapi("SipTrunkCarrierCheck"),
      )
      .openapi({ description: "The comparison of each part with Twilio; empty for a generic trunk." }),
    gateways: z.array(gateway).openapi({ description: "The ladder of each gateway." }),
    checked_at: z.iso.datetime().nullable(),
  })
  .openapi("SipTrunkVerification");

export type SipTrunkVerification = z.output<typeof sipTrunkVerification>;
