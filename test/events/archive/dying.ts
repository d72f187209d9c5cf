import { env } from "cloudflare:workers";
import { vi } from "vitest";

/** A platform that dies at one of its calls. */

type Place = "R2" | "upload" | "D1" | "statement";
type When = "before" | "after";

/** A death before and after each of the first so many calls of each of these methods. */
export const deathsAt = (steps: readonly (readonly [kind: Place, method: string, times: number])[]) =>
  steps.flatMap(([kind, method, times]) =>
    Array.from({ length: times }, (_, at) => at + 1).flatMap((nth) => [
      [kind, method, nth, "before"] as const,
      [kind, method, nth, "after"] as const,
    ]),
  );

export async function prototypeOf(kind: Place): Promise<Record<string, (...args: unknown[]) => Promise<unknown>>> {
  const found = {
    R2: () => env.ARCHIVE,
    D1: () => env.DB,
    statement: () => env.DB.prepare("select 1"),
    upload: () => env.ARCHIVE.resumeMultipartUpload("x", "y"),
  };
  return Object.getPrototypeOf(found[kind]());
}

/** From its n-th call on the method only fails; the n-th itself may have done its work by then. */
export async function dieAt(
  kind: Place,
  method: string,
  nth: number,
  when: When,
): Promise<{ readonly calls: () => number; readonly stop: () => void }> {
  const prototype = await prototypeOf(kind);
  const original = prototype[method];
  if (!original) throw new Error(`There is no ${kind}.${method}.`);
  let calls = 0;
  const spy = vi.spyOn(prototype, method).mockImplementation(async function (this: unknown, ...args: unknown[]) {
    calls += 1;
    if (calls < nth) return Reflect.apply(original, this, args);
    if (when === "after" && calls === nth) await Reflect.apply(original, this, args);
    throw new Error("died");
  });
  return { calls: () => calls, stop: () => spy.mockRestore() };
}
