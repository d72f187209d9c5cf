import { z } from "#kernel/http/schema";
import { count, e164, id, number, text, time } from "./event-data";

const status = (description: string) => text(description, "foc_confirmed");

/** The events about moves of porting requests and their numbers. */
export const portingMoveEvents = {
  "phone_number.ported_in": number
    .extend({ porting_request_id: id("portingRequest", "The porting request that brought it.") })
    .describe("A phone number that you ported came to you: it is in service, with the agent and plan of its request."),
  "porting_request.status_changed": z
    .object({
      status: status("The request's status now."),
      previous_status: status("Its status before."),
      transition: text("The move that was made.", "confirm_foc"),
      reason: text(
        "The reason that was given; null if none was.",
        "The carrier's file shows another address.",
      ).nullable(),
    })
    .describe("A porting request has another status. `GET /v1/porting-requests/{id}` shows what comes next."),
  "porting_request.foc_changed": z
    .object({
      foc_at: time("The instant at which the numbers move; null: there is no confirmed date any more.").nullable(),
      previous_foc_at: time("The instant before; null: there was none.").nullable(),
    })
    .describe("The losing carrier confirmed, changed or withdrew the date of a port."),
  "porting_request.exception_reported": z
    .object({
      reasons: z
        .array(
          z.object({
            code: text("A code of `GET /v1/porting-reasons`.", "passcode_pin_invalid"),
            detail: text("The reason in words.", "The PIN is wrong."),
            phone_number: e164("The number that it is about; null: the whole request.").nullable(),
          }),
        )
        .describe("Everything that must be corrected."),
    })
    .describe("The losing carrier or Twilio refuses something. Correct it with PATCH, then call `resubmit`."),
  "porting_request.completed": z
    .object({
      status: z.enum(["completed", "partial"]).describe("`partial`: some numbers have not moved."),
      ported: count("How many numbers have moved."),
      not_ported: count("How many numbers have not."),
    })
    .describe("A port is over: the numbers that moved are in service here."),
  "porting_request.split": z
    .object({
      split_into: z.array(id("portingRequest", "A request's id.")).describe("The requests that were split off."),
      number_count: count("How many numbers stay in this request."),
    })
    .describe("A porting request became several, because carriers do not move its numbers together."),
  "porting_request.numbers_changed": z
    .object({
      status: text("The status of these numbers now.", "rejected"),
      phone_numbers: z.array(e164("A phone number in E.164 form.")).describe("The numbers."),
      foc_at: time("Their confirmed instant; null: none.").nullable(),
      rejection_code: text("Why they are rejected; null: they are not.", "passcode_pin_invalid").nullable(),
    })
    .describe("Some numbers of a porting request have another status or date than before."),
} as const;
