import { readMonthlyPrices } from "#acquisition/orders/read-prices";
import type { Context } from "#kernel/ports/context";
import type { PortingNumberRow, PortingRequestRow } from "../requests/table";
import { type Completion, completeNumber } from "./complete-number";

/** A Worker has six connections: https://developers.cloudflare.com/workers/platform/limits/. Others need some, too. */
const CONCURRENT_NUMBERS = 4;
/** After this, a run begins no further number. */
const RUN_MS = 45_000;

/** Numbers that have moved and are not in service yet. */
export const numbersToComplete = (numbers: readonly PortingNumberRow[]): PortingNumberRow[] =>
  numbers.filter(({ status }) => status === "activating");

/** Every so often other numbers come first, so that some which Twilio does not list keep no others waiting. */
const ROTATION_MS = 5 * 60_000;

function inTurn(waiting: readonly PortingNumberRow[], limit: number, now: number): readonly PortingNumberRow[] {
  const start = (Math.floor(now / ROTATION_MS) * limit) % waiting.length;
  return [...waiting.slice(start), ...waiting.slice(0, start)].slice(0, limit);
}

/** Takes up to `limit` numbers of a request into service that Twilio lists, a few at a time. */
export async function completeNumbers(
  ctx: Context,
  request: PortingRequestRow,
  numbers: readonly PortingNumberRow[],
  limit: number,
): Promise<Completion[]> {
  const all = numbersToComplete(numbers);
  if (all.length === 0) return [];
  const waiting = inTurn(all, limit, ctx.now);
  const prices = await readMonthlyPrices(
    ctx,
    waiting.map(({ e164 }) => e164),
  );
  const left = waiting.map((number, at) => ({ number, monthlyPrice: prices[at] ?? null }));
  const completions: Completion[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next && ctx.elapsedMs() < RUN_MS; next = left.shift()) {
      completions.push(await completeNumber(ctx, { request, ...next, provedBy: "carrier_list" }));
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: CONCURRENT_NUMBERS }, work));
  const failed = ended.find((end) => end.status === "rejected");
  // The numbers that came into service are marked first; the others are tried again.
  if (failed && completions.length === 0) throw failed.reason;
  return completions;
}
