import { afterMove } from "#inventory/phone-numbers/lifecycle";
import { requirePurchased } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { Problem, type ProblemCode } from "#kernel/http/problem";
import { noDocuments, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { ItemFailure } from "#kernel/ports/number-object";
import { moneyOf } from "#kernel/values/money";
import { carryOutOrder } from "./carry-out-order";
import { orderRows } from "./order-rows";
import { itemOf } from "./queries";
import { readMonthlyPrices } from "./read-prices";
import type { OrderWire } from "./wire";
import { findEarlierOrder } from "./write-order";

/**
 * Buys back a number that cools off. This is an order of one item, whose number has its row in the inventory already.
 */
export async function restoreNumber(ctx: Context, reference: string): Promise<NumberRow> {
  const number = await numberOf(ctx, reference);
  requirePurchased(number, "restored");
  if (number.status === "active") {
    // Notes that a repeat with the same Idempotency-Key is one.
    await findEarlierOrder(ctx);
    return number;
  }
  requireRestorable(number);
  const { id, e164, friendlyName, tags, metadata, priceAmount, priceCurrency } = number;
  const monthlyPrice = moneyOf(priceAmount, priceCurrency) ?? (await readMonthlyPrices(ctx, [e164]))[0] ?? null;
  const rows = orderRows(ctx, {
    configuration: { friendlyName, tags, metadata },
    documents: await documentsOf(ctx, number),
    items: [{ e164, reservationId: null, restoredNumberId: id, monthlyPrice }],
  });
  const { order } = await carryOutOrder(ctx, rows);
  const [item] = order.items;
  const now = await numberOf(ctx, id);
  if (item?.status !== "failed" || now.status === "active") return now;
  requireRestorable(now);
  // Another restoration is under way, since only this tenant can buy the number now.
  if (item.error?.code === "number_owned") return now;
  throw restoreProblem(now, item.error);
}

function requireRestorable({ e164, status }: NumberRow): void {
  if (afterMove(status, "restore")) return;
  throw new Problem(
    "illegal_transition",
    `${e164} is ${status}. Only a number that is cooling_off can be restored. Order a number that is released anew.`,
  );
}

/** The documents that this tenant bought the number with. The order fills missing ones from the tenant's defaults. */
async function documentsOf(ctx: Context, { orderItemId, tenantId }: NumberRow): Promise<RegulatoryDocuments> {
  const bought = orderItemId === null ? null : await itemOf(ctx, orderItemId);
  // A transferred number was bought with its former owner's documents.
  if (bought?.item.tenantId !== tenantId) return noDocuments;
  return { addressSid: bought.item.addressSid, bundleSid: bought.item.bundleSid };
}

/** Document problems concern restored numbers, too: rules change, and documents expire. */
export const documentProblems = [
  "address_required",
  "local_address_required",
  "address_rejected",
  "bundle_required",
  "bundle_rejected",
  "identity_document_required",
] as const satisfies readonly (ProblemCode & ItemFailure)[];

/** The item failures that a restoration answers under their own code; any other is `number_unavailable`. */
const restoreProblems = [
  "number_held",
  "carrier_busy",
  "carrier_unavailable",
  "carrier_credentials_invalid",
  "carrier_refused",
  ...documentProblems,
] as const satisfies readonly (ProblemCode & ItemFailure)[];

function restoreProblem({ e164 }: NumberRow, error: OrderWire["items"][number]["error"]): Problem {
  const code = restoreProblems.find((each) => each === error?.code) ?? "number_unavailable";
  return new Problem(code, `${e164} could not be restored. ${error?.detail ?? ""}`.trimEnd(), {
    carrierCode: error?.carrier_code ?? null,
  });
}
