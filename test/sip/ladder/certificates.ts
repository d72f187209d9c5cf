import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Certificates made with openssl for the peers of the tests. */

export interface Certificate {
  readonly keyFile: string;
  readonly certFile: string;
  readonly key: string;
  readonly cert: string;
}

export interface CertificateRequest {
  readonly name: string;
  readonly issuer?: Certificate;
  /** Whether it may issue others. */
  readonly isAuthority?: boolean;
  /** Subject alternative names, in the notation of openssl. */
  readonly names?: string;
  /** Days from now, to and from. */
  readonly from?: number;
  readonly to?: number;
}

const folder = mkdtempSync(join(tmpdir(), "pm-sip-certificates-"));
let count = 0;

const timeOf = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, "");

export function makeCertificate(request: CertificateRequest): Certificate {
  const { name, issuer, isAuthority = false, names, from = -1, to = 365 } = request;
  count += 1;
  const file = (ending: string): string => join(folder, `${count}.${ending}`);
  const openssl = (...args: string[]): Buffer => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  openssl(
    "req",
    "-new",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    file("key"),
    "-out",
    file("csr"),
    "-subj",
    `/CN=${name}`,
  );
  const extensions = [`basicConstraints=critical,CA:${isAuthority ? "TRUE" : "FALSE"}`];
  if (isAuthority) extensions.push("keyUsage=critical,keyCertSign,cRLSign");
  if (names) extensions.push(`subjectAltName=${names}`);
  writeFileSync(file("ext"), extensions.join("\n"));
  // `openssl ca` is the one command that sets both ends of the validity.
  const database = file("db");
  writeFileSync(database, "");
  writeFileSync(
    file("cnf"),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${database}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\n` +
      `policy=p\nunique_subject=no\ncopy_extensions=none\n[p]\ncommonName=supplied\n`,
  );
  const signer = issuer
    ? ["-cert", issuer.certFile, "-keyfile", issuer.keyFile]
    : ["-selfsign", "-keyfile", file("key")];
  openssl(
    ...["ca", "-batch", "-notext", "-config", file("cnf"), "-in", file("csr"), "-out", file("crt"), ...signer],
    ...["-startdate", timeOf(from), "-enddate", timeOf(to), "-extfile", file("ext")],
  );
  const [keyFile, certFile] = [file("key"), file("crt")];
  return { keyFile, certFile, key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") };
}
