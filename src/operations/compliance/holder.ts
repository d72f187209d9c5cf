// Pure: no I/O, no clock, no randomness.
/** Who has used an address or a bundle first, and so has it, as the tenant sees it whose number it stands for. */
export const holders = ["you", "another", "nobody"] as const;
export type Holder = (typeof holders)[number];

export function holderOf(owner: string | null, tenantId: string): Holder {
  if (owner === null) return "nobody";
  return owner === tenantId ? "you" : "another";
}
