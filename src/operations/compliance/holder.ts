// Pure: no I/O, no clock, no randomness.
/** The tenant that used an address or bundle first, from the view of the number's tenant. */
export const holders = ["you", "another", "nobody"] as const;
export type Holder = (typeof holders)[number];

export function holderOf(owner: string | null, tenantId: string): Holder {
  if (owner === null) return "nobody";
  return owner === tenantId ? "you" : "another";
}
