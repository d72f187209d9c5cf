import { and, sql } from "drizzle-orm";
import { ownedNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { batchNamed } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import type { Context } from "#kernel/ports/context";
import { portingNumbers } from "../requests/table";

/** A reason on this platform why a number cannot be ported. The ids are null for what belongs to another tenant. */
export type PlatformFact =
  | { readonly code: "number_owned"; readonly phoneNumberId: string | null }
  | { readonly code: "number_in_open_port"; readonly portingRequestId: string | null };

/** By E.164 number. */
export type PlatformFacts = ReadonlyMap<string, PlatformFact>;

/**
 * Reads which of these numbers the platform has already, or has in an open port, for any tenant. Numbers of
 * tenants' own Twilio accounts and trunks stand in no port's way.
 */
export async function platformFacts(ctx: Context, items: readonly { readonly e164: string }[]): Promise<PlatformFacts> {
  if (items.length === 0) return new Map();
  const { principal } = ctx;
  const e164s = items.map(({ e164 }) => e164);
  const [here, ...there] = await Promise.all([ctx, ...elsewhere(ctx)].map((each) => factsIn(each, e164s)));
  const ofOthers = (row: { readonly tenantId: string }) => row.tenantId !== principal.tenantId;
  const owned = [...(here?.owned ?? []), ...there.flatMap((each) => each.owned.filter(ofOthers))];
  const inPort = [...(here?.inPort ?? []), ...there.flatMap((each) => each.inPort.filter(ofOthers))];
  const own = (row: { readonly id: string; readonly tenantId: string }) =>
    row.tenantId === principal.tenantId ? row.id : null;
  return new Map<string, PlatformFact>([
    ...inPort.map((row) => [row.e164, { code: "number_in_open_port", portingRequestId: own(row) }] as const),
    ...owned.map((row) => [row.e164, { code: "number_owned", phoneNumberId: own(row) }] as const),
  ]);
}

function factsIn(ctx: Context, e164s: readonly string[]) {
  const { db } = ctx;
  const listed = sql`(select value from json_each(${JSON.stringify(e164s)}))`;
  return batchNamed(db, {
    owned: ownedNumbersAmong(ctx, e164s),
    inPort: db
      .select({
        e164: portingNumbers.e164,
        id: portingNumbers.portingRequestId,
        tenantId: portingNumbers.tenantId,
      })
      .from(portingNumbers)
      .where(and(sql`${portingNumbers.e164} in ${listed}`, sql`${portingNumbers.isOpen} = 1`)),
  });
}
