import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { DEFAULT_TTL_MS } from "./lifetime";
import { heldWire, type ReservationWire } from "./wire";

export interface Reserved {
  readonly reservation: ReservationWire;
  /** False when the tenant had it already. */
  readonly created: boolean;
}

/** Holds a number for the tenant, so that none of the platform's other tenants can take it meanwhile. */
export async function reserveNumber(ctx: Context, e164: string, ttlSeconds: number | undefined): Promise<Reserved> {
  requireScope(ctx, "numbers:write");
  const ttlMs = ttlSeconds === undefined ? DEFAULT_TTL_MS : ttlSeconds * 1_000;
  const request = { by: actorOf(ctx), reservationId: ctx.newId("reservation"), ttlMs, forOrder: false };
  const answer = await ctx.numberObject(e164).hold(request);
  switch (answer.kind) {
    case "held":
      return { reservation: heldWire(e164, answer.reservation, ctx.now), created: answer.created };
    case "held_by_other": {
      const retryAfter = Math.max(1, Math.ceil(answer.retryAfterMs / 1_000));
      throw new Problem("number_held", `Somebody else holds ${e164}. It may be free in ${retryAfter} s.`, {
        retryAfter,
      });
    }
    case "taken":
      throw new Problem(
        "number_owned",
        answer.mine ? `${e164} is yours already.` : `${e164} belongs to somebody else.`,
      );
    case "cooling_off": {
      const retryAfter = Math.max(1, Math.ceil(answer.retryAfterMs / 1_000));
      const detail = answer.mine
        ? `You released ${e164} a short while ago. Restore it, which brings it back as it was.`
        : `${e164} was released a short while ago and is kept free of callers who mean its last owner.`;
      throw new Problem("number_cooling_off", detail, { retryAfter });
    }
    case "being_bought":
      throw new Problem("number_owned", `${e164} is being bought by an order of yours.`);
    case "limit_reached":
      throw new Problem(
        "reservation_limit_reached",
        "You hold as many numbers as you may at a time. Cancel or buy one of them, or wait for one to expire.",
      );
    case "storage_unavailable":
      throw new Problem("storage_unavailable", "Nothing was reserved; try again in a moment.", { retryAfter: 2 });
  }
}
