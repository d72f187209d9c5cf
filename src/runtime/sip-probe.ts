import type { Config } from "#kernel/values/config";
import { ConnectionSlots } from "#sip/probe/connection-slots";
import type { ProbeDependencies } from "#sip/probe/probe";
import { dnsClientOf, randomBytes } from "./environment";
import { workerSockets } from "./tcp";

/** A Worker may have six connections open; one is for the database. */
const MAX_CONNECTIONS = 5;

/** Everything of the environment that verifications of SIP gateways use, one after the other or at the same time. */
export const probeDependenciesOf = (
  config: Pick<Config, "dnsResolverUrl" | "loopbackTargets" | "publicOrigin">,
): ProbeDependencies => ({
  connect: workerSockets,
  slots: new ConnectionSlots(MAX_CONNECTIONS),
  lookUp: dnsClientOf(config),
  now: () => Date.now(),
  randomBytes,
  loopbackTargets: config.loopbackTargets,
  localHost: new URL(config.publicOrigin).hostname.replace(/^\[|\]$/g, ""),
});
