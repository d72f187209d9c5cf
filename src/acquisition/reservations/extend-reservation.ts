import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { DEFAULT_TTL_MS } from "./lifetime";
import { reservationOf } from "./queries";
import { heldWire, type ReservationWire } from "./wire";

/** Extends a hold to `ttlSeconds` from now (default 15 minutes), but never beyond two hours from its start. */
export async function extendReservation(
  ctx: Context,
  id: string,
  ttlSeconds: number | undefined,
): Promise<ReservationWire> {
  const { e164 } = await reservationOf(ctx, id);
  const ttlMs = ttlSeconds === undefined ? DEFAULT_TTL_MS : ttlSeconds * 1_000;
  const answer = await ctx.numberObject(e164).extend({ by: actorOf(ctx), reservationId: id, ttlMs });
  if (answer.kind === "extended") return heldWire(e164, answer.reservation, ctx.now);
  throw answer.kind === "ended"
    ? new Problem(
        "reservation_ended",
        `The reservation ${id} has ended. Reserve the number again if it is still for sale.`,
      )
    : new Problem(
        "illegal_transition",
        `An order is buying the number of reservation ${id}. The hold does not expire while it does.`,
      );
}
