import type { TcpConnection } from "#kernel/ports/tcp";
import { clientHello, MAX_HANDSHAKE_BYTES, readServerHandshake, type ServerHandshake } from "./server-handshake";
import type { Clock } from "./sip-exchange";

/** Begins a TLS handshake by hand, to see the certificates, and ends there. */

export type CertificatePeek = Exclude<ServerHandshake, { kind: "more" }> | { readonly kind: "closed" | "silent" };

export async function peekCertificates(
  connection: TcpConnection,
  { name, random }: { readonly name: string | null; readonly random: Uint8Array },
  { left }: Clock,
): Promise<CertificatePeek> {
  if (!(await connection.write(clientHello(name, random), left()))) return { kind: "closed" };
  const buffer = new Uint8Array(MAX_HANDSHAKE_BYTES);
  let length = 0;
  let needed = 1;
  for (;;) {
    const read = await connection.read(left());
    if (read.kind !== "bytes") return { kind: read.kind === "timeout" ? "silent" : "closed" };
    const fitting = read.bytes.subarray(0, buffer.length - length);
    buffer.set(fitting, length);
    length += fitting.length;
    if (length < needed) continue;
    const handshake = readServerHandshake(buffer.subarray(0, length));
    if (handshake.kind !== "more") return handshake;
    needed = handshake.needed;
  }
}
