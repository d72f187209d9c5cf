// Pure: no I/O, no clock, no randomness.
/** Reads the named texts from a URL's query, so that a link keeps a page's filters. Everything else is dropped. */
export const searchTexts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): { readonly [Key in Name]?: string } => {
    const found: { [Key in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") found[name] = value;
      else if (typeof value === "number" || typeof value === "boolean") found[name] = String(value);
    }
    return found;
  };
