import * as z from "zod";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierSip, SipFields, SipKind, SipThing } from "#kernel/ports/carrier-sip";
import { lazily } from "#kernel/values/lazily";
import { isResourceNotFound, mapResult, sendRequest, type TwilioDeps, type TwilioRequest } from "./http";
import { readCompleteList } from "./read-complete-list";

/**
 * SIP at Twilio: Elastic SIP Trunks, SIP domains, BYOC trunks and the lists that say who may call. Sources: its OpenAPI
 * documents `trunking_v1`, `voice_v1` and `api_v2010`.
 */

/** A kind of thing at Twilio: where it is, and how Twilio names its fields. */
interface Place {
  readonly product: "api" | "trunking" | "voice";
  /** The path of the list; `{parent}` stands for the parent's SID. */
  readonly path: string;
  /** The member of the list's answer that has the rows. */
  readonly rows: string;
  /** Our name of each field, with Twilio's in answers. Requests have the same name in capitals, as `FriendlyName`. */
  readonly fields: Partial<Readonly<Record<keyof SipFields, string>>>;
}

const target = { label: "friendly_name", priority: "priority", weight: "weight", enabled: "enabled" } as const;
/** Twilio's id of a mapping is the one of the list that is mapped. */
const mappedList = { listId: "sid" } as const;
const label = { label: "friendly_name" } as const;

const places: Readonly<Record<SipKind, Place>> = {
  elastic_trunk: {
    product: "trunking",
    path: "/v1/Trunks",
    rows: "trunks",
    fields: {
      ...label,
      domain: "domain_name",
      secure: "secure",
      disasterRecoveryUrl: "disaster_recovery_url",
    },
  },
  origination_url: {
    product: "trunking",
    path: "/v1/Trunks/{parent}/OriginationUrls",
    rows: "origination_urls",
    fields: { ...target, uri: "sip_url" },
  },
  trunk_credential_list: {
    product: "trunking",
    path: "/v1/Trunks/{parent}/CredentialLists",
    rows: "credential_lists",
    fields: mappedList,
  },
  trunk_ip_access_list: {
    product: "trunking",
    path: "/v1/Trunks/{parent}/IpAccessControlLists",
    rows: "ip_access_control_lists",
    fields: mappedList,
  },
  trunk_number: {
    product: "trunking",
    path: "/v1/Trunks/{parent}/PhoneNumbers",
    rows: "phone_numbers",
    fields: { numberId: "sid" },
  },
  credential_list: { product: "api", path: "/SIP/CredentialLists", rows: "credential_lists", fields: label },
  credential: {
    product: "api",
    path: "/SIP/CredentialLists/{parent}/Credentials",
    rows: "credentials",
    fields: { username: "username", password: "password" },
  },
  ip_access_list: {
    product: "api",
    path: "/SIP/IpAccessControlLists",
    rows: "ip_access_control_lists",
    fields: label,
  },
  ip_address: {
    product: "api",
    path: "/SIP/IpAccessControlLists/{parent}/IpAddresses",
    rows: "ip_addresses",
    fields: { ...label, address: "ip_address", bits: "cidr_prefix_length" },
  },
  connection_policy: {
    product: "voice",
    path: "/v1/ConnectionPolicies",
    rows: "connection_policies",
    fields: label,
  },
  connection_target: {
    product: "voice",
    path: "/v1/ConnectionPolicies/{parent}/Targets",
    rows: "targets",
    fields: { ...target, uri: "target" },
  },
  byoc_trunk: {
    product: "voice",
    path: "/v1/ByocTrunks",
    rows: "byoc_trunks",
    fields: {
      ...label,
      voiceUrl: "voice_url",
      statusUrl: "status_callback_url",
      policyId: "connection_policy_sid",
    },
  },
  sip_domain: {
    product: "api",
    path: "/SIP/Domains",
    rows: "domains",
    fields: { ...label, domain: "domain_name", secure: "secure", trunkId: "byoc_trunk_sid" },
  },
  domain_credential_list: {
    product: "api",
    path: "/SIP/Domains/{parent}/Auth/Calls/CredentialListMappings",
    rows: "contents",
    fields: mappedList,
  },
  domain_ip_access_list: {
    product: "api",
    path: "/SIP/Domains/{parent}/Auth/Calls/IpAccessControlListMappings",
    rows: "contents",
    fields: mappedList,
  },
};

