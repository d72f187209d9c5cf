import type { Sandbox } from "../sandbox";
import { signatureOf } from "../traffic/signature";

/** How long Twilio waits for the handshake. */
const PATIENCE_MS = 5_000;

export type Opened =
  | { readonly kind: "open"; readonly socket: WebSocket }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unreachable" }
  | { readonly kind: "timeout" };

/** Opens an agent's WebSocket as Twilio does, with X-Twilio-Signature over the URL as the TwiML has it. */
export async function openSocket(sandbox: Sandbox, url: string): Promise<Opened> {
  const headers = {
    Upgrade: "websocket",
    "X-Twilio-Signature": await signatureOf(sandbox.authToken, url, new Map()),
    "User-Agent": "Twilio.TmeWs/1.0",
  };
  const timeout = sandbox.sleep(PATIENCE_MS).then((): Opened => ({ kind: "timeout" }));
  return await Promise.race([timeout, handshake(url, headers)]);
}

async function handshake(url: string, headers: Record<string, string>): Promise<Opened> {
  try {
    const response = await fetch(url.replace(/^ws/i, "http"), { headers, redirect: "manual" });
    if (!response.webSocket) {
      await response.body?.cancel();
      return { kind: "refused", status: response.status };
    }
    response.webSocket.accept();
    return { kind: "open", socket: response.webSocket };
  } catch {
    return { kind: "unreachable" };
  }
}
