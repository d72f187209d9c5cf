// Pure: no I/O, no clock, no randomness.
/**
 * Reads the named texts from a URL's query, so that a link keeps a page's filters. All else, such as the tracking of a
 * mail, becomes `undefined`: the router would hand on to the page what is left out here.
 */
export const searchTexts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): { readonly [Key in Name]?: string } => {
    const found: { [Key in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") found[name] = value;
      else if (typeof value === "number" || typeof value === "boolean") found[name] = String(value);
    }
    const others = Object.fromEntries(Object.keys(search).map((name) => [name, undefined]));
    return { ...others, ...found };
  };

/** Reads a URL's query as plain texts, so that `?digits=5550` reads as people write it. */
export const parseSearch = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query));

/** Writes a page's filters as a plain query, without quotes around texts that look like numbers. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return query.size === 0 ? "" : `?${query}`;
}
