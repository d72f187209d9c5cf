import type { Reply } from "../problem";
import type { Sandbox } from "../sandbox";

/** The reply as an HTTP response, with the headers that every Twilio response has. */
export function answer(sandbox: Sandbox, reply: Reply): Response {
  const headers = new Headers(reply.headers);
  headers.set("Twilio-Request-Id", `RQ${crypto.randomUUID().replaceAll("-", "")}`);
  headers.set("Twilio-Concurrent-Requests", String(sandbox.traffic.inFlight));
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  if (!headers.has("Content-Type")) headers.set("Content-Type", "application/json;charset=utf-8");
  const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
  return new Response(text, { status: reply.status, headers });
}

export const brokenHeader = "Sandbox-Broken";

/** A response whose body breaks off at once: over a socket the client sees the connection close without an answer. */
export function brokenAnswer(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.error(new Error("the sandbox broke the connection on purpose"));
    },
  });
  return new Response(body, { headers: { [brokenHeader]: "1" } });
}
