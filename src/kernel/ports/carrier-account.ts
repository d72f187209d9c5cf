import type { AccountProbe, WebhookSigning } from "./account-access";
import type { Carrier } from "./carrier";
import type { CarrierPorting } from "./carrier-porting";
import type { CarrierSip } from "./carrier-sip";
import type { NumberConfigurationPort } from "./number-configuration";

/** Twilio Regions: https://www.twilio.com/docs/global-infrastructure/regional-product-and-feature-availability */
export const carrierRegions = ["us1", "ie1", "au1", "jp1"] as const;
export type CarrierRegion = (typeof carrierRegions)[number];

/** An account at Twilio, and the credentials for requests about it. */
export interface AccountAccess {
  /**
   * The id of the tenant's carrier account, or the account's SID for the platform's own. The account's circuit breaker
   * and call outcomes go by it.
   */
  readonly id: string;
  /** `AC…`, of an account or a sub-account. */
  readonly accountSid: string;
  /** The account's SID, or the SID of an API key (`SK…`). */
  readonly username: string;
  /** The auth token, or the API key's secret. */
  readonly password: string;
  readonly region: CarrierRegion;
}

/** Everything that the platform does in one account at Twilio. */
export interface CarrierAccount {
  readonly numbers: Carrier;
  readonly sip: CarrierSip;
  readonly probe: AccountProbe;
  readonly signing: WebhookSigning;
  readonly configuration: NumberConfigurationPort;
  readonly porting: CarrierPorting;
}
