import { env } from "cloudflare:workers";
import { vi } from "vitest";

const textOf = (statement: unknown): string => String(Reflect.get(Object(statement), "statement"));

/**
 * Intercepts every query to D1: `meanwhile` gets its text, and calls `proceed` to send it, or fails it. Returns a
 * function that ends this.
 */
export function interceptQueries(
  meanwhile: (proceed: () => Promise<unknown>, sql: string) => Promise<unknown>,
): () => void {
  const database: object = Object.getPrototypeOf(env.DB);
  const statement: object = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const methods = [["batch", database], ...["all", "first", "run", "raw"].map((name) => [name, statement])] as const;
  const spies = methods.map(([name, prototype]) => {
    const original: unknown = Reflect.get(Object(prototype), String(name));
    if (typeof original !== "function") throw new Error(`The database has no method ${name}.`);
    return vi.spyOn(prototype as Record<string, () => unknown>, String(name)).mockImplementation(function (
      this: unknown,
      ...args: unknown[]
    ) {
      const sent = name === "batch" ? Object(args[0]) : [this];
      return meanwhile(() => Reflect.apply(original, this, args), sent.map(textOf).join("\n"));
    });
  });
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

/** Every cell of every table, as `table.column: text`. */
export async function allCells(): Promise<string[]> {
  const { results: tables } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '_cf_%'",
  ).all<{ name: string }>();
  const cells: string[] = [];
  for (const { name } of tables) {
    const { results } = await env.DB.prepare(`select * from "${name}"`).all<Record<string, unknown>>();
    for (const row of results) {
      for (const [column, value] of Object.entries(row)) cells.push(`${name}.${column}: ${JSON.stringify(value)}`);
    }
  }
  return cells;
}
