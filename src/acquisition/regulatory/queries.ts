import { and, eq, sql } from "drizzle-orm";
import { type Page, type PageOrder, type PageQuery, readPage } from "#kernel/http/page";
import { everywhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { type KindOfNumber, numberTypes } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { isCountry } from "#kernel/values/phone";
import { ownersAmong } from "./claim-documents";
import { type DefaultRow, regulatoryDefaults } from "./table";

/** The kind of number that a path names. Throws `not_found`. */
export function kindNamed(country: string, type: string): KindOfNumber {
  const known = numberTypes.find((each) => each === type);
  if (known && isCountry(country)) return { country, type: known };
  throw new Problem(
    "not_found",
    `${country}/${type} is not a kind of number. Use a country (ISO 3166-1 alpha-2, in capitals) and one of ${numberTypes.join(", ")}.`,
  );
}

const mine = (ctx: Context) => eq(regulatoryDefaults.tenantId, ctx.principal.tenantId);

/** The condition for the tenant's default for a kind of number. */
export const isDefault = (ctx: Context, { country, type }: KindOfNumber) =>
  and(mine(ctx), eq(regulatoryDefaults.country, country), eq(regulatoryDefaults.type, type));

/** The tenant's default for a kind of number, if it has set one. */
export async function findDefault(ctx: Context, kind: KindOfNumber): Promise<DefaultRow | null> {
  requireScope(ctx, "numbers:read");
  const [row] = await ctx.db.select().from(regulatoryDefaults).where(isDefault(ctx, kind));
  return row ?? null;
}

export async function defaultOf(ctx: Context, path: { country: string; type: string }): Promise<DefaultRow> {
  const kind = kindNamed(path.country, path.type);
  const row = await findDefault(ctx, kind);
  if (!row) throw new Problem("not_found", `You have no default for ${kind.type} numbers in ${kind.country}.`);
  return row;
}

const byKind: PageOrder<DefaultRow> = {
  sort: "country",
  column: regulatoryDefaults.country,
  id: regulatoryDefaults.type,
  keyOf: ({ country, type }) => ({ value: country, id: type }),
};

export const listDefaults = (ctx: Context, query: PageQuery): Promise<Page<DefaultRow>> =>
  readPage(ctx.db.select().from(regulatoryDefaults), byKind, query, [mine(ctx)]);

/** The tenant's defaults in the countries of these kinds of numbers, unexecuted: for a quote's batch. */
export const defaultsFor = (ctx: Context, kinds: readonly KindOfNumber[]) => {
  const countries = JSON.stringify([...new Set(kinds.map(({ country }) => country))]);
  return ctx.db
    .select()
    .from(regulatoryDefaults)
    .where(and(mine(ctx), sql`${regulatoryDefaults.country} in (select value from json_each(${countries}))`));
};

/** The tenant's defaults, as a table for another folder's statement. */
export const defaultsTable = (ctx: Context) => ctx.db.select().from(regulatoryDefaults).where(mine(ctx)).as("defaults");

/** The tenants of these documents in the context's database. Unclaimed documents are missing. */
export const ownersHere = ({ db }: Context, sids: readonly string[]) =>
  db.select({ sid: sql<string>`sid`, tenantId: sql<string>`tenant_id` }).from(ownersAmong(sids));

/** The same in all databases. */
export async function ownersOf(ctx: Context, sids: readonly string[]) {
  const found = await Promise.all(everywhere(ctx).map((each) => ownersHere(each, sids)));
  return found.flat();
}
