/** The parts of Node's modules that we use. workerd has them, but the Worker's types do not. */

declare module "node:buffer" {
  export const Buffer: { from(bytes: ArrayBuffer): Uint8Array };
}

declare module "node:crypto" {
  interface Hash {
    update(text: string): Hash;
    digest(encoding: "hex"): string;
  }
  export function createHash(algorithm: "md5" | "sha256" | "sha512-256"): Hash;
  interface PublicKey {
    readonly type: string;
  }
  export class X509Certificate {
    constructor(der: Uint8Array);
    readonly subject: string | undefined;
    readonly issuer: string | undefined;
    readonly subjectAltName: string | undefined;
    /** Like `Nov 29 10:00:00 2026 GMT`. */
    readonly validFrom: string;
    readonly validTo: string;
    readonly publicKey: PublicKey;
    checkHost(name: string): string | undefined;
    checkIP(address: string): string | undefined;
    checkIssued(issuer: X509Certificate): boolean;
    verify(key: PublicKey): boolean;
  }
}
