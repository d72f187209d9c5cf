import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { carrierAccounts } from "./table";

/** The tenant that has connected this account; null if there is no such account. For work of the platform. */
export async function ownerOfAccount({ db }: Pick<Context, "db">, id: string): Promise<string | null> {
  const [row] = await db
    .select({ tenantId: carrierAccounts.tenantId })
    .from(carrierAccounts)
    .where(and(eq(carrierAccounts.id, id), isNull(carrierAccounts.deletedAt)));
  return row?.tenantId ?? null;
}
