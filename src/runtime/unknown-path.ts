import { type Operation, otherMethodsOf } from "#kernel/http/operation";
import { Problem } from "#kernel/http/problem";
import { slip } from "#kernel/values/nearest";

/** The answer to a request that no route takes: which methods its path has, or which path was probably meant. */

/** A route as Hono lists it: middleware has the method `ALL`, and a parameter of the path begins with a colon. */
interface Route {
  readonly method: string;
  readonly path: string;
}

const isParameter = (segment: string): boolean => segment.startsWith(":");
const segmentsOf = (path: string): string[] => path.replace(/\/$/, "").split("/").slice(1);

const isSame = (one: string, other: string): boolean => segmentsOf(one).join("/") === segmentsOf(other).join("/");

function matches(route: Route, path: string): boolean {
  const [wanted, given] = [segmentsOf(route.path), segmentsOf(path)];
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => (isParameter(segment) ? given[at] !== "" : segment === given[at]))
  );
}

export interface UnknownPath {
  readonly problem: Problem;
  /** The value of the header `Allow`; `null` for a path that does not exist. */
  readonly allow: string | null;
}

/** `routes` are all that the app has; `operations` say what to use instead of a method that is not there. */
export function unknownPath(
  routes: readonly Route[],
  operations: readonly Operation[],
  { method, path }: Route,
): UnknownPath {
  const own = routes.filter((route) => route.method !== "ALL");
  // A path without parameters has only its own methods: /v1/phone-numbers/export is no number.
  const isLiteral = own.some((route) => isSame(route.path, path));
  const fits = (route: Route): boolean => (isLiteral ? isSame(route.path, path) : matches(route, path));
  const found = own.filter(fits);
  if (found.length === 0) {
    const meant = nearestPath(own, path);
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    return {
      problem: new Problem("not_found", `No resource has the path ${path}.${hint} See /docs/api.`),
      allow: null,
    };
  }
  const methods = [...new Set(found.flatMap((route) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method])))];
  const others = new Map(
    operations
      .filter((operation) => fits({ method, path: operation.path.replaceAll(/\{([^}]+)\}/g, ":$1") }))
      .flatMap(otherMethodsOf),
  );
  const hint = others.get(method.toLowerCase()) ?? generalHint(method, methods);
  const detail = `${path} takes ${methods.filter((one) => one !== "HEAD").join(", ")}, not ${method}.`;
  return { problem: new Problem("method_not_allowed", `${detail} ${hint}`.trim()), allow: methods.join(", ") };
}

/** For the habits of other APIs. */
function generalHint(method: string, methods: readonly string[]): string {
  if (method === "POST" && methods.includes("PUT")) return "Use PUT with the whole resource.";
  if (["POST", "PUT"].includes(method) && methods.includes("PATCH")) return "Use PATCH with the fields to change.";
  if (method === "PATCH" && methods.includes("PUT")) return "Use PUT with the whole resource.";
  return "";
}

/** The path with as many segments that differs least; also without the `/v1` before it. */
function nearestPath(routes: readonly Route[], path: string): string | undefined {
  const given = segmentsOf(path);
  const candidates = routes.flatMap((route) => {
    const wanted = segmentsOf(route.path);
    if (wanted[0] === "twilio") return [];
    const far = Math.min(slipOf(wanted, given), slipOf(wanted, ["v1", ...given]));
    return Number.isFinite(far) ? [{ path: route.path, far }] : [];
  });
  const [best] = candidates.sort((a, b) => a.far - b.far);
  return best?.path.replaceAll(/:([^/]+)/g, "{$1}");
}

function slipOf(wanted: readonly string[], given: readonly string[]): number {
  if (wanted.length !== given.length) return Number.POSITIVE_INFINITY;
  return wanted.reduce((sum, segment, at) => {
    const written = given[at] ?? "";
    return isParameter(segment) || segment === written ? sum : sum + slip(written, segment);
  }, 0);
}
