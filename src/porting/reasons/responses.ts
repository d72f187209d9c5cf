import { z } from "#kernel/http/schema";
import { notPortableCodes, rejectionCodes } from "#kernel/values/porting-reasons";
import { actors, reasonKinds } from "../rules/reasons";

const text = (description: string) => z.string().openapi({ description });

const explained = {
  code: z
    .enum([...notPortableCodes, ...rejectionCodes])
    .openapi({ description: "The reason, as `getPortingReasons` lists it." }),
  title: text("The reason in a few words."),
  detail: text("The problem."),
  who_acts: z.enum(actors).openapi({ description: "Who has to do something next." }),
  fix: text("The next step."),
};

export const portingReason = z
  .object({
    ...explained,
    carrier_code: z.string().nullable().openapi({ description: "Twilio's own code." }),
    carrier_text: z.string().nullable().openapi({ description: "Twilio's own words, or the losing carrier's." }),
  })
  .openapi("PortingReason");

export type PortingReason = z.output<typeof portingReason>;

export const portingReasonList = z
  .object({
    reasons: z
      .array(
        z
          .object({
            ...explained,
            kind: z.enum(reasonKinds).openapi({ description: "Whether it is known before a port is requested." }),
          })
          .openapi("PortingReasonExplanation"),
      )
      .openapi({ description: "The whole catalogue." }),
  })
  .openapi("PortingReasonList");

export type PortingReasonList = z.output<typeof portingReasonList>;
