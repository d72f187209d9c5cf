import { Hono } from "hono";
import { byocTrunkFields, ipAddressFields, listFields, sourceIpMappingFields, targetFields } from "../account/sip";
import { invalidParameter, notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { flag, integer, ipv4, method, sid, sipUri, text, url } from "./parameters";
import { addResourceRoutes, duplicate, inUse } from "./resource-routes";

/** voice.twilio.com: BYOC trunks, connection policies with their targets, and the addresses of carriers. */
export function voiceRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { sip } = sandbox;

  addResourceRoutes(app, sandbox, {
    operation: "voice",
    path: "/v1/ByocTrunks",
    key: "byoc_trunks",
    store: sip.byocTrunks,
    schema: byocTrunkFields,
    parameters: {
      FriendlyName: text(255),
      VoiceUrl: url,
      VoiceMethod: method,
      VoiceFallbackUrl: url,
      VoiceFallbackMethod: method,
      StatusCallbackUrl: url,
      StatusCallbackMethod: method,
      CnamLookupEnabled: flag,
      ConnectionPolicySid: sid("NY"),
      FromDomainSid: sid("SD"),
    },
    check: ({ connection_policy_sid: policy, from_domain_sid: domain }) => {
      if (policy !== null && !sip.policies.bySid(policy)) throw invalidParameter("ConnectionPolicySid", policy);
      if (domain !== null && !sip.domains.bySid(domain)) throw invalidParameter("FromDomainSid", domain);
    },
    beforeRemoval: (trunk) => {
      if (sip.domains.all().some(({ fields }) => fields.byoc_trunk_sid === trunk.sid))
        throw inUse(`A SIP domain leads to ${trunk.sid}. Clear its ByocTrunkSid first.`);
    },
  });

  addResourceRoutes(app, sandbox, {
    operation: "voice",
    path: "/v1/ConnectionPolicies",
    key: "connection_policies",
    store: sip.policies,
    schema: listFields,
    parameters: { FriendlyName: text(255) },
    beforeRemoval: (policy) => {
      if (sip.byocTrunks.all().some(({ fields }) => fields.connection_policy_sid === policy.sid))
        throw inUse(`A BYOC trunk uses ${policy.sid}. Clear its ConnectionPolicySid first.`);
      sip.targets.removeOf(policy.sid);
    },
    wire: ({ fields }, address) => ({ ...fields, links: { targets: `${address}/Targets` } }),
  });
  addResourceRoutes(app, sandbox, {
    operation: "voice",
    path: "/v1/ConnectionPolicies/:policy/Targets",
    key: "targets",
    store: sip.targets,
    schema: targetFields,
    parameters: {
      Target: sipUri,
      FriendlyName: text(255),
      Priority: integer(0, 65_535),
      Weight: integer(1, 65_535),
      Enabled: flag,
    },
    required: ["Target"],
    parentOf: (c) => {
      const policy = sip.policies.bySid(c.req.param("policy") ?? "");
      if (!policy) throw notFound(c.req.path);
      return policy.sid;
    },
    wire: ({ fields, parent }) => ({ ...fields, connection_policy_sid: parent }),
  });

  addResourceRoutes(app, sandbox, {
    operation: "voice",
    path: "/v1/IpRecords",
    key: "ip_records",
    store: sip.ipRecords,
    schema: ipAddressFields,
    parameters: { IpAddress: ipv4, FriendlyName: text(255), CidrPrefixLength: integer(1, 32) },
    updates: { FriendlyName: text(255) },
    required: ["IpAddress"],
    beforeRemoval: (record) => {
      if (sip.sourceIpMappings.all().some(({ fields }) => fields.ip_record_sid === record.sid))
        throw inUse(`${record.sid} is mapped to a SIP domain. Remove the mapping first.`);
    },
  });
  addResourceRoutes(app, sandbox, {
    operation: "voice",
    path: "/v1/SourceIpMappings",
    key: "source_ip_mappings",
    store: sip.sourceIpMappings,
    schema: sourceIpMappingFields,
    parameters: { IpRecordSid: text(34), SipDomainSid: text(34) },
    updates: { SipDomainSid: text(34) },
    required: ["IpRecordSid", "SipDomainSid"],
    omits: ["account_sid"],
    check: ({ ip_record_sid, sip_domain_sid }, before) => {
      if (!sip.ipRecords.bySid(ip_record_sid)) throw invalidParameter("IpRecordSid", ip_record_sid);
      if (!sip.domains.bySid(sip_domain_sid)) throw invalidParameter("SipDomainSid", sip_domain_sid);
      const others = sip.sourceIpMappings.all().filter((each) => each.sid !== before?.sid);
      if (others.some(({ fields }) => fields.ip_record_sid === ip_record_sid))
        throw duplicate(`${ip_record_sid} is mapped already`);
    },
  });
  return app;
}
