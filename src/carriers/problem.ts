import { Problem, type ProblemCode } from "#kernel/http/problem";
import type { CarrierRefusal, CarrierResult } from "#kernel/ports/carrier";

const codes = {
  number_unavailable: "number_unavailable",
  number_rejected: "number_rejected",
  number_type_unavailable: "number_type_unavailable",
  address_required: "address_required",
  local_address_required: "local_address_required",
  address_rejected: "address_rejected",
  bundle_required: "bundle_required",
  bundle_rejected: "bundle_rejected",
  identity_document_required: "identity_document_required",
  carrier_credentials_invalid: "carrier_credentials_invalid",
  carrier_refused: "carrier_refused",
  not_found: "carrier_refused",
} as const satisfies Record<CarrierRefusal, ProblemCode>;

/**
 * Returns the value of a carrier's result, or throws it as a `Problem`. For reads only: an unconfirmed write must be
 * looked up, not reported as failed.
 */
export function unwrap<T>(result: CarrierResult<T>): T {
  switch (result.kind) {
    case "ok":
      return result.value;
    case "refused":
      throw new Problem(codes[result.code], result.message, { carrierCode: result.carrierCode });
    case "unavailable": {
      const retryAfter = Math.max(1, result.retryAfterSeconds ?? 1);
      if (result.notAsked) {
        throw new Problem(
          "carrier_unavailable",
          "Twilio has not answered lately, so no request was sent. Retry after the time in Retry-After.",
          {
            retryAfter,
          },
        );
      }
      throw new Problem(
        "carrier_busy",
        "Twilio answered 429: too many requests. Retry after the time in Retry-After.",
        {
          retryAfter,
          carrierCode: result.carrierCode,
        },
      );
    }
    case "unknown":
      throw new Problem("carrier_unavailable", `Twilio gave no usable answer, so retry shortly. ${result.message}`, {
        retryAfter: 5,
      });
  }
}
