import type { Carrier } from "#kernel/ports/carrier";
import type { Databases } from "#kernel/ports/databases";
import type { ResolveHostname } from "#kernel/ports/dns";
import type { Vault } from "#kernel/ports/vault";
import type { Config } from "#kernel/values/config";
import { databasesOf } from "./databases";
import { newId, requireConfig, resolverOf, vaultOf } from "./environment";
import { carrierOf } from "./platform-carrier";

/** Everything of the environment that a Durable Object uses. */
export interface ObjectContext {
  readonly config: Config;
  readonly databases: Databases;
  readonly carrier: Carrier;
  readonly newEventId: () => string;
  readonly newDeliveryId: () => string;
  readonly vault: Vault;
  readonly resolve: ResolveHostname;
}

export function createObjectContext(env: Env): ObjectContext {
  const config = requireConfig(env);
  return {
    config,
    databases: databasesOf(env),
    carrier: carrierOf(config),
    newEventId: () => newId("event"),
    newDeliveryId: () => newId("webhookDelivery"),
    vault: vaultOf(config),
    resolve: resolverOf(config),
  };
}
