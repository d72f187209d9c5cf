import type { CarrierAccountRow } from "#connections/carrier-accounts/table";
import type { CarrierRegion } from "#kernel/ports/carrier-account";
import type { NumberConfigurationPort } from "#kernel/ports/number-configuration";
import type { ImportJobRow } from "./table";

/** A job under way, and its account at Twilio. */
export interface Work {
  readonly job: ImportJobRow;
  /** The connected account; null if it was deleted. */
  readonly account: CarrierAccountRow | null;
  readonly region: CarrierRegion;
  /** Imports of a closed tenant are not begun, and what was begun is put back. */
  readonly isClosed: boolean;
  /** Throws a `Problem` if the account was deleted, or if its secrets can't be opened. */
  readonly port: () => Promise<NumberConfigurationPort>;
}
