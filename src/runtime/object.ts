import type { Database } from "#kernel/db/db";
import type { Carrier } from "#kernel/ports/carrier";
import type { Resolve } from "#kernel/ports/dns";
import type { Vault } from "#kernel/ports/vault";
import type { Config } from "#kernel/values/config";
import { carrierOf } from "./carrier";
import { databaseOf, newIdNow, requireConfig, resolveName, vaultOf } from "./isolate";

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
    newEventId: () => newIdNow("event"),
    newDeliveryId: () => newIdNow("webhookDelivery"),
    vault: vaultOf(config),
    resolve: resolveName,
  };
}
