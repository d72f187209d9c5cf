// Pure: no I/O, no clock, no randomness.
import { readFirstLine, readHead, type SipMessage } from "./message";

/** Finds messages in a stream of bytes (RFC 3261, 18.3). */

/** Larger messages are refused before they are read. */
export const MAX_MESSAGE_BYTES = 65_536;

export type NextMessage =
  | { readonly kind: "message"; readonly message: SipMessage }
  | { readonly kind: "more" }
  | { readonly kind: "too_long" }
  /** `start`: the first line as far as it came, for people. */
  | { readonly kind: "not_sip"; readonly start: string };

const LF = 0x0a;
const CR = 0x0d;

/** Takes bytes as they come, also one by one. Each byte is copied and searched a bounded number of times. */
export class MessageReader {
  #bytes = new Uint8Array(1_024);
  /** The first byte that belongs to no message yet, and the end of the bytes. */
  #start = 0;
  #end = 0;
  /** From `#start` up to here there is no end of a head. */
  #searched = 0;
  #isFirstLineRead = false;
  #head: { readonly message: SipMessage; readonly length: number } | null = null;

  /** Whether bytes are here that are no whole message yet. */
  get isAmidMessage(): boolean {
    return this.#end > this.#start;
  }

  push(bytes: Uint8Array): void {
    const kept = this.#end - this.#start;
    // One more than the cap is enough to see that it is passed.
    const fitting = bytes.subarray(0, MAX_MESSAGE_BYTES + 1 - kept);
    const needed = kept + fitting.length;
    const space = needed <= this.#bytes.length ? this.#bytes : new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    if (this.#start > 0 || space !== this.#bytes) space.set(this.#bytes.subarray(this.#start, this.#end));
    this.#searched -= this.#start;
    this.#start = 0;
    space.set(fitting, kept);
    this.#end = needed;
    this.#bytes = space;
    this.#dropKeepAlives();
  }

  /** The next message, if it is here as a whole. After `too_long` and `not_sip` nothing more can be read. */
  next(): NextMessage {
    const head = this.#head ?? this.#readHead();
    if ("kind" in head) return head;
    this.#head = head;
    const length = head.length + head.message.contentLength;
    if (length > MAX_MESSAGE_BYTES) return { kind: "too_long" };
    if (this.#end - this.#start < length) return { kind: "more" };
    this.#begin(this.#start + length);
    this.#dropKeepAlives();
    return { kind: "message", message: head.message };
  }

  #begin(start: number): void {
    this.#start = start;
    this.#searched = start;
    this.#isFirstLineRead = false;
    this.#head = null;
  }

  /** Line ends before a message are keep-alives, or tolerated (RFC 3261, 7.5; RFC 5626, 3.5.1). */
  #dropKeepAlives(): void {
    let at = this.#start;
    while (at < this.#end && (this.#bytes[at] === CR || this.#bytes[at] === LF)) at += 1;
    if (at > this.#start) this.#begin(at);
  }

  #readHead(): NextMessage | { readonly message: SipMessage; readonly length: number } {
    const first = this.#bytes[this.#start] ?? 0;
    // Methods and versions begin with a printable character. TLS records do not.
    if (this.isAmidMessage && (first < 0x21 || first > 0x7e)) return this.#notSip(this.#end);
    while (this.#searched < this.#end) {
      const at = this.#bytes.subarray(0, this.#end).indexOf(LF, this.#searched);
      this.#searched = at < 0 ? this.#end : at;
      if (at < 0) break;
      if (!this.#isFirstLineRead && readFirstLine(this.#text(at)) === null) return this.#notSip(at);
      this.#isFirstLineRead = true;
      const next = this.#bytes[at + 1] === CR ? at + 2 : at + 1;
      if (next >= this.#end) break;
      this.#searched = at + 1;
      if (this.#bytes[next] !== LF) continue;
      const message = readHead(this.#text(at));
      return message === null ? this.#notSip(at) : { message, length: next + 1 - this.#start };
    }
    return this.#end - this.#start > MAX_MESSAGE_BYTES ? { kind: "too_long" } : { kind: "more" };
  }

  #text(end: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(this.#start, end));
  }

  #notSip(end: number): NextMessage {
    const line = this.#text(Math.min(end, this.#start + 100)).split(/[\r\n]/)[0] ?? "";
    return { kind: "not_sip", start: line };
  }
}