/** The names of the fields that a mapping is made with. */
const mappingFields: Partial<Readonly<Record<SipKind, string>>> = {
  trunk_credential_list: "CredentialListSid",
  domain_credential_list: "CredentialListSid",
  trunk_ip_access_list: "IpAccessControlListSid",
  domain_ip_access_list: "IpAccessControlListSid",
  trunk_number: "PhoneNumberSid",
};

const thing = lazily(() => z.record(z.string(), z.unknown()).and(z.object({ sid: z.string().min(1) })));
type Row = z.output<ReturnType<typeof thing>>;

/** Both forms of Twilio's lists: the newer APIs have `meta`, the classic one has `next_page_uri`. */
const listOf = (rows: string) =>
  z
    .looseObject({
      meta: z.object({ next_page_url: z.string().nullish() }).nullish(),
      next_page_uri: z.string().nullish(),
    })
    .transform((page, check) => {
      const found = z.array(thing()).safeParse(page[rows]);
      if (!found.success) check.addIssue({ code: "custom", message: `The answer has no ${rows}.` });
      return {
        meta: { next_page_url: page.meta?.next_page_url ?? absolute(page.next_page_uri ?? null) },
        rows: found.data ?? [],
      };
    });

const absolute = (uri: string | null): string | null => (uri === null ? null : `https://api.twilio.com${uri}`);

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Twilio's form fields for ours. An empty text clears a field. */
function paramsOf(kind: SipKind, fields: SipFields): NonNullable<TwilioRequest["params"]> {
  const given = Object.entries(fields).flatMap(([name, value]): [string, string | number | boolean][] => {
    const theirs = Reflect.get(places[kind].fields, name);
    return typeof theirs === "string" && value !== undefined ? [[mappingFields[kind] ?? pascal(theirs), value]] : [];
  });
  const methods = { VoiceUrl: "VoiceMethod", StatusCallbackUrl: "StatusCallbackMethod" };
  const posts = Object.entries(methods).filter(([url]) => given.some(([name]) => name === url));
  return Object.fromEntries([...given, ...posts.map(([, method]) => [method, "POST"])]);
}

function toThing(kind: SipKind, row: Row): SipThing {
  const fields = Object.entries(places[kind].fields).flatMap(([ours, theirs]) => {
    const value = row[theirs];
    return value === undefined || value === null ? [] : [[ours, value]];
  });
  return { id: row.sid, fields: Object.fromEntries(fields) };
}

export function createSip(deps: TwilioDeps): CarrierSip {
  /** The path of the list, or of one thing in it. */
  const at = (kind: SipKind, parentId: string | null, id?: string) => {
    const { product, path } = places[kind];
    const filled = path.replace("{parent}", parentId ?? "") + (id === undefined ? "" : `/${id}`);
    if (product !== "api") return { product, path: filled };
    return { product, path: `/2010-04-01/Accounts/${deps.account.accountSid}${filled}.json` };
  };
  const write = async (kind: SipKind, parentId: string | null, id: string | undefined, fields: SipFields) => {
    const request = { method: "POST", ...at(kind, parentId, id), params: paramsOf(kind, fields) } as const;
    return mapResult(await sendRequest(deps, request, thing()), (row) => toThing(kind, row));
  };
  return {
    list: async (kind, parentId) => {
      const found = await readCompleteList(deps, at(kind, parentId), listOf(places[kind].rows), ({ rows }) => rows);
      return mapResult(found, (rows) => rows.map((row) => toThing(kind, row)));
    },
    create: (kind, parentId, fields) => write(kind, parentId, undefined, fields),
    update: (kind, parentId, id, fields) => write(kind, parentId, id, fields),
    remove: async (kind, parentId, id): Promise<CarrierResult<null>> => {
      const result = await sendRequest<never>(deps, { method: "DELETE", ...at(kind, parentId, id) }, null);
      return isResourceNotFound(result) ? { kind: "ok", value: null } : result;
    },
  };
}
