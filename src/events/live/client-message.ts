import type { CloseReason } from "./close-reasons";
import { type ClientMessage, clientMessage } from "./wire";

const MAX_MESSAGE_BYTES = 16 * 1024;
/** Messages that one connection may send in 10 seconds. */
export const MAX_MESSAGES = 1_000;

type ParsedMessage =
  | { readonly kind: "message"; readonly message: ClientMessage }
  | { readonly kind: "refused"; readonly closing: CloseReason; readonly detail?: string };

/** The client sent more than `MAX_MESSAGES`. */
export const tooManyMessages: ParsedMessage = { kind: "refused", closing: "too_many_messages" };

const refused = (detail: string): ParsedMessage => ({ kind: "refused", closing: "invalid_message", detail });

/** Parses a client's message. `refused`: the connection is closed for this reason. */
export function parseClientMessage(frame: string | ArrayBuffer): ParsedMessage {
  const size = typeof frame === "string" ? frame.length : frame.byteLength;
  if (size > MAX_MESSAGE_BYTES) return { kind: "refused", closing: "message_too_large" };
  if (typeof frame !== "string") return refused("not text");
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return refused("not JSON");
  }
  const { success, data, error } = clientMessage().safeParse(value);
  return success ? { kind: "message", message: data } : refused(error.issues[0]?.path.join("/") || "not a message");
}
