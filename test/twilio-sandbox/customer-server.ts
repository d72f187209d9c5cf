import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

interface ReceivedWebhook {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly signature: string;
  readonly fields: Record<string, string>;
}

/** A customer's server: remembers each webhook, and answers with the document of its path. */
export interface CustomerServer {
  readonly origin: string;
  readonly received: ReceivedWebhook[];
  /** TwiML by path, without `<Response>`; a path that is not here hangs up. */
  readonly documents: Map<string, string>;
  stop(): Promise<void>;
}

export async function startCustomerServer(): Promise<CustomerServer> {
  const received: ReceivedWebhook[] = [];
  const documents = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      received.push({
        url: origin + path,
        headers,
        signature: String(headers["x-twilio-signature"]),
        fields: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      });
      response.end(`<Response>${documents.get(path.split("?")[0] ?? "") ?? "<Hangup/>"}</Response>`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return { origin, received, documents, stop };
}
