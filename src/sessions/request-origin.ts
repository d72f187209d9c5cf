// Pure: no I/O, no clock, no randomness.
/**
 * Whether a request by cookie may come from a page of another site. `SameSite=Strict` keeps browsers from sending the
 * cookie with such a request; this is the second line
 * (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html).
 */

/** The parts of a request that say from which page it comes. */
export interface RequestSource {
  readonly method: string;
  /** The header `Upgrade`. */
  readonly upgrade: string | undefined;
  /** The header `Origin`. */
  readonly origin: string | undefined;
  /** The header `Sec-Fetch-Site`. */
  readonly fetchSite: string | undefined;
  /** The origins of this deployment's own pages. */
  readonly ownOrigins: readonly string[];
}

const readingMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Whether the request must prove that it comes from a page of ours. A WebSocket does, as a browser opens it to any site
 * and lets the page read it.
 */
export const isGuarded = ({ method, upgrade }: Pick<RequestSource, "method" | "upgrade">): boolean =>
  !readingMethods.includes(method) || upgrade !== undefined;

/** Why the request may come from another site's page, as a sentence; `null` if it does not. */
export function foreignSource(source: RequestSource): string | null {
  const { origin, fetchSite, ownOrigins } = source;
  if (origin !== undefined && !ownOrigins.includes(origin)) {
    return `The request comes from a page of ${origin}, but a session serves the pages of ${ownOrigins.join(" and ")} alone.`;
  }
  const allowed = isGuarded(source) ? ["same-origin", "none"] : ["same-origin", "same-site", "none"];
  if (fetchSite === undefined || allowed.includes(fetchSite)) return null;
  return `The browser says that the request comes from another page (\`Sec-Fetch-Site: ${fetchSite}\`).`;
}
