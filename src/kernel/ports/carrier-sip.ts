import type { CarrierResult } from "./carrier";

/** Everything at the carrier that a SIP trunk is made of, and what it belongs to. */
export const sipParents = {
  elastic_trunk: null,
  origination_url: "elastic_trunk",
  trunk_credential_list: "elastic_trunk",
  trunk_ip_access_list: "elastic_trunk",
  trunk_number: "elastic_trunk",
  credential_list: null,
  credential: "credential_list",
  ip_access_list: null,
  ip_address: "ip_access_list",
  connection_policy: null,
  connection_target: "connection_policy",
  byoc_trunk: null,
  sip_domain: null,
  domain_credential_list: "sip_domain",
  domain_ip_access_list: "sip_domain",
} as const;

export type SipKind = keyof typeof sipParents;

export const sipKinds = Object.keys(sipParents).filter((kind): kind is SipKind => kind in sipParents);

/** Settings of such a thing, in our own terms. The carrier never shows a password. */
export interface SipFields {
  /** The name by which a thing that we made is found again. */
  readonly label?: string;
  readonly domain?: string;
  readonly secure?: boolean;
  readonly disasterRecoveryUrl?: string;
  /** Where calls are sent: a SIP URI. */
  readonly uri?: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly enabled?: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly address?: string;
  /** The length of the range's prefix. */
  readonly bits?: number;
  /** The list that a trunk or a domain takes calls by. */
  readonly listId?: string;
  /** The carrier's id of a phone number. */
  readonly numberId?: string;
  readonly voiceUrl?: string;
  readonly statusUrl?: string;
  readonly policyId?: string;
  readonly trunkId?: string;
}

export interface SipThing {
  /** The carrier's id, such as `TK…`. */
  readonly id: string;
  readonly fields: SipFields;
}

/** SIP at the carrier. `parentId` is the id of the thing that `sipParents` names, or null. */
export interface CarrierSip {
  /** All things of a kind. A list that cannot be read to its end is `unknown`. */
  list(kind: SipKind, parentId: string | null): Promise<CarrierResult<readonly SipThing[]>>;
  create(kind: SipKind, parentId: string | null, fields: SipFields): Promise<CarrierResult<SipThing>>;
  update(kind: SipKind, parentId: string | null, id: string, fields: SipFields): Promise<CarrierResult<SipThing>>;
  /** Removing what is gone already is no error. */
  remove(kind: SipKind, parentId: string | null, id: string): Promise<CarrierResult<null>>;
}
