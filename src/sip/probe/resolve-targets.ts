import { followAliases } from "#kernel/ports/dns";
import type { DnsAnswer, DnsRecord, LookUpDns } from "#kernel/ports/dns-records";
import { isLoopbackAddress, isPublicAddress } from "#kernel/values/address";
import type { ProbedAddress, RungCode, SipTransport } from "./gateway";
import { defaultPorts, type GatewayHost, readGatewayHost } from "./syntax";

/** Finds the addresses of a SIP host (RFC 3263), and refuses them all if one may not be called. */

/** More targets than any carrier has. A domain with more is refused, since all must be checked. */
const MAX_TARGETS = 10;
/** Addresses of all targets together. Reports store them, so a tenant's zone must not make them long. */
const MAX_ADDRESSES = 20;
/** Both families of one target. */
export const LOOK_UPS_AT_ONCE = 2;

type DnsProblem = Extract<
  RungCode,
  | "name_not_found"
  | "name_without_address"
  | "service_not_offered"
  | "too_many_targets"
  | "alias_loop"
  | "address_not_public"
  | "resolver_unavailable"
  | "host_not_public"
  | "host_invalid"
>;

export type ResolvedTargets =
  | { readonly addresses: readonly ProbedAddress[] }
  | { readonly code: DnsProblem; readonly detail: string };

export interface TargetResolver {
  /** Has its own timeout. */
  readonly lookUp: (name: string, type: Parameters<LookUpDns>[1]) => Promise<DnsAnswer>;
  readonly loopback: boolean;
}

/** Ends the search with its result. */
class Unresolvable extends Error {
  readonly code: DnsProblem;
  constructor(code: DnsProblem, detail: string) {
    super(detail);
    this.code = code;
  }
}

interface SipService {
  readonly transport: SipTransport;
  /** `null`: SRV records give it, or else it is the default of the transport. */
  readonly port: number | null;
}

/** The addresses in the order in which they are to be tried. */
export async function resolveTargets(
  host: GatewayHost,
  service: SipService,
  resolver: TargetResolver,
): Promise<ResolvedTargets> {
  const port = service.port ?? defaultPorts[service.transport];
  if (host.kind === "address") return { addresses: [{ name: null, address: host.address, port }] };
  try {
    const targets = service.port === null ? await targetsOf(host.name, service.transport, resolver) : [];
    const addresses: ProbedAddress[] = [];
    for (const target of targets.length > 0 ? targets : [{ name: host.name, port }]) {
      addresses.push(...(await addressesAt(target, resolver)));
      if (addresses.length > MAX_ADDRESSES) {
        const detail = `${host.name} leads to more than ${MAX_ADDRESSES} addresses, and each must be checked.`;
        return { code: "too_many_targets", detail };
      }
    }
    const refused = addresses.find(({ address }) => !isAllowed(address, resolver.loopback));
    if (refused === undefined) return { addresses };
    return {
      code: "address_not_public",
      detail:
        `${refused.name} resolves to ${refused.address}, which is not on the public internet. ` +
        "So none of its addresses is called.",
    };
  } catch (error) {
    if (error instanceof Unresolvable) return { code: error.code, detail: error.message };
    throw error;
  }
}

const isAllowed = (address: string, loopback: boolean): boolean =>
  isPublicAddress(address) || (loopback && isLoopbackAddress(address));

interface SrvTarget {
  readonly name: string;
  readonly port: number;
}

const services = { udp: "SIP+D2U", tcp: "SIP+D2T", tls: "SIPS+D2T" } as const;
const prefixes = { udp: "_sip._udp.", tcp: "_sip._tcp.", tls: "_sips._tcp." } as const;

/** The SRV targets of a domain: those that NAPTR records name, or else those of the usual name. Possibly none. */
async function targetsOf(name: string, transport: SipTransport, resolver: TargetResolver): Promise<SrvTarget[]> {
  const usual = `${prefixes[transport]}${name}`;
  const [naptr, srv] = await Promise.all([resolver.lookUp(name, "NAPTR"), resolver.lookUp(usual, "SRV")]);
  const [rule] = recordsOf(naptr, "NAPTR")
    .filter(({ flags, services: offered, replacement }) => {
      return flags.toLowerCase() === "s" && offered.toUpperCase() === services[transport] && replacement !== "";
    })
    .sort((a, b) => a.order - b.order || a.preference - b.preference);
  const isUsual = rule === undefined || rule.replacement === usual;
  const answer = isUsual ? srv : await resolver.lookUp(rule.replacement, "SRV");
  if (answer.kind === "unavailable") throw resolverAway(isUsual ? usual : rule.replacement);
  const records = recordsOf(answer, "SRV").sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  if (records.length > 0 && records.every(({ target }) => target === "")) {
    throw new Unresolvable("service_not_offered", `${name} declares in DNS that it offers no SIP over ${transport}.`);
  }
  if (records.length > MAX_TARGETS) {
    throw new Unresolvable(
      "too_many_targets",
      `${name} has ${records.length} SRV targets; at most ${MAX_TARGETS} fit.`,
    );
  }
  return records.filter(({ target }) => target !== "").map(({ target, port }) => ({ name: target, port }));
}

/** The addresses of one target. Its name is checked like a tenant's, as it may become the host of a TLS connection. */
async function addressesAt({ name, port }: SrvTarget, resolver: TargetResolver): Promise<ProbedAddress[]> {
  const host = readGatewayHost(name, resolver.loopback);
  if ("code" in host) throw new Unresolvable("address_not_public", `DNS leads to the host ${name}. ${host.detail}`);
  if (port < 1) throw new Unresolvable("service_not_offered", `DNS gives ${name} the port 0.`);
  if (host.kind === "address" || host.name === "localhost") {
    return [{ name, address: host.kind === "address" ? host.address : "127.0.0.1", port }];
  }
  const found = await Promise.all(
    (["A", "AAAA"] as const).map((type) => followAliases(host.name, type, resolver.lookUp)),
  );
  const addresses = found.flatMap((list) => (typeof list === "string" ? [] : list));
  if (addresses.length > 0) return addresses.map((address) => ({ name: host.name, address, port }));
  if (found.includes("unavailable")) throw resolverAway(name);
  if (found.includes("alias_loop")) {
    throw new Unresolvable("alias_loop", `The aliases (CNAME) of ${name} in DNS lead in a circle or are too many.`);
  }
  throw found.includes("no_such_name")
    ? new Unresolvable("name_not_found", `There is no host ${name} in DNS.`)
    : new Unresolvable("name_without_address", `${name} is in DNS, but without an address.`);
}

const recordsOf = <Type extends DnsRecord["type"]>(answer: DnsAnswer, type: Type) =>
  (answer.kind === "records" ? answer.records : []).filter(
    (record): record is Extract<DnsRecord, { type: Type }> => record.type === type,
  );

const resolverAway = (name: string) =>
  new Unresolvable("resolver_unavailable", `The DNS resolver did not answer for ${name}.`);
