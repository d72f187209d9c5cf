import type { TcpConnection } from "#kernel/ports/tcp";
import { cseqOf, type SipResponse, topBranch } from "#sip/protocol/message";
import { MessageReader } from "#sip/protocol/message-reader";

/** Sends a request over a connection and waits for its final answer. */

export type Exchange =
  | { readonly kind: "reply"; readonly reply: SipResponse }
  | {
      readonly kind: "no_sip_answer" | "connection_closed" | "message_incomplete" | "message_too_long";
    }
  /** `start`: the beginning of what came instead, for people. */
  | { readonly kind: "not_sip"; readonly start: string };

export interface Clock {
  /** Milliseconds until the rung must end. */
  readonly left: () => number;
}

/** Provisional answers, answers to other requests, and requests of the peer are passed over. */
export async function exchange(
  connection: TcpConnection,
  { text, branch }: { readonly text: string; readonly branch: string },
  { left }: Clock,
): Promise<Exchange> {
  if (!(await connection.write(new TextEncoder().encode(text), left()))) return { kind: "connection_closed" };
  const reader = new MessageReader();
  for (;;) {
    const read = await connection.read(left());
    if (read.kind !== "bytes") {
      if (reader.isAmidMessage) return { kind: "message_incomplete" };
      return { kind: read.kind === "timeout" ? "no_sip_answer" : "connection_closed" };
    }
    reader.push(read.bytes);
    for (let next = reader.next(); next.kind !== "more"; next = reader.next()) {
      if (next.kind === "too_long") return { kind: "message_too_long" };
      if (next.kind === "not_sip") return next;
      const { message } = next;
      const isAnswer = message.kind === "response" && message.status >= 200 && topBranch(message) === branch;
      if (isAnswer && cseqOf(message)?.method === "OPTIONS") return { kind: "reply", reply: message };
    }
  }
}
