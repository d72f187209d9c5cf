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

/** What the carrier said, or the problem that its answer is to the caller. For reads: nothing is left in doubt. */
export function unwrap<T>(result: CarrierResult<T>): T {
  switch (result.kind) {
    case "ok":
      return result.value;
    case "refused":
      throw new Problem(codes[result.code], result.message, { carrierCode: result.carrierCode });
    case "unavailable": {
      const retryAfter = Math.max(1, result.retryAfterSeconds ?? 1);
      if (result.notAsked) {
        throw new Problem("carrier_unavailable", "The carrier is out of order; it is asked again shortly.", {
          retryAfter,
        });
      }
      throw new Problem("carrier_busy", "The carrier is overloaded; try again shortly.", {
        retryAfter,
        carrierCode: result.carrierCode,
      });
    }
    case "unknown":
      throw new Problem("carrier_unavailable", `The carrier gave no usable answer: ${result.message}`, {
        retryAfter: 5,
      });
  }
}
