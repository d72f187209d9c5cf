import { type Context, Hono } from "hono";
import type { Resource, ResourceStore } from "../account/resources";
import { type DomainFields, domainFields, mappingFields } from "../account/sip";
import { invalidParameter, notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { type Form, flag, method, sid, text, url } from "./parameters";
import { addResourceRoutes, duplicate, inUse } from "./resource-routes";

const root = "/2010-04-01/Accounts/:account/SIP/Domains";
const nameForm = /^(?!-)[A-Za-z0-9.-]+(?<!-)\.sip\.twilio\.com$/;

/** SIP domains, and the lists by which they admit calls and registrations. */
export function sipDomainRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { sip } = sandbox;
  const parameters = {
    DomainName: text(255),
    FriendlyName: text(64),
    VoiceUrl: url,
    VoiceMethod: method,
    VoiceFallbackUrl: url,
    VoiceFallbackMethod: method,
    VoiceStatusCallbackUrl: url,
    VoiceStatusCallbackMethod: method,
    SipRegistration: flag,
    EmergencyCallingEnabled: flag,
    Secure: flag,
    ByocTrunkSid: sid("BY"),
    EmergencyCallerSid: sid("PN"),
  };

  addResourceRoutes(app, sandbox, {
    operation: "sip",
    path: root,
    key: "domains",
    store: sip.domains,
    schema: domainFields,
    parameters,
    required: ["DomainName"],
    check: ({ domain_name, byoc_trunk_sid }, before) => {
      if (!nameForm.test(domain_name)) throw invalidParameter("DomainName", domain_name);
      requireFreeName(sip.domains, domain_name, before?.sid);
      if (byoc_trunk_sid !== null && !sip.byocTrunks.bySid(byoc_trunk_sid))
        throw invalidParameter("ByocTrunkSid", byoc_trunk_sid);
    },
    beforeRemoval: (domain) => {
      const usesDomain = ({ fields }: { fields: { from_domain_sid: string | null } }) =>
        fields.from_domain_sid === domain.sid;
      if (sip.byocTrunks.all().some(usesDomain)) throw inUse(`A BYOC trunk names ${domain.sid} as its From domain`);
      for (const store of [sip.domainCredentialLists, sip.domainIpLists, sip.domainRegistrationLists])
        store.removeOf(domain.sid);
      for (const each of sip.sourceIpMappings.all())
        if (each.fields.sip_domain_sid === domain.sid) sip.sourceIpMappings.remove(each);
    },
    wire: (domain, path) => domainToWire(sandbox, domain, path),
  });

  const domainOf = (c: Context): string => {
    const domain = sip.domains.bySid(c.req.param("domain") ?? "");
    if (!domain) throw notFound(c.req.path);
    return domain.sid;
  };
  const mapped = (
    path: string,
    key: string,
    store: ResourceStore<{ list_sid: string }>,
    lists: ResourceStore<{ friendly_name: string }>,
    parameter: string,
    isOld = false,
  ) =>
    addResourceRoutes(app, sandbox, {
      operation: "sip",
      path: `${root}/:domain/${path}`,
      key,
      store,
      schema: mappingFields,
      parameters: {},
      updates: null,
      parentOf: domainOf,
      ...attachment(store, lists, parameter),
      ...(!isOld && { omits: ["uri"] }),
      wire: ({ fields, parent }) => ({
        friendly_name: lists.bySid(fields.list_sid)?.fields.friendly_name ?? "",
        ...(isOld && { domain_sid: parent }),
      }),
    });
  const { credentialLists, ipLists } = sip;
  mapped(
    "Auth/Calls/CredentialListMappings",
    "contents",
    sip.domainCredentialLists,
    credentialLists,
    "CredentialListSid",
  );
  mapped("Auth/Calls/IpAccessControlListMappings", "contents", sip.domainIpLists, ipLists, "IpAccessControlListSid");
  mapped(
    "Auth/Registrations/CredentialListMappings",
    "contents",
    sip.domainRegistrationLists,
    credentialLists,
    "CredentialListSid",
  );
  mapped(
    "CredentialListMappings",
    "credential_list_mappings",
    sip.domainCredentialLists,
    credentialLists,
    "CredentialListSid",
    true,
  );
  mapped(
    "IpAccessControlListMappings",
    "ip_access_control_list_mappings",
    sip.domainIpLists,
    ipLists,
    "IpAccessControlListSid",
    true,
  );
  return app;
}

/** The parts of a resource that attaches a list of the account to a domain or trunk. */
export const attachment = (
  store: ResourceStore<{ list_sid: string }>,
  lists: ResourceStore<{ friendly_name: string }>,
  parameter: string,
) => ({
  fieldsOf: (form: Form) => ({ list_sid: form[parameter] ?? "" }),
  required: [parameter],
  sidOf: ({ list_sid }: { list_sid: string }) => list_sid,
  check: ({ list_sid }: { list_sid: string }, _: unknown, parent: string) => {
    if (!lists.bySid(list_sid)) throw invalidParameter(parameter, list_sid);
    if (store.bySid(list_sid, parent)) throw duplicate(`${list_sid} is attached already`);
  },
});

/** A name is one account's, and no other account may have it. */
export function requireFreeName(
  store: ResourceStore<{ domain_name: string }> | ResourceStore<{ domain_name: string | null }>,
  name: string,
  self: string | undefined,
): void {
  const isTaken = store.everywhere().some(({ sid, fields }) => sid !== self && fields.domain_name === name);
  if (isTaken) throw new TwilioProblem(400, 21248, `The domain name ${name} is taken`);
}

function domainToWire({ sip, accountSid }: Sandbox, { sid, fields }: Resource<DomainFields>, path: string) {
  const auth = [
    ...(sip.domainIpLists.all(sid).length > 0 ? ["IP_ACL"] : []),
    ...(sip.domainCredentialLists.all(sid).length > 0 ? ["CREDENTIAL_LIST"] : []),
  ];
  return {
    ...fields,
    account_sid: accountSid,
    api_version: "2010-04-01",
    auth_type: auth.join(","),
    subresource_uris: {
      credential_list_mappings: `${path}/CredentialListMappings.json`,
      ip_access_control_list_mappings: `${path}/IpAccessControlListMappings.json`,
      auth: `${path}/Auth.json`,
    },
  };
}
