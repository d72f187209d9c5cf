/** The part of dns-packet 5.6.1 that we use. The package has no types of its own. */
declare module "dns-packet" {
  interface Question {
    readonly type: string;
    readonly name: string;
  }
  interface Answer extends Question {
    readonly data?: unknown;
    readonly ttl?: number;
  }
  interface Packet {
    readonly rcode: string;
    readonly flag_tc: boolean;
    readonly questions: readonly Question[];
    readonly answers: readonly Answer[];
  }
  export function encode(packet: {
    readonly type: "query" | "response";
    readonly id: number;
    readonly flags: number;
    readonly questions: readonly Question[];
    readonly answers?: readonly Answer[];
  }): Uint8Array<ArrayBuffer>;
  export function decode(bytes: Uint8Array): Packet;
  export const RECURSION_DESIRED: number;
}
