import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { reservationOf } from "./queries";
import type { ReservationRow } from "./table";

/** Cancels a reservation. Repeating it changes nothing. */
export async function cancelReservation(ctx: Context, id: string): Promise<ReservationRow> {
  const row = await reservationOf(ctx, id);
  if (row.status === "cancelled") return row;
  const answer = await ctx.numberObject(row.e164).cancel({ by: actorOf(ctx), reservationId: id });
  if (answer.kind === "cancelled") return { ...row, status: "cancelled", endedAt: ctx.now, updatedAt: ctx.now };
  throw answer.kind === "ended"
    ? new Problem("reservation_ended", `The reservation ${id} has ended already, so there is nothing to cancel.`)
    : new Problem(
        "illegal_transition",
        `An order is buying the number of reservation ${id}, so the reservation can no longer be cancelled.`,
      );
}
