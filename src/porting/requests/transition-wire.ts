import { isTimeZone } from "#inventory/routing/schedule";
import { invalidField, validationFailed } from "#kernel/http/problem";
import { lazily, z } from "#kernel/http/schema";
import { phoneNumber } from "#kernel/http/wire";
import { rejectionCodes } from "#kernel/values/porting-reasons";

import type { ConfirmedFoc, PortingNumberMove, RequestMove } from "../rules/plan-move";
import { explain } from "../rules/reasons";
import type { TransitionName } from "../rules/transitions";
import type { PortingNumberRow } from "./table";

const reasonText = lazily(() =>
  z.string().trim().min(3).max(500).openapi({
    description: "Why you make the move, in words that the customer may read: it is in the timeline.",
    example: "The losing carrier confirmed the order.",
  }),
);

const instant = (description: string, example: string) =>
  z.iso.datetime({ offset: true }).openapi({ description, example });

const focInput = lazily(() =>
  z
    .strictObject({
      at: instant("The instant at which the numbers move.", "2026-12-15T16:00:00Z"),
      window_end: instant("The end of the window; null if none is known.", "2026-12-15T18:00:00Z").nullish(),
      time_zone: z
        .string()
        .max(64)
        .refine(isTimeZone, "Must be an IANA time zone like America/Chicago.")
        .nullish()
        .openapi({
          type: ["string", "null"],
          maxLength: 64,
          description: "The carrier's time zone.",
          example: "America/Chicago",
        }),
    })
    .openapi("NewPortingFoc", { description: "The date that the losing carrier confirmed." }),
);

const rejectionInput = lazily(() =>
  z
    .strictObject({
      code: z.enum(rejectionCodes).openapi({ description: "A code of `GET /v1/porting-reasons`." }),
      detail: z
        .string()
        .trim()
        .min(3)
        .max(500)
        .optional()
        .openapi({ description: "The reason in words; by default those of the list." }),
    })
    .openapi("NewPortingRejection"),
);

/** The most reasons of one exception: one for each number of the largest request, and one for the request. */
const MAX_REASONS = 1_001;

const reasonInput = lazily(() =>
  z
    .strictObject({
      ...rejectionInput().shape,
      phone_number: phoneNumber().nullish().openapi({
        description: "The number that it is about; by default the whole request.",
        example: "+13125550100",
      }),
    })
    .openapi("NewPortingExceptionReason"),
);

/** The body of an operator's move of a request. */
export const newTransition = lazily(() =>
  z
    .strictObject({
      reason: reasonText(),
      foc: focInput().optional(),
      reasons: z
        .array(reasonInput())
        .min(1)
        .max(MAX_REASONS)
        .optional()
        .openapi({ description: "The reasons that the customer must correct; for `report_exception`." }),
    })
    .openapi("NewPortingTransition", {
      description: "`allowed_transitions` of the request says which fields a move needs.",
    }),
);

/** The body of an operator's move of one number. */
export const newNumberMove = lazily(() =>
  z
    .strictObject({
      reason: reasonText(),
      foc_at: instant("The instant at which the number moves; for `confirm_foc`.", "2026-12-15T16:00:00Z").optional(),
      rejection: rejectionInput().optional().openapi({ description: "Why the carrier refuses it; for `reject`." }),
    })
    .openapi("NewPortingNumberMove"),
);

export type NewTransition = z.output<ReturnType<typeof newTransition>>;
export type NewNumberMove = z.output<ReturnType<typeof newNumberMove>>;

/** The transition that a body asks for. Throws `validation_failed`. */
export function toMove(
  name: TransitionName,
  { reason, foc, reasons }: NewTransition,
  numbers: readonly PortingNumberRow[],
  now: number,
): RequestMove {
  const known = new Set(numbers.map(({ e164 }) => e164));
  const errors = (reasons ?? []).flatMap(({ phone_number }, at) =>
    phone_number && !known.has(phone_number)
      ? [
          {
            in: "body" as const,
            pointer: `/reasons/${at}/phone_number`,
            detail: `${phone_number} is not in this request. Name one of its numbers, or leave the field out.`,
          },
        ]
      : [],
  );
  if (errors.length > 0) throw validationFailed(errors);
  return {
    name,
    reason,
    foc: foc ? toFoc(foc, now) : null,
    reasons:
      reasons?.map(({ code, detail, phone_number = null }) => ({
        code,
        detail: detail ?? explain(code).detail,
        phone_number,
      })) ?? null,
  };
}

function toFoc(foc: NonNullable<NewTransition["foc"]>, now: number): ConfirmedFoc {
  const at = futureInstant("/foc/at", foc.at, now);
  const windowEnd = foc.window_end ? Date.parse(foc.window_end) : null;
  if (windowEnd !== null && windowEnd <= at) {
    throw invalidField("body", "/foc/window_end", "The window ends before it begins. Name a later instant, or none.");
  }
  return { at, windowEnd, timeZone: foc.time_zone ?? null };
}

function futureInstant(pointer: string, text: string, now: number): number {
  const at = Date.parse(text);
  if (at > now) return at;
  throw invalidField("body", pointer, "The instant is in the past. Name the one that the losing carrier confirmed.");
}

/** The move of a number that a body asks for. Throws `validation_failed`. */
export function toNumberMove(
  { id }: Pick<PortingNumberRow, "id">,
  name: PortingNumberMove["name"],
  { foc_at, rejection }: NewNumberMove,
  now: number,
): PortingNumberMove {
  if (name === "confirm_foc" && foc_at === undefined) {
    throw invalidField("body", "/foc_at", "`confirm_foc` needs the instant at which the number moves.");
  }
  if (name === "reject" && rejection === undefined) {
    throw invalidField("body", "/rejection", "`reject` needs a code of GET /v1/porting-reasons.");
  }
  return {
    id,
    name,
    focAt: foc_at === undefined ? null : futureInstant("/foc_at", foc_at, now),
    rejection: rejection
      ? { code: rejection.code, detail: rejection.detail ?? explain(rejection.code).detail, carrier_code: null }
      : null,
  };
}
