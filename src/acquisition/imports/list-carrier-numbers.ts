import { unwrap } from "#carriers/problem";
import { accountClient, requireAccount } from "#connections/carrier-accounts/queries";
import { importedAmong } from "#inventory/phone-numbers/imported-numbers";
import type { Page } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { NumberConfigurationPort } from "#kernel/ports/number-configuration";
import { fromBase64Url, toBase64Url } from "#kernel/values/digest";
import { importedElsewhere } from "./imported-elsewhere";
import { obstaclesOf } from "./obstacles";
import { plannedChanges } from "./point-settings";
import type { CarrierNumber } from "./responses";
import { readVoiceRegion } from "./restore-settings";
import { toCarrierNumber } from "./wire";

/** Each number costs a request for its region. */
export const MAX_PAGE_OF_CARRIER = 40;
/** A Worker has six connections. */
const REGIONS_AT_ONCE = 5;

/** A page of the numbers that an account has at Twilio, each with what stands in the way of its import. */
export async function listCarrierNumbers(
  ctx: Context,
  accountId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<CarrierNumber>> {
  requireScope(ctx, "numbers:read");
  requireScope(ctx, "accounts:read");
  const { tenantId } = ctx.principal;
  const account = await requireAccount(ctx, accountId);
  const { configuration: port } = await accountClient(ctx, account);
  const { numbers, next } = unwrap(await port.list(cursor === undefined ? null : positionIn(cursor), limit));
  const carrierIds = numbers.map(({ carrierId }) => carrierId);
  const [importedHere, importedThere, regions] = await Promise.all([
    importedAmong(ctx.db, carrierIds),
    importedElsewhere(ctx, tenantId, carrierIds),
    readRegions(
      port,
      numbers.map(({ e164 }) => e164),
    ),
  ]);
  const imported = [...importedHere, ...importedThere];
  const rows = numbers.map((number) => {
    const { settings, carrierId, e164 } = number;
    const voiceRegion = regions.get(e164) ?? null;
    const importedAs = imported.find((row) => row.carrierId === carrierId);
    const situation = { tenantId, settings, accountRegion: account.region, voiceRegion, importedAs };
    // An import gives the number its id.
    const parts = { publicOrigin: ctx.config.publicOrigin, tenantId, phoneNumberId: "{phone_number_id}" };
    const changes = importedAs ? [] : plannedChanges(situation, parts);
    return toCarrierNumber(number, voiceRegion, { obstacles: obstaclesOf(situation), changes });
  });
  return { rows, nextCursor: next === null ? null : toBase64Url(next) };
}

function positionIn(cursor: string): string {
  const position = fromBase64Url(cursor);
  if (position) return position;
  throw new Problem("invalid_cursor", "This is not a cursor of this list. Start again without a cursor.");
}

/** A region that can't be read now is unknown: the list is worth more than one column of it. */
async function readRegions(port: NumberConfigurationPort, numbers: readonly string[]) {
  const regions = new Map<string, string | null>();
  const left = [...numbers];
  const readSome = async (): Promise<void> => {
    for (let e164 = left.pop(); e164 !== undefined; e164 = left.pop()) {
      regions.set(e164, await readVoiceRegion(port, e164).catch(unknownRegion));
    }
  };
  await Promise.all(Array.from({ length: REGIONS_AT_ONCE }, readSome));
  return regions;
}

function unknownRegion(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}
