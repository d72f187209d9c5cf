import { actorOf } from "#events/log/source";
import { afterMove } from "#inventory/phone-numbers/lifecycle";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { Problem, type ProblemCode } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { noDocuments, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { ItemFailure } from "#kernel/ports/number-object";
import { carryOutOrder } from "./place-order";
import { itemOf } from "./queries";
import { readTerms } from "./read-terms";
import type { ItemRow, OrderRow } from "./table";
import type { OrderWire } from "./wire";

/** Buys a number back that cools off. It is an order like any other, only that the number has its row already. */
export async function restoreNumber(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const number = await numberOf(ctx, reference);
  if (number.status === "active") return number;
  if (!afterMove(number.status, "restore")) {
    throw new Problem(
      "illegal_transition",
      `${number.e164} is ${number.status}; only a number that cools off can be restored.`,
    );
  }
  const terms = await readTerms(ctx, [number.e164]);
  const { order, item } = rowsOf(ctx, number, await papersOf(ctx, number));
  const placed = await carryOutOrder(ctx, order, [item], terms);
  const [bought] = placed.order.items;
  if (bought?.status === "failed") throw refusal(number, bought.error);
  return await numberOf(ctx, number.id);
}

/** What this tenant bought it with; what there was none of is the tenant's default now. */
async function papersOf(ctx: Context, { orderItemId, tenantId }: NumberRow): Promise<RegulatoryDocuments> {
  const bought = orderItemId === null ? null : await itemOf(ctx, orderItemId);
  // A number that changed hands was bought with papers of its former owner.
  if (bought?.item.tenantId !== tenantId) return noDocuments;
  return { addressSid: bought.item.addressSid, bundleSid: bought.item.bundleSid };
}

function rowsOf(ctx: Context, number: NumberRow, papers: RegulatoryDocuments): { order: OrderRow; item: ItemRow } {
  const { actor, requestId } = actorOf(ctx);
  const { tenantId } = ctx.principal;
  const configuration = { friendlyName: number.friendlyName, tags: number.tags, metadata: number.metadata };
  const order = { id: ctx.newId("order"), tenantId, configuration, actor, requestId, createdAt: ctx.now };
  const item = {
    id: ctx.newId("orderItem"),
    orderId: order.id,
    tenantId,
    position: 0,
    e164: number.e164,
    reservationId: null,
    phoneNumberId: number.id,
    restores: true,
    priceAmount: number.priceAmount,
    priceCurrency: number.priceCurrency,
    status: "purchasing" as const,
    errorCode: null,
    carrierCode: null,
    retryable: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...papers,
  };
  return { order, item };
}

/** What a number may turn out to lack, also one that was bought before: rules change, and papers expire. */
export const documentProblems = [
  "address_required",
  "local_address_required",
  "address_rejected",
  "bundle_required",
  "bundle_rejected",
  "identity_document_required",
] as const satisfies readonly (ProblemCode & ItemFailure)[];

const codes = new Map<string, ProblemCode>(
  (
    [
      "number_held",
      "carrier_busy",
      "carrier_unavailable",
      "carrier_credentials_invalid",
      "carrier_refused",
      ...documentProblems,
    ] as const
  ).map((code) => [code, code]),
);

function refusal({ e164 }: NumberRow, error: OrderWire["items"][number]["error"]): Problem {
  const code = codes.get(error?.code ?? "") ?? "number_unavailable";
  return new Problem(code, `${e164} could not be brought back. ${error?.detail ?? ""}`.trimEnd(), {
    carrierCode: error?.carrier_code ?? null,
  });
}
