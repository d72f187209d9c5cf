// Pure: no I/O, no clock, no randomness.
import type { RungCode } from "./gateway";

/** The next thing to look at for each cause. Answers of SIP have a table of their own (`meaningOfReply`). */

const hints: Readonly<Record<Exclude<RungCode, "sip_reply">, string | null>> = {
  earlier_rung_failed: null,
  not_applicable: null,
  out_of_time: "The steps before took too long. Look at the slowest of them, and verify again.",
  host_invalid: "Copy the host from your carrier's settings page, without sip:, port or path.",
  host_not_public: "Give a host that the public internet can reach, not one of your own network.",
  port_invalid: "SIP usually has the port 5060, over TLS 5061. Leave the port empty if your carrier names none.",
  credentials_invalid: "Copy the user name and the password from your carrier's settings page.",
  name_not_found: "Check the spelling of the host, and whether its domain has expired.",
  name_without_address: "Add an A or AAAA record for the host, or ask the carrier for the right name.",
  service_not_offered: "Choose another transport, or ask the carrier which one the domain offers.",
  too_many_targets: "Enter one of the targets or addresses as host, with its port.",
  alias_loop: "Correct the CNAME records of the host.",
  address_not_public:
    "Let all records of the host lead to public addresses. One private address refuses the whole host.",
  resolver_unavailable: "This is no fault of the gateway. Verify again in a minute.",
  connection_refused:
    "Check the port, that the gateway listens on this transport, and that its firewall lets Cloudflare's addresses in.",
  connection_timeout:
    "A firewall drops the connection, or the gateway is down or takes UDP only. Check its allow-list: the probe comes from changing addresses of Cloudflare.",
  some_addresses_unreachable: "Calls may go to an address that does not answer. Repair it, or take it out of DNS.",
  udp_not_probed: "If the gateway takes TCP or TLS as well, choose that: then it can be verified.",
  certificate_expired: "Renew the certificate at the gateway. Until then calls over TLS fail.",
  certificate_expiring: "Renew the certificate at the gateway soon.",
  certificate_not_yet_valid: "Check the certificate and the clock of the gateway.",
  certificate_self_signed:
    "Install a certificate of a public authority, such as Let's Encrypt. Twilio does not trust this one either.",
  certificate_wrong_name: "Enter the host that the certificate is for, or install a certificate for this host.",
  certificate_chain_broken: "Let the gateway send its own certificate first, and then each issuer after it.",
  certificate_unreadable: "Let the gateway's administrator look at its certificate, for example with openssl s_client.",
  certificate_hidden: "Note the expiry date yourself: a gateway with TLS 1.3 alone does not show it to the probe.",
  tls_version_too_old: "Let the gateway offer TLS 1.2 or newer.",
  tls_refused_name: "The gateway does not know this host name. Enter the name that it was set up with.",
  tls_refused: "The gateway broke off TLS. It may demand a client certificate or offer old ciphers only.",
  not_tls: "The port speaks no TLS. Choose the transport tcp, or the port for TLS (usually 5061).",
  no_tls_answer:
    "The port accepts connections but answers no TLS. Choose the transport tcp, or the port for TLS (5061).",
  tls_failed:
    "The gateway's certificate is not trusted, or no TLS version fits. Send the whole chain, up to a public authority.",
  no_sip_answer:
    "The gateway accepts connections but answers no SIP. Check the transport, and whether an allow-list drops the probe.",
  connection_closed:
    "The gateway hangs up instead of answering. Check its allow-list: the probe comes from changing addresses of Cloudflare.",
  message_incomplete: "The answer stops in the middle. Check the Content-Length that the gateway sends.",
  message_too_long: "The answer is too long to be SIP. Check that the port belongs to the gateway.",
  not_sip: "Another program listens on this port. Check host, port and transport.",
  no_credentials: "Store the user name and the password of the gateway, so that they can be verified.",
  not_challenged: "The gateway answers without asking for credentials, so only a call can show whether they are right.",
  challenge_unsupported: "Let the gateway offer digest with MD5, SHA-256 or SHA-512-256.",
  realm_differs: "Enter the realm that the gateway names, or leave it empty to answer any.",
  credentials_refused: "Check the user name and the password, and that they belong to this realm.",
};

export const rungHint = (code: Exclude<RungCode, "sip_reply">): string | null => hints[code];
