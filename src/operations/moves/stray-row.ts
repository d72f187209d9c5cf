import { and, eq } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { type MovingTenant, movingTenants } from "./table";

/**
 * Deletes a row that an overtaken run has written after its move had ended, so that jobs do not rest for it.
 */
export const endStrayRow = ({ db }: Context, { tenantId, moveId }: Pick<MovingTenant, "tenantId" | "moveId">) =>
  db.delete(movingTenants).where(and(eq(movingTenants.tenantId, tenantId), eq(movingTenants.moveId, moveId)));
