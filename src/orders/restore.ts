import { actorOf } from "../events/source";
import type { Context } from "../kernel/context";
import { Problem, type ProblemCode } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { afterMove } from "../numbers/lifecycle";
import { numberOf } from "../numbers/queries";
import type { NumberRow } from "../numbers/table";
import { carryOut } from "./place";
import type { ItemRow, OrderRow } from "./table";
import { termsOf } from "./terms";

/** Buys a number back that cools off. It is an order like any other, only that the number has its row already. */
export async function restore(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const number = await numberOf(ctx, reference);
  if (number.status === "active") return number;
  if (!afterMove(number.status, "restore")) {
    throw new Problem(
      "illegal_transition",
      `${number.e164} is ${number.status}; only a number that cools off can be restored.`,
    );
  }
  const terms = await termsOf(ctx, [number.e164]);
  const { order, item } = rowsOf(ctx, number);
  const placed = await carryOut(ctx, order, [item], terms);
  const [bought] = placed.order.items;
  if (bought?.status === "failed") throw refusal(number, bought.error);
  return await numberOf(ctx, number.id);
}

function rowsOf(ctx: Context, number: NumberRow): { order: OrderRow; item: ItemRow } {
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
  };
  return { order, item };
}

const codes = new Map<string, ProblemCode>(
  (
    ["number_held", "carrier_busy", "carrier_unavailable", "carrier_credentials_invalid", "carrier_refused"] as const
  ).map((code) => [code, code]),
);

function refusal({ e164 }: NumberRow, error: { code: string; carrier_code: number | null } | null): Problem {
  const code = codes.get(error?.code ?? "") ?? "number_unavailable";
  return new Problem(code, `${e164} could not be brought back: ${error?.code ?? "unknown"}.`, {
    carrierCode: error?.carrier_code ?? null,
  });
}
