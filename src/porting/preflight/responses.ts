import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { requirementIds, requirementStatuses } from "../rules/requirements";
import { severities } from "./finding";
import type { PreflightRule } from "./preflight";
import { ruleTexts } from "./rule-texts";

export const portingRequirement = z
  .object({
    id: z.enum(requirementIds).openapi("PortingRequirementId", { description: "The requirement's name." }),
    kind: z.enum(["field", "document"]).openapi({ description: "Whether a field or a document meets it." }),
    pointer: z.string().openapi({
      description: "The field in the body of a change, as a JSON pointer; for a document its kind.",
      example: "/service_address",
    }),
    title: z.string().openapi({ description: "A few words for a form.", example: "Service address" }),
    acceptance_criteria: z.string().openapi({ description: "The form in which carriers take it." }),
    example: z.string().openapi({ description: "A value or file that would do." }),
    status: z.enum(requirementStatuses).openapi("PortingRequirementStatus", { description: "How it stands." }),
    detail: z.string().nullable().openapi({ description: "Why it is missing or rejected; null if it is neither." }),
  })
  .openapi("PortingRequirement");

const change = z
  .object({
    kind: z.enum(["set_field", "remove_numbers"]).openapi({ description: "The kind of repair." }),
    pointer: z.string().optional().openapi({
      description: "The field to set in a change of the request, as a JSON pointer. Only for `set_field`.",
      example: "/service_address",
    }),
    value: z.unknown().optional().openapi({ description: "Its new value. Only for `set_field`." }),
  })
  .openapi("PreflightChange");

export const preflightFinding = z
  .object({
    // Safe: the keys of the texts are the rules.
    rule: z.enum(Object.keys(ruleTexts) as [PreflightRule, ...PreflightRule[]]).openapi("PreflightRule", {
      description: "The rule that found it.",
    }),
    severity: z.enum(severities).openapi("PreflightSeverity", { description: "How much it weighs." }),
    pointer: z
      .string()
      .openapi({ description: "The field that it is about, as a JSON pointer.", example: "/customer" }),
    detail: z.string().openapi({ description: "The fact, in a sentence." }),
    fix: z.string().nullable().openapi({ description: "The way out; null if nothing has to be done." }),
    change: orNull(change).openapi({
      description: "The repair for programs; null if only you can know the right value.",
    }),
    phone_numbers: z.array(z.string()).openapi({ description: "The numbers that it is about; empty: the request." }),
    source: z
      .object({
        title: z.string().openapi({ description: "The page's title.", example: "Twilio: PortIn resource" }),
        url: z.string().openapi({ description: "Its address." }),
      })
      .openapi("PreflightSource")
      .openapi({ description: "Where the rule comes from." }),
  })
  .openapi("PreflightFinding");

export const portingPreflight = z
  .object({
    score: z.int().openapi({ description: "From 0, certain to be refused, to 100: nothing was found.", example: 92 }),
    findings: z.array(preflightFinding).openapi({ description: "Errors first, then warnings, then infos." }),
    split: orNull(
      z
        .array(
          z
            .object({
              country: z.string().openapi({ description: "ISO 3166-1 alpha-2.", example: "US" }),
              type: z.enum(numberTypes).openapi({ description: "The type of number." }),
              losing_carrier: z.string().nullable().openapi({ description: "The carrier; null if it is not known." }),
              phone_numbers: z.array(z.string()).openapi({ description: "The numbers that stay together." }),
            })
            .openapi("PortingSplitGroup"),
        )
        .openapi("PortingSplit"),
    ).openapi({
      description:
        "The requests that the numbers need, the request's own carrier first, then the largest; null if one is enough. Submission makes them " +
        "of this one. Numbers of other carriers become drafts, because an account number and a bill belong to one carrier.",
    }),
    checked_at: z.iso.datetime().openapi({ description: "When it was checked." }),
  })
  .openapi("PortingPreflight");

export type PortingPreflight = z.output<typeof portingPreflight>;
