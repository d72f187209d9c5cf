import { z } from "#kernel/http/schema";
import { count, e164, id, number, text, time } from "./event-data";

const status = (description: string) => text(description, "foc_confirmed");
const findingId = id("finding", "The finding that was opened.");

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
  "porting_request.stalled": z
    .object({
      finding_id: findingId,
      status: status("The request's status."),
      days: count("How many whole days it has stood still in this status."),
      limit_days: count("After how many days a person should look."),
    })
    .describe(
      "A porting request has stood still in its status for longer than usual. The finding says who should do what, and closes when the " +
        "request moves.",
    ),
  "porting_request.not_prepared": z
    .object({
      finding_id: findingId,
      foc_at: time("The instant at which the numbers move.").nullable(),
      problems: z
        .array(
          z.object({
            code: text("The problem's code.", "no_agent"),
            detail: text("The problem in words.", "2 of the numbers have neither an agent nor a routing plan."),
          }),
        )
        .describe("Everything that stands in the way."),
    })
    .describe(
      "Numbers move in less than a day, and they would not be in service or would reach no agent. The finding closes when all is ready.",
    ),
  "porting_request.number_delayed": z
    .object({
      finding_id: findingId,
      phone_number: e164("The number in E.164 form."),
      porting_number_id: id("portingNumber", "The number's id in the porting request."),
      reason: text("The reason, as in the finding's evidence.", "not_listed"),
    })
    .describe("A number should have moved by its date and is not in service. The finding closes when it is."),
  "porting_request.carrier_updated": z
    .object({
      carrier_request_id: text(
        "Twilio's id of the port; null: Twilio has none, as another one is to replace it.",
        "KW…",
      ).nullable(),
      carrier_status: text("Twilio's word for where the port stands; null: not known yet.", "in_review").nullable(),
    })
    .describe("Twilio has the port now, has it no longer, or shows another status of it: `carrier` of the request."),
  "porting_request.messaging_changed": z
    .object({
      phone_number: e164("The number in E.164 form."),
      phone_number_id: id("phoneNumber", "The number's id in your inventory."),
      porting_number_id: id("portingNumber", "The number's id in the porting request."),
      messaging_status: text("The state of its text messages now.", "ported"),
    })
    .describe("The first text message to a ported number has come, so its messages have moved, too."),
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
