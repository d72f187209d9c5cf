import { env } from "cloudflare:workers";
import { vi } from "vitest";

/**
 * Lets something happen between a request's reads and its write: `meanwhile` runs once, right before the first batch that has
 * a statement with this text in it.
 */
export function rightBefore(text: string, meanwhile: () => Promise<unknown>): void {
  const prototype = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  let done = false;
  vi.spyOn(prototype, "batch").mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const [statements] = args;
    const sent = Array.isArray(statements) ? statements.map((one) => String(Reflect.get(one, "statement"))) : [];
    if (!done && sent.some((sql) => sql.includes(text))) {
      done = true;
      await meanwhile();
    }
    return await Reflect.apply(batch, this, args);
  });
}
