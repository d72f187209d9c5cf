// Pure: no I/O, no clock, no randomness.

/**
 * `bill`: the losing carrier's latest bill. `csr`: its customer service record. `loa`: a letter of authorization.
 */
export const documentKinds = ["bill", "csr", "loa", "other"] as const;
export type PortingDocumentKind = (typeof documentKinds)[number];

/** `rejected`: the scanner refused the contents, which are deleted. */
export const documentStatuses = ["stored", "scanning", "rejected"] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

/** `made`: by the platform. `link`: uploaded by a visitor with a share link. */
export const documentOrigins = ["uploaded", "made", "link"] as const;
export type DocumentOrigin = (typeof documentOrigins)[number];

/** The kinds in running text. */
export const kindWords: Readonly<Record<PortingDocumentKind, string>> = {
  bill: "a bill",
  csr: "a customer service record",
  loa: "a letter of authorization",
  other: "a document",
};
