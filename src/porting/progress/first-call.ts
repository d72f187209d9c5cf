import { and, eq } from "drizzle-orm";
import { readMonthlyPrices } from "#acquisition/orders/read-prices";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { numbersOfRequest } from "../requests/queries";
import { portingNumbers, portingRequests } from "../requests/table";
import { type Completion, completeNumber } from "./complete-number";
import { endRequest, makeDue } from "./lease";
import { markPorted } from "./mark-ported";

interface CalledNumber {
  readonly tenantId: string;
  /** The id that the number has, or will have, in the inventory. */
  readonly phoneNumberId: string;
}

/**
 * The URL of a number in an open port was called, and Twilio signed that: the number has moved. Takes it into service
 * before the call is answered. `false`: it is not in service yet, as Twilio does not list it, or a step failed; the
 * queue goes on then. `null`: there is no such number.
 */
export async function completeByFirstCall(
  ctx: Context,
  { tenantId, phoneNumberId }: CalledNumber,
): Promise<boolean | null> {
  const [found] = await ctx.db
    .select({ number: portingNumbers, request: portingRequests })
    .from(portingNumbers)
    .innerJoin(portingRequests, eq(portingRequests.id, portingNumbers.portingRequestId))
    .where(
      and(
        eq(portingNumbers.phoneNumberId, phoneNumberId),
        eq(portingNumbers.tenantId, tenantId),
        eq(portingNumbers.isOpen, true),
      ),
    );
  if (!found) return null;
  const { number, request } = found;
  const [monthlyPrice = null] = await readMonthlyPrices(ctx, [number.e164]);
  const completion = await completeNumber(ctx, { request, number, monthlyPrice, provedBy: "first_call" });
  // Not before the answer: a caller waits. If it is lost, the queue finds the number in Twilio's list.
  ctx.inBackground(ctx, (later) => mark(later, request, completion));
  return completion.kind === "completed";
}

async function mark(ctx: Context, request: typeof portingRequests.$inferSelect, completion: Completion): Promise<void> {
  try {
    if (completion.kind === "completed") {
      await markPorted(ctx, { request, numbers: await numbersOfRequest(ctx, request.id) }, [completion]);
      await endRequest(ctx, request.id);
      return;
    }
  } catch (error) {
    console.error({
      message: "a number that was called is in service, and is marked as ported later",
      request_id: ctx.requestId,
      error: describeError(error),
    });
  }
  const [due] = await makeDue(ctx, request.id);
  if (due) await ctx.enqueuePorting({ kind: "request", id: due.id }, 0);
}
