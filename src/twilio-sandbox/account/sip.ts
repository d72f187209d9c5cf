import { z } from "zod";
import { ResourceStore } from "./resources";

const name = z.string().default("");
const url = z.string().nullable().default(null);
const method = z.enum(["GET", "POST"]).default("POST");
const sid = z.string().nullable().default(null);
const flag = z.boolean().default(false);

export const listFields = z.object({ friendly_name: name });
export const credentialFields = z.object({ username: name, password: name });
export const ipAddressFields = z.object({
  friendly_name: name,
  ip_address: z.string(),
  cidr_prefix_length: z.int().default(32),
});

export const domainFields = z.object({
  domain_name: z.string(),
  friendly_name: name,
  voice_url: url,
  voice_method: method,
  voice_fallback_url: url,
  voice_fallback_method: method,
  voice_status_callback_url: url,
  voice_status_callback_method: method,
  sip_registration: flag,
  emergency_calling_enabled: flag,
  secure: flag,
  byoc_trunk_sid: sid,
  emergency_caller_sid: sid,
});
export type DomainFields = z.output<typeof domainFields>;

export const byocTrunkFields = z.object({
  friendly_name: name,
  voice_url: url,
  voice_method: method,
  voice_fallback_url: url,
  voice_fallback_method: method,
  status_callback_url: url,
  status_callback_method: method,
  cnam_lookup_enabled: flag,
  connection_policy_sid: sid,
  from_domain_sid: sid,
});

export const targetFields = z.object({
  target: z.string(),
  friendly_name: name,
  priority: z.int().default(10),
  weight: z.int().default(10),
  enabled: z.boolean().default(true),
});

export const sourceIpMappingFields = z.object({ ip_record_sid: z.string(), sip_domain_sid: z.string() });

export const trunkFields = z.object({
  friendly_name: name,
  domain_name: z.string().nullable().default(null),
  disaster_recovery_url: url,
  disaster_recovery_method: method,
  transfer_mode: z.enum(["disable-all", "enable-all", "sip-only"]).default("disable-all"),
  transfer_caller_id: z.enum(["from-transferee", "from-transferor"]).default("from-transferee"),
  secure: flag,
  cnam_lookup_enabled: flag,
  recording: z
    .object({ mode: z.string().default("do-not-record"), trim: z.string().default("do-not-trim") })
    .default({ mode: "do-not-record", trim: "do-not-trim" }),
});

export const originationUrlFields = z.object({
  sip_url: z.string(),
  friendly_name: z.string(),
  priority: z.int(),
  weight: z.int(),
  enabled: z.boolean(),
});
export type OriginationUrlFields = z.output<typeof originationUrlFields>;

/** The attachment of a list to a domain or trunk; its SID is the list's, its parent the domain or trunk. */
export const mappingFields = z.object({ list_sid: z.string() });

export const openSip = (sql: SqlStorage, owner: string) => ({
  credentialLists: new ResourceStore(sql, owner, "credential_lists", "CL", listFields),
  credentials: new ResourceStore(sql, owner, "credentials", "CR", credentialFields),
  ipLists: new ResourceStore(sql, owner, "ip_access_control_lists", "AL", listFields),
  ipAddresses: new ResourceStore(sql, owner, "ip_addresses", "IP", ipAddressFields),
  domains: new ResourceStore(sql, owner, "sip_domains", "SD", domainFields),
  domainCredentialLists: new ResourceStore(sql, owner, "domain_credential_lists", "CL", mappingFields),
  domainIpLists: new ResourceStore(sql, owner, "domain_ip_lists", "AL", mappingFields),
  domainRegistrationLists: new ResourceStore(sql, owner, "domain_registration_lists", "CL", mappingFields),
  byocTrunks: new ResourceStore(sql, owner, "byoc_trunks", "BY", byocTrunkFields),
  policies: new ResourceStore(sql, owner, "connection_policies", "NY", listFields),
  targets: new ResourceStore(sql, owner, "connection_policy_targets", "NE", targetFields),
  ipRecords: new ResourceStore(sql, owner, "ip_records", "IL", ipAddressFields),
  sourceIpMappings: new ResourceStore(sql, owner, "source_ip_mappings", "IB", sourceIpMappingFields),
  trunks: new ResourceStore(sql, owner, "trunks", "TK", trunkFields),
  originationUrls: new ResourceStore(sql, owner, "origination_urls", "OU", originationUrlFields),
  trunkCredentialLists: new ResourceStore(sql, owner, "trunk_credential_lists", "CL", mappingFields),
  trunkIpLists: new ResourceStore(sql, owner, "trunk_ip_lists", "AL", mappingFields),
});
export type Sip = ReturnType<typeof openSip>;
