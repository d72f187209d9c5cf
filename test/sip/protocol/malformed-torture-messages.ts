import { message, type TortureMessage } from "./torture-message";

const invite = (first: string, more: string): string => `
${first}
To: sip:j.user@example.com
From: sip:caller@example.net;tag=134161461246
Max-Forwards: 7
Call-ID: torture.0ha0isndaksdjasdf3234nas
CSeq: 8 INVITE
Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw
Content-Length: 0
${more}
`;

/** Sections 3.1.2 and 3.3: malformed where it concerns framing and the first line. We refuse them. */
export const refused: readonly TortureMessage[] = [
  message(
    "ncl: negative Content-Length",
    invite("INVITE sip:user@example.com SIP/2.0", "").replace("Length: 0", "Length: -999"),
  ),
  message(
    "ltgtruri: <> around the Request-URI is taken, blanks in it are not",
    invite("INVITE <sip:user@example.com; lr> SIP/2.0", ""),
  ),
  message("lwsruri: blanks within the Request-URI", invite("INVITE sip:user@example.com; lr SIP/2.0", "")),
  message("badvers: unknown protocol version", invite("OPTIONS sip:t.watson@example.org SIP/7.0", "")),
  message("bigcode: overlarge status code", invite("SIP/2.0 4294967301 better not break the receiver", "")),
  message("mcl01: several Content-Lengths that differ", invite("OPTIONS sip:user@example.com SIP/2.0", "l: 5\n")),
  message("a header line without a colon", invite("INVITE sip:user@example.com SIP/2.0", "nonsense\n")),
];

/** Malformed elsewhere. We read them, since nothing of it concerns us, and throw at none of them. */
export const tolerated: readonly TortureMessage[] = [
  message(
    "badinv01: extraneous separators",
    invite("INVITE sip:user@example.com SIP/2.0", 'Contact: "Joe" <sip:joe@example.org>;;;;\n'),
  ),
  message(
    "clerr: Content-Length larger than the message",
    invite("INVITE sip:user@example.com SIP/2.0", "").replace("Length: 0", "Length: 9999"),
  ),
  message(
    "scalar02: request scalars out of range",
    invite("REGISTER sip:example.com SIP/2.0", "Expires: 10000000000000000000\n").replace(
      "CSeq: 8",
      "CSeq: 36893488147419103232",
    ),
  ),
  message(
    "scalarlg: response scalars out of range",
    invite(
      "SIP/2.0 503 Service Unavailable",
      'Retry-After: 949302838503028349304023988\nWarning: 1812 overture "In Progress"\n',
    ).replace("CSeq: 8", "CSeq: 9292394834772304023312"),
  ),
  message(
    "quotbal: unterminated quoted string",
    invite("INVITE sip:user@example.com SIP/2.0", 'Contact: "Joe <sip:joe@example.org>\n'),
  ),
  message("lwsstart: several blanks in the first line", invite("INVITE  sip:user@example.com  SIP/2.0", "")),
  message("trws: trailing blanks in the first line", invite("OPTIONS sip:remote-target@example.com SIP/2.0  ", "")),
  message(
    "escruri: escaped headers in the URI",
    invite("INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0", ""),
  ),
  message(
    "baddate: invalid time zone",
    invite("INVITE sip:user@example.com SIP/2.0", "Date: Fri, 01 Jan 2010 16:00:00 EST\n"),
  ),
  message(
    "regbadct: name-addr without brackets",
    invite("REGISTER sip:example.com SIP/2.0", "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\n"),
  ),
  message(
    "badaspec: blanks within brackets",
    invite("OPTIONS sip:user@example.org SIP/2.0", 'Contact: "Watson, Thomas" < sip:t.watson@example.org >\n'),
  ),
  message(
    "baddn: non-token display name",
    invite("OPTIONS sip:t.watson@example.org SIP/2.0", "Contact: Bell, Alexander <sip:a.g.bell@example.com>\n"),
  ),
  message("mismatch01: methods that differ", invite("OPTIONS sip:user@example.com SIP/2.0", "")),
  message(
    "badbranch: a branch with nothing behind the cookie",
    invite("OPTIONS sip:user@example.com SIP/2.0", "").replace("z9hG4bKkdjuw", "z9hG4bK"),
  ),
  message(
    "insuf: required fields are missing",
    "\nINVITE sip:user@example.com SIP/2.0\nCSeq: 193942 INVITE\nVia: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf\nl: 0\n\n",
  ),
  message("unkscm: unknown URI scheme", invite("OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0", "")),
  message(
    "multi01: fields that may be there once are there twice",
    invite(
      "INVITE sip:user@company.com SIP/2.0",
      "Call-ID: torture.second\nCSeq: 59 INVITE\nTo: sip:other.user@company.com\n",
    ),
  ),
  message("bcast: a response that should not have come", invite("SIP/2.0 200 OK", "")),
  message(
    "zeromf: Max-Forwards 0",
    invite("OPTIONS sip:user@example.com SIP/2.0", "").replace("Forwards: 7", "Forwards: 0"),
  ),
  message(
    "inv2543: no branch, as in RFC 2543",
    invite("INVITE sip:UserB@example.com SIP/2.0", "").replace(";branch=z9hG4bKkdjuw", ""),
  ),
];
