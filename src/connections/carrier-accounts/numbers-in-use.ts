import type { SQLWrapper } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";

interface NumberInUse {
  readonly id: string;
  readonly e164: string;
  /** The trunk that it comes over; null for an imported number. */
  readonly sipTrunkId: string | null;
}

/** Numbers in use through an account: a read, and a condition for a write that takes the account from them. */
export type NumbersOfAccount = (
  db: Database,
  carrierAccountId: string,
  limit: number,
) => PromiseLike<readonly NumberInUse[]> & SQLWrapper;

/** The most numbers that a refusal names. */
const MAX_NAMED = 100;

/** Throws `carrier_account_in_use`, with `remedy` of the numbers, while the account has some. */
export async function requireUnused(
  { db }: Pick<Context, "db">,
  id: string,
  numbersOf: NumbersOfAccount,
  remedy: (numbers: readonly NumberInUse[]) => string,
): Promise<void> {
  const inUse = await numbersOf(db, id, MAX_NAMED + 1);
  if (inUse.length === 0) return;
  const shown = inUse.slice(0, MAX_NAMED);
  const named = shown.map((number) => ({ id: number.id, phone_number: number.e164 }));
  const more = inUse.length > MAX_NAMED;
  const list = named.map(({ phone_number }) => phone_number).join(", ");
  throw new Problem(
    "carrier_account_in_use",
    `Numbers of this account are in use: ${list}${more ? " and more" : ""}. ${remedy(inUse)}`,
    { more: { phone_numbers: named, has_more: more } },
  );
}

/** The request that takes each sort of these numbers out of the inventory. */
export function waysOut(numbers: readonly NumberInUse[]): string {
  const trunks = [...new Set(numbers.flatMap(({ sipTrunkId }) => sipTrunkId ?? []))];
  const ways = [
    ...(numbers.some(({ sipTrunkId }) => sipTrunkId === null)
      ? ["Give each imported one back with POST /v1/phone-numbers/{phone_number_id}/detach."]
      : []),
    ...trunks.map(
      (id) => `Remove those of the trunk ${id} with DELETE /v1/sip-trunks/${id}/phone-numbers/{phone_number_id}.`,
    ),
  ];
  return `${ways.join(" ")} Then delete the account.`;
}
