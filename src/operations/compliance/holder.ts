// Pure: no I/O, no clock, no randomness.
/** Names the tenant that used an address or bundle first, relative to the number's tenant, so no tenant's id leaks. */
export const holders = ["you", "another", "none"] as const;
export type Holder = (typeof holders)[number];

export function holderOf(owner: string | null, tenantId: string): Holder {
  if (owner === null) return "none";
  return owner === tenantId ? "you" : "another";
}
