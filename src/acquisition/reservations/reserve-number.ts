import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { DEFAULT_TTL_MS } from "./lifetime";
import { heldDetail, ownedDetail } from "./read-availability";
import { heldWire, type ReservationWire } from "./wire";

export interface Reserved {
  readonly reservation: ReservationWire;
  /** `false` if the tenant held the number already. */
  readonly created: boolean;
}

/** Holds a number for the tenant (default 15 minutes), so that no other tenant of the platform can hold or buy it. */
export async function reserveNumber(ctx: Context, e164: string, ttlSeconds: number | undefined): Promise<Reserved> {
  const ttlMs = ttlSeconds === undefined ? DEFAULT_TTL_MS : ttlSeconds * 1_000;
  const request = { by: actorOf(ctx), reservationId: ctx.newId("reservation"), ttlMs, forOrder: false };
  const answer = await ctx.numberObject(e164).hold(request);
  switch (answer.kind) {
    case "held":
      return { reservation: heldWire(e164, answer.reservation, ctx.now), created: answer.created };
    case "held_by_other": {
      const retryAfter = secondsUntil(answer.retryAfterMs);
      const detail = `${heldDetail(e164)} It may be available in ${retryAfter} s.`;
      throw new Problem("number_held", detail, { retryAfter });
    }
    case "taken":
      throw new Problem(answer.mine === null ? "number_owned" : "number_already_yours", ownedDetail(e164, answer.mine));
    case "not_for_sale": {
      const retryAfter = secondsUntil(answer.retryAfterMs);
      const detail = `Twilio has just refused to sell ${e164}: it has another owner now. Choose another number.`;
      throw new Problem("number_unavailable", detail, { retryAfter });
    }
    case "cooling_off": {
      const retryAfter = secondsUntil(answer.retryAfterMs);
      const detail = answer.mine
        ? `You released ${e164} less than 10 days ago. Restore it to get it back as it was.`
        : `Another tenant released ${e164} less than 10 days ago. It cools off, so that its next owner does not get that tenant's calls.`;
      throw new Problem("number_cooling_off", detail, { retryAfter });
    }
    case "being_bought":
      throw new Problem("number_owned", `One of your orders is buying ${e164}.`);
    case "limit_reached":
      throw new Problem(
        "reservation_limit_reached",
        "You have as many live reservations as your limit allows. Cancel one, buy its number, or wait until one expires.",
      );
    case "storage_unavailable":
      throw new Problem(
        "storage_unavailable",
        "The reservation could not be stored, so nothing was reserved. Retry in a moment.",
        { retryAfter: 2 },
      );
  }
}

/** Whole seconds, at least one, for `Retry-After`. */
const secondsUntil = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
