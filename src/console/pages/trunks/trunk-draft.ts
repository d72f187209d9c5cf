// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";
import type { Gateway, Provider, Trunk } from "./use-trunks";

export type NewTrunk = NonNullable<BodyFor<"POST", "/v1/sip-trunks">>;
export type TrunkChange = NonNullable<BodyFor<"PATCH", "/v1/sip-trunks/{sip_trunk_id}">>;

export const transports = ["tls", "tcp", "udp"] as const;
export type Transport = (typeof transports)[number];

/** A gateway as the form holds it. */
export interface GatewayDraft {
  /** Names it in the form. */
  readonly key: string;
  /** The id of a gateway that is stored; `null`: it is new. */
  readonly id: string | null;
  readonly host: string;
  readonly port: string;
  readonly transport: Transport;
  readonly priority: string;
  readonly weight: string;
  readonly inbound: boolean;
  readonly outbound: boolean;
  readonly enabled: boolean;
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly cidrs: string;
}

/** A trunk as the form holds it. */
export interface TrunkDraft {
  readonly name: string;
  readonly provider: Provider;
  readonly accountId: string | null;
  readonly takeOverSid: string;
  /** `null`: not chosen yet, so the API decides. */
  readonly secure: boolean | null;
  readonly credentials: boolean | null;
  readonly numberSids: string;
  readonly disasterUrl: string;
  readonly plus: boolean;
  readonly strip: string;
  readonly add: string;
  readonly gateways: readonly GatewayDraft[];
}

export const emptyGateway = (key: string): GatewayDraft => ({
  key,
  id: null,
  host: "",
  port: "",
  transport: "tls",
  priority: "10",
  weight: "10",
  inbound: true,
  outbound: true,
  enabled: true,
  username: "",
  password: "",
  realm: "",
  cidrs: "",
});

export const emptyTrunk: TrunkDraft = {
  name: "",
  provider: "byoc",
  accountId: null,
  takeOverSid: "",
  secure: null,
  credentials: null,
  numberSids: "",
  disasterUrl: "",
  plus: true,
  strip: "",
  add: "",
  gateways: [emptyGateway("1")],
};

/** The API's default: those that call into Twilio give a password, except over a trunk that was taken over. */
export const needsCredentials = ({ credentials, provider, takeOverSid }: TrunkDraft): boolean =>
  credentials ?? (provider !== "generic" && takeOverSid === "");

const draftOfGateway = (gateway: Gateway): GatewayDraft => ({
  ...gateway,
  key: gateway.id,
  port: gateway.port === null ? "" : String(gateway.port),
  priority: String(gateway.priority),
  weight: String(gateway.weight),
  username: gateway.username ?? "",
  password: "",
  realm: gateway.realm ?? "",
  cidrs: gateway.allowed_cidrs.join("\n"),
});

export const draftOfTrunk = (trunk: Trunk): TrunkDraft => ({
  name: trunk.name,
  provider: trunk.provider,
  accountId: trunk.carrier_account_id,
  takeOverSid: "",
  secure: trunk.secure,
  credentials: trunk.credentials,
  numberSids: trunk.number_sids.join("\n"),
  disasterUrl: trunk.disaster_recovery_url ?? "",
  plus: trunk.number_format.plus ?? true,
  strip: trunk.number_format.strip_prefix ?? "",
  add: trunk.number_format.add_prefix ?? "",
  gateways: trunk.gateways.map(draftOfGateway),
});

const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== "");

const numberOf = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));

function gatewayBody(draft: GatewayDraft) {
  const { priority, weight } = { priority: numberOf(draft.priority), weight: numberOf(draft.weight) };
  return {
    host: draft.host.trim(),
    port: numberOf(draft.port) ?? null,
    transport: draft.transport,
    ...(priority !== undefined && { priority }),
    ...(weight !== undefined && { weight }),
    inbound: draft.inbound,
    outbound: draft.outbound,
    enabled: draft.enabled,
    username: draft.username.trim() || null,
    ...(draft.password !== "" && { password: draft.password }),
    realm: draft.realm.trim() || null,
    allowed_cidrs: words(draft.cidrs),
  };
}

/** The fields that a creation and a change have in common. */
function commonBody(draft: TrunkDraft) {
  const { provider, plus, strip, add, secure, credentials } = draft;
  const isElastic = provider === "twilio_elastic";
  return {
    name: draft.name,
    ...(!isElastic && { number_format: { plus, strip_prefix: strip.trim(), add_prefix: add.trim() } }),
    ...(provider !== "generic" && secure !== null && { secure }),
    ...(provider !== "generic" && credentials !== null && { credentials }),
    ...(isElastic && { number_sids: words(draft.numberSids) }),
    ...(isElastic && { disaster_recovery_url: draft.disasterUrl.trim() || null }),
  };
}

export function newTrunkBody(draft: TrunkDraft): NewTrunk {
  const { provider, accountId, takeOverSid } = draft;
  return {
    ...commonBody(draft),
    provider,
    ...(provider !== "generic" && accountId !== null && { carrier_account_id: accountId }),
    ...(provider === "twilio_elastic" && takeOverSid.trim() !== "" && { carrier_trunk_sid: takeOverSid.trim() }),
    gateways: draft.gateways.map(gatewayBody),
  };
}

export const trunkChangeBody = (draft: TrunkDraft): TrunkChange => ({
  ...commonBody(draft),
  gateways: draft.gateways.map((gateway) => ({ ...(gateway.id && { id: gateway.id }), ...gatewayBody(gateway) })),
});

/** How the carrier writes a number, as the number format says. */
export function inFormat(e164: string, { plus, strip, add }: Pick<TrunkDraft, "plus" | "strip" | "add">): string {
  const digits = e164.slice(1);
  if (plus) return e164;
  return add + (digits.startsWith(strip) ? digits.slice(strip.length) : digits);
}
