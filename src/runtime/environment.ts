import { describeError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { cacheHostnames, createResolver, type ResolveHostname } from "#kernel/ports/dns";
import { createDnsClient, type LookUpDns } from "#kernel/ports/dns-records";
import { openVault, type Vault } from "#kernel/ports/vault";
import { type Config, readConfig } from "#kernel/values/config";
import { type IdKind, makeId } from "#kernel/values/ids";

/**
 * Everything that an isolate shares. **Invariant:** only `runtime/` and `objects/` read Env, the clock and randomness.
 */

export const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
export const newId = (kind: IdKind): string => makeId(kind, Date.now(), randomBytes);
export const newRequestId = (): string => newId("request");

const configs = new WeakMap<object, ReturnType<typeof readConfig>>();

/** The isolate's configuration, or the problems with it. Read once per Env. */
export function loadConfig(env: Env): ReturnType<typeof readConfig> {
  const known = configs.get(env) ?? readConfig(env);
  configs.set(env, known);
  return known;
}

/** Throws `not_configured` if a setting is missing or wrong. */
export function requireConfig(env: Env): Config {
  const found = loadConfig(env);
  if ("config" in found) return found.config;
  throw new Problem(
    "not_configured",
    "Settings of this deployment are missing or wrong, so it serves no requests. GET /health/ready names them.",
  );
}

/** Looks up DNS records at the resolver of this deployment. */
export const dnsClientOf = ({ dnsResolverUrl }: Pick<Config, "dnsResolverUrl">): LookUpDns =>
  createDnsClient((url, init) => fetch(url, init), dnsResolverUrl);

const resolvers = new Map<string, ResolveHostname>();

/** Resolves host names. An isolate remembers what it was answered, per resolver. */
export function resolverOf(config: Config): ResolveHostname {
  const { dnsResolverUrl } = config;
  const resolver =
    resolvers.get(dnsResolverUrl) ?? cacheHostnames(createResolver(dnsClientOf(config)), () => Date.now());
  resolvers.set(dnsResolverUrl, resolver);
  return resolver;
}

const vaults = new WeakMap<Config, Vault>();

/** The vault for secrets of tenants, created once per configuration because it imports keys. */
export function vaultOf(config: Config): Vault {
  const vault = vaults.get(config) ?? openVault({ keys: config.secretsKeys, randomBytes });
  vaults.set(config, vault);
  return vault;
}

export type Execution = Pick<ExecutionContext, "waitUntil">;

export const logFailure = (error: unknown): void =>
  console.error({ message: "background work failed", error: describeError(error) });

/** `waitUntil` for work that is safe to lose: it logs a failure. */
export const loggedWaitUntil =
  (execution: Execution) =>
  (work: Promise<unknown>): void =>
    execution.waitUntil(work.catch(logFailure));
