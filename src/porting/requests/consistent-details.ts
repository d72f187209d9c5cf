import { invalidField } from "#kernel/http/problem";
import type { PortingDetails } from "./values";

/** Throws `validation_failed` for details that contradict each other. */
export function requireConsistent({ scope, remaining_numbers }: PortingDetails): void {
  if (scope === "partial" || remaining_numbers === null) return;
  throw invalidField(
    "body",
    "/remaining_numbers",
    "A full port leaves no numbers behind. Send `scope` as partial, or `remaining_numbers` as null.",
  );
}
