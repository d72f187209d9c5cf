import { Problem } from "#kernel/http/problem";
import { isInService } from "./lifecycle";
import { notPurchasedDetail } from "./own-number";
import type { NumberRow } from "./table";

/**
 * Throws `illegal_transition` for a number that the tenant can no longer set up. `what` completes "it can't be …".
 */
export function requireInService({ e164, status }: Pick<NumberRow, "e164" | "status">, what: string): void {
  if (!isInService(status)) throw new Problem("illegal_transition", `${e164} is ${status}, so it can't be ${what}.`);
}

/** Throws `number_not_purchased` for a number that the tenant has elsewhere. `done` completes "it can't be …". */
export function requirePurchased(number: NumberRow, done: string): void {
  const detail = notPurchasedDetail(number, done);
  if (detail !== null) throw new Problem("number_not_purchased", detail);
}

/** Another request changed the number between the read and the write. */
export const numberConflict = (e164: string): Problem =>
  new Problem("changed_meanwhile", `Another request just changed ${e164}. Read it again and retry.`);
