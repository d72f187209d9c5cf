import { env } from "cloudflare:workers";
import { vi } from "vitest";

/** The names of the feed objects that the Worker asks for from now on, as the list grows. */
export function watchFeeds(): string[] {
  const asked: string[] = [];
  const namespace: { getByName: (name: string) => object } = Object.getPrototypeOf(env.FEEDS);
  const { getByName } = namespace;
  vi.spyOn(namespace, "getByName").mockImplementation(function (this: object, name: string) {
    asked.push(name);
    return Reflect.apply(getByName, this, [name]);
  });
  return asked;
}
