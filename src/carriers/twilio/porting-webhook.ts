// Pure: no I/O, no clock, no randomness.

/** A webhook of Twilio's about a port: only the ids, as its body is no more than a hint. */
export interface PortHint {
  /** The port's SID, `KW…`. */
  readonly portId: string | null;
  /** E.164. */
  readonly phoneNumber: string | null;
}

/** Twilio's bodies have some 500 bytes. */
export const MAX_PORTING_WEBHOOK_BYTES = 16_384;

/** Reads the body; `null` if it is no JSON object. */
export function readPortingWebhook(body: string): PortHint | null {
  try {
    const fields: unknown = JSON.parse(body);
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return null;
    const text = (name: string, form: RegExp): string | null => {
      const value: unknown = Reflect.get(fields, name);
      return typeof value === "string" && form.test(value) ? value : null;
    };
    return {
      portId: text("port_in_request_sid", /^KW[0-9a-fA-F]{32}$/),
      phoneNumber: text("phone_number", /^\+[1-9]\d{6,14}$/),
    };
  } catch {
    return null;
  }
}
