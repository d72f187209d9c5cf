import type { Carrier } from "#kernel/ports/carrier";

/** An account whose documents and registrations are read. */
export interface ReadAccount {
  /** The id of a tenant's account, or `PLATFORM_ACCOUNT`. */
  readonly id: string;
  /** The client for requests about the account. */
  readonly carrier: Pick<Carrier, "bundles" | "senderGroups" | "senderGroup" | "tollFreeVerifications">;
}
