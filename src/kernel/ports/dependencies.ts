import type { CarrierCredentials, CarrierOutage } from "./carrier";

/** The services that requests depend on, as the health check reaches them. */
export interface Dependencies {
  readonly now: () => number;
  /** One line per setting that is wrong. */
  readonly configurationProblems: readonly string[];
  /** The databases by binding. `read` reads a row that the migrations insert; `false`: it is missing. */
  readonly databases: readonly { readonly name: string; readonly read: () => Promise<boolean> }[];
  readonly reachObject: () => Promise<boolean>;
  /** The state of this isolate's circuit breaker. Makes no request. */
  readonly carrierOutage: () => CarrierOutage | null;
  /** Whether the carrier accepts the account's credentials. Asks it until it has accepted them in this isolate. */
  readonly carrierCredentials: () => Promise<CarrierCredentials>;
}
