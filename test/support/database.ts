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
