import { z } from "zod";
import type { Resource } from "../account/resources";
import type { DomainFields } from "../account/sip";
import type { Sandbox } from "../sandbox";
import { callBody, type Hook, type Line } from "./call";
import { runCall } from "./place-call";
import { newSid } from "./webhook";

/** The body of POST /sandbox/byoc-calls: an INVITE of a carrier to a SIP domain. */
export const byocCallBody = callBody.omit({ to: true }).extend({
  /** `name.sip.twilio.com` */
  domain: z.string(),
  /** The user part of the called SIP URI. */
  user: z.string().min(1),
  username: z.string().optional(),
  password: z.string().optional(),
  source_ip: z.ipv4().default("203.0.113.10"),
  transport: z.enum(["udp", "tcp", "tls"]).default("udp"),
  /** X- headers of the INVITE. */
  headers: z.record(z.string().regex(/^X-[A-Za-z0-9-]+$/), z.string()).default({}),
});
type ByocOrder = z.output<typeof byocCallBody>;

/** Admits the INVITE as the domain says, and has the voice URL of its BYOC trunk, else its own, answer the call. */
export async function placeByocCall(sandbox: Sandbox, domain: Resource<DomainFields>, order: ByocOrder) {
  const refusal = refusalOf(sandbox, domain, order);
  if (refusal) return refused(...refusal);
  const line = lineOf(sandbox, domain, order);
  if (line.voice.url === "") return refused(404, "Neither the SIP domain nor its BYOC trunk has a voice URL");
  return { sip_code: 200, reason: null, ...(await runCall(sandbox, line, order)) };
}

const refused = (sip_code: number, reason: string) =>
  ({ sip_code, reason, call_sid: newSid("CA"), status: "failed", duration_seconds: 0, steps: [] }) as const;

/** The SIP response and the reason, if the domain does not admit the INVITE. */
function refusalOf({ sip }: Sandbox, domain: Resource<DomainFields>, order: ByocOrder): [number, string] | null {
  if (domain.fields.secure && order.transport !== "tls") return [403, "The SIP domain is secure and takes TLS only"];
  const ranges = sip.domainIpLists
    .all(domain.sid)
    .flatMap(({ sid }) => sip.ipAddresses.all(sid).map((each) => each.fields));
  const records = sip.sourceIpMappings
    .all()
    .filter(({ fields }) => fields.sip_domain_sid === domain.sid)
    .flatMap(({ fields }) => sip.ipRecords.bySid(fields.ip_record_sid)?.fields ?? []);
  const lists = sip.domainCredentialLists.all(domain.sid);
  const hasIpLists = sip.domainIpLists.all(domain.sid).length > 0 || records.length > 0;
  if (!hasIpLists && lists.length === 0) return [403, "The SIP domain has neither credentials nor an IP access list"];
  const admits = [...ranges, ...records].some((range) => contains(range, order.source_ip));
  if (hasIpLists && !admits) return [403, `${order.source_ip} is in no IP access list of the SIP domain`];
  if (lists.length === 0) return null;
  if (order.username === undefined) return [407, "The SIP domain asks for credentials and the INVITE has none"];
  const { username, password } = order;
  const isKnown = lists.some(({ sid }) =>
    sip.credentials.all(sid).some(({ fields }) => fields.username === username && fields.password === password),
  );
  return isKnown ? null : [403, "The credentials of the INVITE are wrong"];
}

function contains(
  { ip_address, cidr_prefix_length }: { ip_address: string; cidr_prefix_length: number },
  ip: string,
): boolean {
  const shift = 32 - cidr_prefix_length;
  return Math.floor(numeric(ip_address) / 2 ** shift) === Math.floor(numeric(ip) / 2 ** shift);
}

const numeric = (ip: string): number => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

function lineOf({ sip }: Sandbox, { sid, fields: domain }: Resource<DomainFields>, order: ByocOrder): Line {
  const trunk = domain.byoc_trunk_sid === null ? undefined : sip.byocTrunks.bySid(domain.byoc_trunk_sid)?.fields;
  const hook = (url: string | null, method: string): Hook => ({ url: url ?? "", method });
  const hooks = trunk
    ? {
        voice: hook(trunk.voice_url, trunk.voice_method),
        fallback: hook(trunk.voice_fallback_url, trunk.voice_fallback_method),
        status: hook(trunk.status_callback_url, trunk.status_callback_method),
      }
    : {
        voice: hook(domain.voice_url, domain.voice_method),
        fallback: hook(domain.voice_fallback_url, domain.voice_fallback_method),
        status: hook(domain.voice_status_callback_url, domain.voice_status_callback_method),
      };
  const to = `sip:${order.user}@${domain.domain_name}`;
  const from = /^\+?\d+$/.test(order.from) ? `sip:${order.from}@${order.source_ip}` : order.from;
  const headers = Object.entries(order.headers).map(([name, value]) => [`SipHeader_${name}`, value]);
  return {
    ...hooks,
    fields: {
      From: from,
      To: to,
      Caller: from,
      Called: to,
      SipDomain: domain.domain_name,
      SipDomainSid: sid,
      SipCallId: `${newSid("")}@${order.source_ip}`,
      SipSourceIp: order.source_ip,
      ...Object.fromEntries(headers),
    },
  };
}
