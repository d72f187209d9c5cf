// Pure: no I/O, no clock, no randomness.
import type { SipFields, SipKind } from "#kernel/ports/carrier-sip";
import { partsOf } from "./provisioned";
import type { GatewayRow, Trunk, TrunkRow } from "./table";
import { trunkWebhookPath } from "./webhook-urls";

/**
 * The parts that a trunk should have at Twilio, each after those that it refers to. Provisioning makes Twilio's state
 * equal to this list, and verification compares the two.
 */

export interface WantedPart {
  /** Unique within the trunk, in words: errors name it. */
  readonly name: string;
  readonly kind: SipKind;
  /** The name of the part that it belongs to. */
  readonly parent: string | null;
  /** The field that identifies it among things of its kind and parent. */
  readonly identity: keyof SipFields;
  /** Its fields, with Twilio's SIDs of the parts that it refers to. */
  readonly fields: (idOf: (name: string) => string) => SipFields;
  /** Names the password that Twilio should have, for a part with one. */
  readonly passwordMark?: string | null;
  /** Twilio's SID, for a thing that the tenant had before. */
  readonly adoptedId?: string;
}

/** Twilio shows this name beside everything that is ours. */
export const sipLabelOf = (id: string): string => `pm:${id}`;
const shortId = (id: string): string => id.slice(id.indexOf("_") + 1);

/** A trunk's name at Twilio: host names may have letters, digits and hyphens. */
const domainOf = ({ id, provider }: Pick<TrunkRow, "id" | "provider">): string =>
  `pm-${shortId(id)}.${provider === "byoc" ? "sip" : "pstn"}.twilio.com`;

/** The user name of those who call into Twilio over the trunk. Twilio allows 32 characters. */
export const usernameOf = ({ id }: Pick<TrunkRow, "id">): string => `pm-${shortId(id)}`;

/** The gateway as a SIP URI (RFC 3261, section 19.1). */
const uriOf = ({ host, port, transport }: GatewayRow): string =>
  `sip:${host}${port === null ? "" : `:${port}`};transport=${transport}`;

/** The name of the part at Twilio that calls are sent to for a trunk. */
const TRUNK_PART = "trunk";

const list = (kind: SipKind, name: string, trunk: TrunkRow): WantedPart => ({
  name,
  kind,
  parent: null,
  identity: "label",
  fields: () => ({ label: sipLabelOf(trunk.id) }),
});

const mapping = (kind: SipKind, name: string, parent: string, listName: string): WantedPart => ({
  name,
  kind,
  parent,
  identity: "listId",
  fields: (idOf) => ({ listId: idOf(listName) }),
});

/** The lists that say who may call into Twilio over the trunk. */
function admissionLists({ trunk, gateways }: Trunk, password: string | null) {
  const ranges = new Set(
    gateways.filter(({ inbound, enabled }) => inbound && enabled).flatMap(({ allowedCidrs }) => allowedCidrs),
  );
  const credential: WantedPart = {
    name: "credential",
    kind: "credential",
    parent: "credential list",
    identity: "username",
    fields: () => ({ username: usernameOf(trunk), ...(password !== null && { password }) }),
    passwordMark: String(trunk.settings.passwordSetAt),
  };
  const addresses = [...ranges].map((range): WantedPart => {
    const [address = "", bits] = range.split("/");
    return {
      name: `address ${range}`,
      kind: "ip_address",
      parent: "IP access list",
      identity: "label",
      fields: () => ({ label: range, address, bits: Number(bits) }),
    };
  });
  return {
    credentials: trunk.settings.credentials ? [list("credential_list", "credential list", trunk), credential] : [],
    addresses: addresses.length > 0 ? [list("ip_access_list", "IP access list", trunk), ...addresses] : [],
  };
}

/** The gateways that calls go to, as parts of this kind. */
const targets = (kind: "origination_url" | "connection_target", parent: string, gateways: readonly GatewayRow[]) =>
  gateways.map(
    (gateway): WantedPart => ({
      name: `gateway ${gateway.id}`,
      kind,
      parent,
      identity: "label",
      fields: () => ({
        label: sipLabelOf(gateway.id),
        uri: uriOf(gateway),
        priority: gateway.priority,
        weight: gateway.weight,
        enabled: gateway.enabled,
      }),
    }),
  );

