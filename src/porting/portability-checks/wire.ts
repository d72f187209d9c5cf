import { lazily, z } from "#kernel/http/schema";
import { phoneNumber } from "#kernel/http/wire";
import { countryAndTypeOf } from "#kernel/values/phone";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { toReason } from "../reasons/wire";
import type { PlatformFact } from "./platform-facts";
import type { ShownCheck, ShownItems } from "./queries";
import type { PortabilityCheck, PortabilityCheckSummary, PortabilityResult } from "./responses";
import type { CheckItemRow, CheckRow } from "./table";

const MAX_NUMBERS = 1_000;

export const newPortabilityCheck = lazily(() =>
  z
    .strictObject({
      phone_numbers: z
        .array(phoneNumber())
        .min(1)
        .max(MAX_NUMBERS)
        .superRefine((numbers, check) => {
          const first = new Map<string, number>();
          for (const [at, number] of numbers.entries()) {
            const before = first.get(number);
            if (before === undefined) first.set(number, at);
            else
              check.addIssue({
                code: "custom",
                path: [at],
                message: `${number} stands at position ${before} already. Name each number once.`,
              });
          }
        })
        .openapi({ description: "The numbers to check, each once." }),
    })
    .openapi("NewPortabilityCheck"),
);

const toConflict = (fact: PlatformFact): PortabilityResult["conflict"] => ({
  ...toReason({ code: fact.code, carrierCode: null, text: null }),
  phone_number_id: fact.code === "number_owned" ? fact.phoneNumberId : null,
  porting_request_id: fact.code === "number_in_open_port" ? fact.portingRequestId : null,
});

function toResult(item: CheckItemRow, { check, facts }: ShownItems): PortabilityResult {
  const { answer, checkedAt } = item;
  const plan = countryAndTypeOf(item.e164);
  const fact = facts.get(item.e164);
  const isPinRequired = answer?.isPinRequired ?? null;
  return {
    phone_number: item.e164,
    status: item.status,
    portable: item.isPortable,
    path: item.isPortable ? "twilio" : answer?.reason?.code === "operator_path_only" ? "operator" : null,
    reason: answer?.reason ? toReason(answer.reason) : null,
    conflict: fact ? toConflict(fact) : null,
    pin_required: isPinRequired,
    account_number_required: isPinRequired,
    fast_port: null,
    losing_carrier: null,
    messaging: null,
    type: answer?.type ?? plan.type,
    country: answer?.country ?? plan.country,
    checked_at: isoTimeOrNull(checkedAt),
    is_cached: checkedAt !== null && checkedAt < check.createdAt,
  };
}

export const toResults = (shown: ShownItems): PortabilityResult[] => shown.items.map((item) => toResult(item, shown));

export const toCheckSummary = (check: CheckRow): PortabilityCheckSummary => {
  const { numberCount, portable, notPortable, undetermined } = check;
  return {
    id: check.id,
    status: check.endedAt === null ? "processing" : "completed",
    counts: {
      total: numberCount,
      pending: numberCount - portable - notPortable - undetermined,
      portable,
      not_portable: notPortable,
      undetermined,
    },
    created_at: isoTime(check.createdAt),
    ended_at: isoTimeOrNull(check.endedAt),
  };
};

export const toCheck = ({ check, results }: ShownCheck): PortabilityCheck => ({
  ...toCheckSummary(check),
  results: toResults(results),
  has_more_results: check.numberCount > results.items.length,
});
