import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { sipTrunks } from "./table";

/** Notes a trunk's first call. Unexecuted; writes nothing for later ones. */
export const trunkHadCall = (db: Database, id: string, at: number) =>
  db
    .update(sipTrunks)
    .set({ firstCallAt: at, updatedAt: at, version: sql`${sipTrunks.version} + 1` })
    .where(and(eq(sipTrunks.id, id), isNull(sipTrunks.firstCallAt), isNull(sipTrunks.deletedAt)));
