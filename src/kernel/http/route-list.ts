// Pure: no I/O, no clock, no randomness.
import type { Params, Result, Router } from "hono/router";

interface Route<Served> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Served;
}

/** Which segment names the resource. */
const RESOURCE = 2;

const isParameter = (segment: string): boolean => segment.startsWith(":");
const isPrefix = ({ segments }: Route<unknown>): boolean => segments.at(-1) === "*";
const noParameters: Params = {};
const PARAMETER = /^:\w+$/;
/** Characters with a meaning of their own in Hono's routers. */
const PATTERN = /[*?{}]/;

/** Whether a route may have this segment, which is its last one or not. */
const isSupported = (segment: string, isLast: boolean): boolean =>
  isParameter(segment) ? PARAMETER.test(segment) : !PATTERN.test(segment) || (segment === "*" && isLast);

/**
 * Hono's routes as a list: paths of literal segments and `:parameters`, or with `*` at the end, which also match the
 * path without it. Hono's own routers first compile all routes, which took a fifth of an isolate's first request. This
 * list selects the routes of a method, a number of segments and a resource (like `orders` in /v1/orders) on first use.
 */
export class RouteList<Served> implements Router<Served> {
  readonly name = "RouteList";
  readonly #routes: Route<Served>[] = [];
  readonly #candidates = new Map<string, readonly Route<Served>[]>();
  readonly #methods = new Set<string>();
  readonly #resources = new Set<string>();
  #longest = 0;

  /** Throws an error for a pattern of Hono's that this list does not match, such as `/:id{[0-9]+}`. */
  add(method: string, path: string, handler: Served): void {
    const [start, ...rest] = path.split("/");
    if (start !== "" || !rest.every((segment, at) => isSupported(segment, at === rest.length - 1))) {
      throw new Error(`The route ${path} must begin with / and may have only parameters, and a * at its end.`);
    }
    const segments = [start, ...rest];
    this.#routes.push({ method, segments, handler });
    this.#methods.add(method);
    this.#resources.add(segments[RESOURCE] ?? "");
    this.#longest = Math.max(this.#longest, segments.length);
    this.#candidates.clear();
  }

  /** Returns all handlers of the request, middleware among them, in the order in which they were added. */
  match(method: string, path: string): Result<Served> {
    const given = path.split("/");
    const found: [Served, Params][] = [];
    for (const route of this.#candidatesFor(method, given)) {
      const params = matchSegments(route.segments, given);
      if (params) found.push([route.handler, params]);
    }
    return [found];
  }

  /** Callers choose what they send, so all that no route has shares one entry. */
  #candidatesFor(method: string, given: readonly string[]): readonly Route<Served>[] {
    const known = this.#methods.has(method) ? method : "ALL";
    const size = Math.min(given.length, this.#longest + 1);
    const resource = this.#resources.has(given[RESOURCE] ?? "") ? given[RESOURCE] : "";
    const key = `${known} ${size} ${resource}`;
    const kept = this.#candidates.get(key);
    if (kept) return kept;
    const fitsResource = (segment: string | undefined): boolean =>
      segment === undefined || segment === resource || segment === "*" || isParameter(segment);
    const candidates = this.#routes.filter(
      (route) =>
        (route.method === known || route.method === "ALL") &&
        (isPrefix(route) ? route.segments.length <= size + 1 : route.segments.length === size) &&
        fitsResource(route.segments[RESOURCE]),
    );
    this.#candidates.set(key, candidates);
    return candidates;
  }
}

/** Returns the parameters of a path that the route's segments match. */
function matchSegments(wanted: readonly string[], given: readonly string[]): Params | undefined {
  let params = noParameters;
  for (let at = 1; at < wanted.length; at += 1) {
    const [segment = "", written] = [wanted[at], given[at]];
    if (segment === "*") return params;
    if (!isParameter(segment)) {
      if (segment !== written) return undefined;
      continue;
    }
    if (!written) return undefined;
    if (params === noParameters) params = {};
    params[segment.slice(1)] = written;
  }
  return params;
}
