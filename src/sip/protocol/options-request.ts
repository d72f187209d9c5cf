// Pure: no I/O, no clock, no randomness.

/** OPTIONS requests outside of dialogs (RFC 3261, section 11). */

export type AuthorizationField = "Authorization" | "Proxy-Authorization";

export interface OptionsRequest {
  readonly uri: string;
  /** The host of the `To` field. */
  readonly host: string;
  readonly transport: "tcp" | "tls";
  /** The sender's host name. It is not connected to: answers come on the same connection. */
  readonly localHost: string;
  /** Unique per request, without the prefix that RFC 3261 demands. */
  readonly branch: string;
  readonly tag: string;
  readonly callId: string;
  readonly sequence: number;
  /** Header fields with digest answers. */
  readonly authorizations: readonly { readonly name: AuthorizationField; readonly value: string }[];
}

/** Begins each branch since RFC 3261. */
const BRANCH_PREFIX = "z9hG4bK";

export const branchOf = ({ branch }: Pick<OptionsRequest, "branch">): string => `${BRANCH_PREFIX}${branch}`;

/** The host as URIs have it: IPv6 in brackets. */
const uriHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** `sip:host:port;transport=tls`, the port only if it is given. */
export const optionsUri = (host: string, port: number | null, transport: string): string =>
  `sip:${uriHost(host)}${port === null ? "" : `:${port}`};transport=${transport}`;

export function optionsRequest(request: OptionsRequest): string {
  const { uri, host, transport, localHost, tag, callId, sequence, authorizations } = request;
  const lines = [
    `OPTIONS ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${uriHost(localHost)};branch=${branchOf(request)};rport`,
    "Max-Forwards: 70",
    `To: <sip:${uriHost(host)}>`,
    `From: <sip:ping@${uriHost(localHost)}>;tag=${tag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} OPTIONS`,
    `Contact: <sip:ping@${uriHost(localHost)};transport=${transport}>`,
    ...authorizations.map(({ name, value }) => `${name}: ${value}`),
    "Accept: application/sdp",
    "User-Agent: PhoneManager",
    "Content-Length: 0",
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
