import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { reservationOf } from "./queries";

/** Cancels a reservation. Repeating it changes nothing. */
export async function cancelReservation(ctx: Context, id: string): Promise<void> {
  const row = await reservationOf(ctx, id);
  if (row.status === "canceled") return;
  const answer = await ctx.numberObject(row.e164).cancel({ by: actorOf(ctx), reservationId: id });
  if (answer.kind === "canceled") return;
  // An equal request was faster.
  if ((await reservationOf(ctx, id)).status === "canceled") return;
  throw answer.kind === "ended"
    ? new Problem("reservation_ended", `The reservation ${id} has ended already, so there is nothing to cancel.`)
    : new Problem(
        "illegal_transition",
        `An order is buying the number of reservation ${id}, so the reservation can no longer be canceled.`,
      );
}
