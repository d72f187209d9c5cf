/** TCP connections to peers that may do anything: say nothing, say too much, or break off. Nothing here throws. */

interface TcpTarget {
  /** The checked IP address, without brackets. */
  readonly address: string;
  readonly port: number;
  /** The host name behind the address, for SNI and the peer's certificate; `null` if the peer has only an address. */
  readonly name: string | null;
}

/**
 * - `refused`: no connection came about. Workers report all causes with one text.
 * - `timeout`: nothing came back in time.
 */
export type TcpFailure = "refused" | "timeout";

export type TcpRead =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** The peer ended the connection in order (FIN). */
  | { readonly kind: "ended" }
  /** The connection broke (RST, TLS alert). */
  | { readonly kind: "broken" }
  | { readonly kind: "timeout" };

export interface TcpConnection {
  /** The next bytes. After `timeout` the next call waits on; nothing is lost. */
  read(timeoutMs: number): Promise<TcpRead>;
  /** Whether the bytes were handed over in time. The peer may not have them yet. */
  write(bytes: Uint8Array, timeoutMs: number): Promise<boolean>;
  /** Ends the connection at once, without waiting for the peer. */
  close(): void;
}

export interface ConnectTcp {
  /** Connects to the address itself. */
  plain(target: TcpTarget, timeoutMs: number): Promise<TcpConnection | TcpFailure>;
  /**
   * Connects, then starts TLS and verifies the peer's certificate for `name`, or for the address if there is no name.
   * `no_tls` means: TCP works, TLS does not; for which reason is unknown.
   *
   * A Worker cannot both pin the address and send the name (cloudflare/workerd#6903). So it connects by name, and the
   * name is resolved again. Cloudflare refuses private addresses then.
   */
  secure(target: TcpTarget, timeoutMs: number): Promise<TcpConnection | TcpFailure | "no_tls">;
}
