import type { Carrier } from "../kernel/carrier";
import type { Config } from "../kernel/config";
import type { Database } from "../kernel/db";
import type { Resolve } from "../kernel/dns";
import type { Vault } from "../kernel/vault";
import { carrierOf } from "./carrier";
import { databaseOf, newId, requireConfig, resolve, vaultOf } from "./isolate";

/** What a Durable Object works with. */
export interface ObjectContext {
  readonly config: Config;
  readonly db: Database;
  readonly carrier: Carrier;
  readonly newEventId: () => string;
  readonly newDeliveryId: () => string;
  readonly vault: Vault;
  readonly resolve: Resolve;
}

export function composeObject(env: Env): ObjectContext {
  const config = requireConfig(env);
  return {
    config,
    db: databaseOf(env),
    carrier: carrierOf(config),
    newEventId: () => newId("event"),
    newDeliveryId: () => newId("webhookDelivery"),
    vault: vaultOf(config),
    resolve,
  };
}
