// Pure: no I/O, no clock, no randomness.
import { toTrunkNumber } from "./number-format";
import { usernameOf } from "./parts";
import type { TrunkRow } from "./table";
import type { Transport } from "./trunk";

/** Everything that a tenant types into the settings of its carrier or SIP server, to reach a trunk at Twilio. */
export interface ConnectionInstructions {
  readonly host: string;
  readonly ports: readonly { readonly transport: Transport; readonly port: number }[];
  readonly username: string | null;
  /** A request URI for one number. */
  readonly uri_example: string;
  readonly signalling_addresses: readonly string[];
  readonly media_addresses: readonly string[];
  readonly media_ports: string;
}

/**
 * Addresses that Twilio sends SIP from, by edge: Virginia, Oregon, Ireland, Frankfurt, Tokyo, Singapore, Sydney, São
 * Paulo. https://www.twilio.com/docs/sip-trunking/ip-addresses
 */
const signallingAddresses = [
  "54.172.60.0/30",
  "54.244.51.0/30",
  "54.171.127.192/30",
  "35.156.191.128/30",
  "54.65.63.192/30",
  "54.169.127.128/30",
  "54.252.254.64/30",
  "177.71.206.192/30",
];
const mediaAddresses = ["168.86.128.0/18"];

const allPorts = [
  { transport: "udp", port: 5_060 },
  { transport: "tcp", port: 5_060 },
  { transport: "tls", port: 5_061 },
] as const;

/** Null for a generic trunk, and before the trunk is at Twilio. */
export function connectionOf(trunk: TrunkRow): ConnectionInstructions | null {
  const { domain } = trunk.provisioned;
  if (domain === undefined || trunk.provisioning === "removing") return null;
  const { secure, credentials } = trunk.settings;
  return {
    host: domain,
    ports: allPorts.filter(({ transport }) => !secure || transport === "tls"),
    username: credentials ? usernameOf(trunk) : null,
    uri_example: `sip:${toTrunkNumber("+14155550123", trunk.numberFormat)}@${domain}`,
    signalling_addresses: signallingAddresses,
    media_addresses: mediaAddresses,
    media_ports: "10000-60000",
  };
}
