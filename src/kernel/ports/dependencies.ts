import type { CarrierOutage } from "./carrier";

export interface Dependencies {
  readonly now: () => number;
  /** One line per setting that is wrong. */
  readonly configurationProblems: readonly string[];
  /** Reads one row that the migrations put there; `false` if it is missing. */
  readonly readDatabase: () => Promise<boolean>;
  readonly reachObject: () => Promise<boolean>;
  /** What this isolate has seen of the carrier; asks nothing. */
  readonly carrierOutage: () => CarrierOutage | null;
}
