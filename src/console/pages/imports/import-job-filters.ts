// Pure: no I/O, no clock, no randomness.
/** The filters of the list of import jobs that stand in the page's URL. */
export const importJobFilters = ["action", "status"] as const;

export type ImportJobFilters = { readonly [Name in (typeof importJobFilters)[number]]?: string };
