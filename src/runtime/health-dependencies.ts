import type { Dependencies } from "#kernel/ports/dependencies";
import type { MessageQueue } from "#kernel/ports/message-queues";
import { problemOfPublicOrigin } from "#kernel/values/config";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { databasesOf } from "./databases";
import { loadConfig } from "./environment";
import { checkCredentials, outageOf } from "./platform-carrier";

/** The queues whose length the health report shows. */
export const queuesOf = (env: Env): Readonly<Record<MessageQueue, Queue>> => ({
  purchases: env.PURCHASES,
  "purchases-dead": env.PURCHASES_DEAD,
  bulk: env.BULK,
  imports: env.IMPORTS,
  porting: env.PORTING,
  records: env.RECORDS,
  "records-dead": env.RECORDS_DEAD,
});

/** How the health check reaches the services that requests depend on. */
export function dependenciesOf(env: Env): Dependencies {
  const configuration = loadConfig(env);
  return {
    now: Date.now,
    configurationProblems:
      "problems" in configuration ? configuration.problems : [problemOfPublicOrigin(configuration.config) ?? []].flat(),
    databases: databasesOf(env).all.map(({ name, db }) => ({
      name,
      read: async () => {
        const row = await db.$client.prepare("select 1 from tenants where id = ?").bind(PLATFORM_TENANT_ID).first();
        return row !== null;
      },
    })),
    reachObject: () => env.NUMBERS.getByName("health").ping(),
    carrierOutage: () => ("config" in configuration ? outageOf(configuration.config.twilio.accountSid) : null),
    carrierCredentials: async () => ("config" in configuration ? checkCredentials(configuration.config) : "unknown"),
  };
}
