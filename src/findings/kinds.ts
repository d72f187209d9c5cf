/** What can need a person, and what that person should do about it. */
export const findingKinds = {
  purchase_undeliverable:
    "An item of a large order could not be handed to its number's object ten times over. It is tried again every ten minutes; " +
    "cancel the order if the number is not wanted any more.",
} as const;

export type FindingKind = keyof typeof findingKinds;
