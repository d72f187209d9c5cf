import { useMemo } from "react";
import type { NumberFilters } from "../numbers/number-filters";

/** The fields of a page's URL that filter the numbers of an account or a trunk. */
export const ownNumberFields = ["digits", "phone_number_prefix", "ready", "agent_id"] as const;

/** The filters alone, stable while they stay the same. */
export function useOwnNumberFilters(search: NumberFilters): NumberFilters {
  const { digits, phone_number_prefix, ready, agent_id } = search;
  return useMemo(
    () => ({
      ...(digits && { digits }),
      ...(phone_number_prefix && { phone_number_prefix }),
      ...(ready && { ready }),
      ...(agent_id && { agent_id }),
    }),
    [digits, phone_number_prefix, ready, agent_id],
  );
}
