import { Buffer } from "node:buffer";
import type { decode } from "dns-packet";
import { lazily, z } from "#kernel/http/schema";

/** Looks up DNS records over HTTPS in wire format (RFC 8484), because a Worker has no resolver of its own. */

type DnsType = "A" | "AAAA" | "SRV" | "NAPTR";

/** Names are in lower case and have no dot at the end. */
export type DnsRecord =
  | { readonly type: "A" | "AAAA"; readonly name: string; readonly address: string }
  | { readonly type: "CNAME"; readonly name: string; readonly target: string }
  | {
      readonly type: "SRV";
      readonly name: string;
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      /** Empty if the domain declares that it lacks this service (RFC 2782). */
      readonly target: string;
    }
  | {
      readonly type: "NAPTR";
      readonly name: string;
      readonly order: number;
      readonly preference: number;
      readonly flags: string;
      readonly services: string;
      readonly replacement: string;
    };

export type DnsAnswer =
  /** Possibly none. Aliases on the way to the records are among them. */
  | { readonly kind: "records"; readonly records: readonly DnsRecord[] }
  | { readonly kind: "no_such_name" }
  /** The resolver gave no usable answer in time. The name may exist. */
  | { readonly kind: "unavailable" };

export type LookUpDns = (name: string, type: DnsType, timeoutMs: number) => Promise<DnsAnswer>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The longest DNS message, in bytes. */
const MAX_MESSAGE = 65_535;
const unavailable: DnsAnswer = { kind: "unavailable" };

const name = lazily(() => z.string().transform((text) => text.toLowerCase().replace(/\.+$/, "")));
const record = lazily(() =>
  z.union([
    z
      .object({ type: z.enum(["A", "AAAA"]), name: name(), data: z.string() })
      .transform(({ data, ...rest }) => ({ ...rest, address: data })),
    z
      .object({ type: z.literal("CNAME"), name: name(), data: name() })
      .transform(({ data, ...rest }) => ({ ...rest, target: data })),
    z
      .object({
        type: z.literal("SRV"),
        name: name(),
        data: z.object({ priority: z.int(), weight: z.int(), port: z.int(), target: name() }),
      })
      .transform(({ data, ...rest }) => ({ ...rest, ...data })),
    z
      .object({
        type: z.literal("NAPTR"),
        name: name(),
        data: z.object({
          order: z.int(),
          preference: z.int(),
          flags: z.string(),
          services: z.string(),
          replacement: name(),
        }),
      })
      .transform(({ data, ...rest }) => ({ ...rest, ...data })),
  ]),
);

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The id is 0, so that caches on the way can serve equal questions (RFC 8484, section 4.1). */
export const createDnsClient =
  (fetch: Fetch, resolverUrl: string): LookUpDns =>
  async (name, type, timeoutMs) => {
    try {
      // Loaded here, because few isolates look up names.
      const { decode, encode, RECURSION_DESIRED } = await import("dns-packet");
      const question = encode({ type: "query", id: 0, flags: RECURSION_DESIRED, questions: [{ type, name }] });
      const url = new URL(resolverUrl);
      url.searchParams.set("dns", base64Url(question));
      const response = await fetch(url.href, {
        headers: { accept: "application/dns-message" },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200 || bytes.length > MAX_MESSAGE) return unavailable;
      return answerOf(decode(bytes));
    } catch {
      return unavailable;
    }
  };

function answerOf({ rcode, flag_tc: isTruncated, answers }: ReturnType<typeof decode>): DnsAnswer {
  if (rcode === "NXDOMAIN") return { kind: "no_such_name" };
  if (rcode !== "NOERROR" || isTruncated) return unavailable;
  // Records of other types, such as signatures, come along.
  const records = answers.flatMap((answer) => record().safeParse(answer).data ?? []);
  return { kind: "records", records };
}
