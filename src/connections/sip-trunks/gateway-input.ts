// Pure: no I/O, no clock, no randomness.
import type { FieldError } from "#kernel/http/problem";
import { checkHost } from "#kernel/values/address";
import { readCidr } from "./cidr";
import type { Transport, TrunkProvider } from "./trunk";

/** A gateway as a request describes it. In a change, a field that is missing stays as it is. */
export interface GatewayInput {
  readonly id?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | null | undefined;
  readonly transport?: Transport | undefined;
  readonly priority?: number | undefined;
  readonly weight?: number | undefined;
  readonly inbound?: boolean | undefined;
  readonly outbound?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly realm?: string | null | undefined;
  readonly allowed_cidrs?: readonly string[] | undefined;
}

/** A gateway's settings without its password. */
export interface GatewaySettings {
  readonly host: string;
  readonly port: number | null;
  readonly transport: Transport;
  readonly priority: number;
  readonly weight: number;
  readonly inbound: boolean;
  readonly outbound: boolean;
  readonly enabled: boolean;
  readonly username: string | null;
  readonly realm: string | null;
  readonly allowedCidrs: readonly string[];
}

const defaults: Omit<GatewaySettings, "host" | "transport"> = {
  port: null,
  priority: 10,
  weight: 10,
  inbound: true,
  outbound: true,
  enabled: true,
  username: null,
  realm: null,
  allowedCidrs: [],
};

interface Rules {
  readonly provider: TrunkProvider;
  /** For development: allows gateways on this machine. */
  readonly loopback: boolean;
}

export interface CompletedGateway {
  readonly settings: GatewaySettings;
  readonly errors: readonly FieldError[];
}

/** The settings that result from a request's item at this place of `gateways`, and what is wrong with them. */
export function completeGateway(
  input: GatewayInput,
  before: GatewaySettings | null,
  at: number,
  { provider, loopback }: Rules,
): CompletedGateway {
  const errors: FieldError[] = [];
  const wrong = (field: string, detail: string): void => {
    errors.push({ in: "body", pointer: `/gateways/${at}/${field}`, detail });
  };
  const known = before ?? { ...defaults, host: "", transport: "udp" as const };
  const cidrs = (input.allowed_cidrs ?? known.allowedCidrs).map((text, index) => {
    const read = readCidr(text, provider !== "generic");
    if ("cidr" in read) return read.cidr;
    wrong(`allowed_cidrs/${index}`, read.problem);
    return text;
  });
  const settings: GatewaySettings = {
    host: (input.host ?? known.host).toLowerCase(),
    port: input.port === undefined ? known.port : input.port,
    transport: input.transport ?? known.transport,
    priority: input.priority ?? known.priority,
    weight: input.weight ?? known.weight,
    inbound: input.inbound ?? known.inbound,
    outbound: input.outbound ?? known.outbound,
    enabled: input.enabled ?? known.enabled,
    username: input.username === undefined ? known.username : input.username,
    realm: input.realm === undefined ? known.realm : input.realm,
    allowedCidrs: [...new Set(cidrs)],
  };
  if (before === null && input.transport === undefined) {
    wrong("transport", "This field is required: udp, tcp or tls, as your provider's settings say.");
  }
  const hostProblem = problemOfHost(settings.host, loopback);
  if (hostProblem !== null) wrong("host", hostProblem);
  for (const [field, detail] of credentialProblems(input, settings, before)) wrong(field, detail);
  if (!settings.inbound && !settings.outbound) wrong("outbound", "A gateway must be inbound, outbound or both.");
  return { settings, errors };
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function problemOfHost(host: string, loopback: boolean): string | null {
  if (host === "") return "This field is required: a host name like sip.example.com, or a public IP address.";
  if (/^sips?:/.test(host)) return "Write the host alone, without sip: in front of it.";
  if (host.includes("@"))
    return "Write the host alone, without the user and the @; credentials have fields of their own.";
  if (/;/.test(host)) return "Write the host alone; the transport has its own field.";
  if (/^[^:[\]]+:\d*$|\]:\d*$/.test(host)) return "Write the host alone; the port has its own field.";
  if (loopback && loopbackHost.test(host)) return null;
  const checked = checkHost(host);
  return "problem" in checked ? checked.problem : null;
}

function credentialProblems(
  { username, password }: GatewayInput,
  settings: GatewaySettings,
  before: GatewaySettings | null,
): [field: string, detail: string][] {
  const problems: [string, string][] = [];
  if (settings.username !== null && /\s/.test(settings.username)) {
    problems.push(["username", "Must have no blanks: digest authentication would send another name."]);
  }
  if (settings.username !== null && /^sips?:/i.test(settings.username)) {
    problems.push(["username", "Must be the user name alone, without sip: in front of it."]);
  }
  if (settings.username !== null && password === null) {
    problems.push(["password", "A gateway with a user name needs a password. Set `username` to null to remove both."]);
  }
  if (settings.username === null && typeof password === "string") {
    problems.push(["username", "A password needs a user name."]);
  }
  const isRenamed = typeof username === "string" && username !== (before?.username ?? null);
  if (isRenamed && password === undefined) {
    problems.push(["password", "Another user name needs its password: send both."]);
  }
  const realm = settings.realm ?? "";
  if (/^sips?:/i.test(realm)) {
    problems.push([
      "realm",
      'Must not be a SIP URI: write the domain alone, as in realm="example.com" of its challenge.',
    ]);
  } else if (/[\s"\\/@]/.test(realm)) {
    problems.push(["realm", "Must be a domain or an IP address, as the gateway names it in its challenge."]);
  }
  return problems;
}
