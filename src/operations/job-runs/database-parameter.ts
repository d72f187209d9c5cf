import { invalidField } from "#kernel/http/problem";
import { lazily, z } from "#kernel/http/schema";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";

/** The query parameter that names a database. */
export const databaseParameter = lazily(() =>
  z.string().optional().openapi({
    description: "The D1 binding of the database that the run works on, such as `DB_2`. Without it: `DB`.",
    example: "DB",
  }),
);

/** The database that the parameter names. Throws `validation_failed` if this deployment has none of this name. */
export function namedDatabase({ databases }: Context, name: string | undefined): NamedDatabase {
  const named = name === undefined ? databases.first : databases.all.find((each) => each.name === name);
  if (named) return named;
  const names = databases.all.map((each) => each.name).join(", ");
  throw invalidField("query", "/database", `This deployment has these databases: ${names}.`);
}
