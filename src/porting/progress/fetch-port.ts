import type { CarrierPort } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { recordEntry } from "../requests/record-entry";
import { hideSecrets } from "./hide-secrets";
import { moveByPlatform } from "./moves";
import { movesFromPort, requestMovesFromPort } from "./moves-from-port";
import { type PortWork, recordCarrierUpdate } from "./work";

/** The outcome of asking Twilio for a port. */
export type FetchResult =
  | { readonly kind: "applied"; readonly work: PortWork; readonly unknownStatuses: readonly string[] }
  /** Twilio's account does not have the port. */
  | { readonly kind: "missing" }
  | { readonly kind: "unavailable" };

/** Asks Twilio where the port stands, and moves the request there. */
export async function fetchPort(ctx: Context, work: PortWork): Promise<FetchResult> {
  const { carrierRequestId } = work.request;
  if (carrierRequestId === null) return { kind: "missing" };
  const fetched = await ctx.carrierAccount(null).porting.fetchPort(carrierRequestId);
  if (fetched.kind !== "ok") return { kind: "unavailable" };
  if (!fetched.value) return { kind: "missing" };
  const applied = await applyPort(ctx, work, fetched.value);
  await giveUpNumbers(ctx, applied.work, fetched.value);
  return { kind: "applied", ...applied };
}

/** Requests for one run; the next run gives up the others. */
const GIVEN_UP_AT_ONCE = 20;

/** Cancels the numbers at Twilio that were canceled here, one by one. A refusal stays: Twilio moves the number then. */
async function giveUpNumbers(ctx: Context, { numbers }: PortWork, port: CarrierPort): Promise<void> {
  const canceled = new Set(numbers.filter(({ status }) => status === "canceled").map(({ e164 }) => e164));
  const left = port.numbers.filter(
    ({ e164, id, status }) => id !== null && canceled.has(e164) && !isOverAtTwilio.includes(status),
  );
  for (const { id } of left.slice(0, GIVEN_UP_AT_ONCE)) {
    if (id !== null) await ctx.carrierAccount(null).porting.cancelPortNumber(port.id, id);
  }
}

const isOverAtTwilio: readonly string[] = ["completed", "canceled", "expired"];

/**
 * Moves the request and its numbers to where Twilio shows the port. Twilio's own words are stored with the last move:
 * if the invocation dies before, the next one finds the same news again.
 */
export async function applyPort(
  ctx: Context,
  before: PortWork,
  shown: CarrierPort,
): Promise<{ readonly work: PortWork; readonly unknownStatuses: readonly string[] }> {
  const { request, numbers } = before;
  const port = await hideSecrets(ctx, before, shown);
  const found = movesFromPort(request, numbers, port, ctx.now + ctx.elapsedMs());
  const { carrier, atCarrier, isNews, unknownStatuses } = found;
  const moved =
    found.numbers.length === 0 ? before : await moveByPlatform(ctx, before, "carrier", { numbers: found.numbers });
  const differs = JSON.stringify(request.carrier) !== JSON.stringify(carrier);
  const isOther = request.carrier?.status !== carrier.status;
  const work = await moveByPlatform(ctx, moved, "carrier", {
    requests: requestMovesFromPort(moved.request, port, isNews),
    ...(differs && { columns: { carrier } }),
    ...(atCarrier.length > 0 && { numberColumns: atCarrier }),
    ...(isOther && {
      also: [
        recordCarrierUpdate(ctx, request, { id: port.id, status: carrier.status }),
        wordsEntry(ctx, request, port, carrier),
      ],
    }),
  });
  return { work, unknownStatuses };
}

const wordsEntry = (
  ctx: Context,
  request: PortWork["request"],
  { id }: CarrierPort,
  { status, isStatusKnown }: NonNullable<PortWork["request"]["carrier"]>,
) =>
  recordEntry(ctx, request, {
    kind: "carrier_status",
    visibility: "internal",
    actor: { kind: "carrier", id: null },
    detail: `Twilio shows the port as “${status}”${isStatusKnown ? "" : ", a status that the platform does not know"}.`,
    data: { carrier_request_id: id, status, is_status_known: isStatusKnown },
  });
