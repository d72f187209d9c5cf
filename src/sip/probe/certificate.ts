import type { X509Certificate } from "node:crypto";
import type { CertificateFacts, RungCode } from "./gateway";

/** Checks the certificates that a server sent, except for the trust in their authority: only TLS itself shows that. */

const MAX_NAMES = 20;
const MAX_TEXT = 200;
const DAY_MS = 86_400_000;
/** Certificates that are still valid so long are reported as expiring. */
const EXPIRING_DAYS = 30;

export type CertificateProblem = Extract<RungCode, `certificate_${string}`>;

export type CertificateCheck =
  | {
      readonly facts: CertificateFacts;
      /** The gravest first. Possibly none. */
      readonly problems: readonly { readonly code: CertificateProblem; readonly detail: string }[];
    }
  | "unreadable";

/** `chain`: in DER, the server's own first. `host`: the name or else the address that the certificate must be for. */
export async function checkCertificates(
  chain: readonly Uint8Array[],
  host: { readonly name: string | null; readonly address: string },
  now: number,
): Promise<CertificateCheck> {
  const { X509Certificate } = await import("node:crypto");
  try {
    const certificates = chain.map((der) => new X509Certificate(der));
    const [own] = certificates;
    if (!own) return "unreadable";
    const facts = factsOf(own, certificates.length);
    return Number.isNaN(facts.expiresAt) || Number.isNaN(facts.validFrom)
      ? "unreadable"
      : { facts, problems: problemsOf(certificates, facts, host, now) };
  } catch {
    return "unreadable";
  }
}

const oneLine = (text = ""): string => text.replaceAll(/\p{Cc}+/gu, ", ").slice(0, MAX_TEXT);

function factsOf(own: X509Certificate, chainLength: number): CertificateFacts {
  const names = (own.subjectAltName ?? "")
    .split(", ")
    .flatMap((part) => /^(?:DNS|IP Address):(.+)$/.exec(part)?.[1] ?? []);
  return {
    subject: oneLine(own.subject),
    issuer: oneLine(own.issuer),
    names: names.slice(0, MAX_NAMES).map((name) => oneLine(name)),
    validFrom: Date.parse(own.validFrom),
    expiresAt: Date.parse(own.validTo),
    isSelfSigned: isIssuedBy(own, own),
    chainLength,
  };
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function problemsOf(
  certificates: readonly X509Certificate[],
  facts: CertificateFacts,
  { name, address }: { readonly name: string | null; readonly address: string },
  now: number,
): { code: CertificateProblem; detail: string }[] {
  const [own] = certificates;
  const isForHost = name === null ? own?.checkIP(address) : own?.checkHost(name);
  const isBroken = certificates.some((certificate, at) => {
    const issuer = certificates[at + 1];
    return issuer !== undefined && !isIssuedBy(certificate, issuer);
  });
  const { validFrom, expiresAt, isSelfSigned } = facts;
  const expired = `The certificate expired on ${dateOf(expiresAt)}.`;
  const expiring = `The certificate expires on ${dateOf(expiresAt)}.`;
  const all: [CertificateProblem, boolean, string][] = [
    ["certificate_expired", now >= expiresAt, expired],
    ["certificate_not_yet_valid", now < validFrom, `The certificate is valid from ${dateOf(validFrom)} on.`],
    [
      "certificate_wrong_name",
      isForHost === undefined,
      `The certificate is not for ${name ?? address} but for ${facts.names.join(", ") || facts.subject}.`,
    ],
    ["certificate_self_signed", isSelfSigned, "The certificate is signed by itself and by no authority."],
    ["certificate_chain_broken", isBroken, "The certificates that the peer sends do not form a chain."],
    ["certificate_expiring", now < expiresAt && expiresAt - now < EXPIRING_DAYS * DAY_MS, expiring],
  ];
  return all.flatMap(([code, isSo, detail]) => (isSo ? [{ code, detail }] : []));
}