/** Only fields that a request named. One that no request names any more gets its old value back. */
const adoptedFields = ({ provisioned, settings: { secure, disasterRecoveryUrl } }: TrunkRow): SipFields => ({
  ...partsOf(provisioned).find(({ name }) => name === TRUNK_PART)?.before,
  ...(secure !== null && { secure }),
  ...(disasterRecoveryUrl !== null && { disasterRecoveryUrl }),
});

function elasticParts(wanted: Trunk, password: string | null): WantedPart[] {
  const { trunk, gateways } = wanted;
  const { secure, disasterRecoveryUrl } = trunk.settings;
  const { credentials, addresses } = admissionLists(wanted, password);
  const own = { label: sipLabelOf(trunk.id), domain: domainOf(trunk) };
  return [
    {
      name: TRUNK_PART,
      kind: "elastic_trunk",
      parent: null,
      identity: "label",
      fields: () =>
        trunk.adopted
          ? adoptedFields(trunk)
          : { ...own, secure: secure ?? false, disasterRecoveryUrl: disasterRecoveryUrl ?? "" },
      ...(trunk.adopted && trunk.carrierTrunkSid !== null && { adoptedId: trunk.carrierTrunkSid }),
    },
    ...targets(
      "origination_url",
      TRUNK_PART,
      gateways.filter(({ outbound }) => outbound),
    ),
    ...credentials,
    ...addresses,
    ...(credentials.length > 0
      ? [mapping("trunk_credential_list", "credentials of the trunk", TRUNK_PART, "credential list")]
      : []),
    ...(addresses.length > 0
      ? [mapping("trunk_ip_access_list", "addresses of the trunk", TRUNK_PART, "IP access list")]
      : []),
    ...(trunk.settings.numberSids ?? []).map(
      (numberId): WantedPart => ({
        name: `number ${numberId}`,
        kind: "trunk_number",
        parent: TRUNK_PART,
        identity: "numberId",
        fields: () => ({ numberId }),
      }),
    ),
  ];
}

function byocParts(wanted: Trunk, password: string | null, publicOrigin: string): WantedPart[] {
  const { trunk, gateways } = wanted;
  const { credentials, addresses } = admissionLists(wanted, password);
  const called = gateways.filter(({ outbound }) => outbound);
  const policy = "connection policy";
  const url = (webhook: "voice" | "voice-status") => publicOrigin + trunkWebhookPath(trunk.tenantId, trunk.id, webhook);
  return [
    ...credentials,
    ...addresses,
    ...(called.length > 0 ? [list("connection_policy", policy, trunk)] : []),
    ...targets("connection_target", policy, called),
    {
      name: TRUNK_PART,
      kind: "byoc_trunk",
      parent: null,
      identity: "label",
      fields: (idOf) => ({
        label: sipLabelOf(trunk.id),
        voiceUrl: url("voice"),
        statusUrl: url("voice-status"),
        policyId: called.length > 0 ? idOf(policy) : "",
      }),
    },
    {
      name: "SIP domain",
      kind: "sip_domain",
      parent: null,
      identity: "domain",
      fields: (idOf) => ({
        label: sipLabelOf(trunk.id),
        domain: domainOf(trunk),
        secure: trunk.settings.secure ?? false,
        trunkId: idOf(TRUNK_PART),
      }),
    },
    ...(credentials.length > 0
      ? [mapping("domain_credential_list", "credentials of the SIP domain", "SIP domain", "credential list")]
      : []),
    ...(addresses.length > 0
      ? [mapping("domain_ip_access_list", "addresses of the SIP domain", "SIP domain", "IP access list")]
      : []),
  ];
}

/** The parts of a trunk. `password`: in clear to make the credential, null to compare only. */
export function wantedParts(trunk: Trunk, publicOrigin: string, password: string | null): WantedPart[] {
  switch (trunk.trunk.provider) {
    case "twilio_elastic":
      return elasticParts(trunk, password);
    case "byoc":
      return byocParts(trunk, password, publicOrigin);
    case "generic":
      return [];
  }
}

/**
 * The names of the fields that Twilio has otherwise. It never shows passwords, and an empty text stands for no value.
 */
export const differences = (wanted: SipFields, found: SipFields): string[] =>
  Object.entries(wanted)
    .filter(([name, value]) => name !== "password" && String(value) !== String(Reflect.get(found, name) ?? ""))
    .map(([name]) => name);
