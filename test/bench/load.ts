import { Agent, request as sendRequest } from "node:http";

/** A request, as often as it is asked for. */
export interface Call {
  readonly method: "GET" | "PATCH" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status of a success; anything else makes the measurement worthless. */
  readonly expect: number;
}

const CONNECTIONS = 12;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, noDelay: true });

/** Sends one request over a connection kept open and answers its body. */
export function send({ method, url, headers, body, expect }: Call): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(
      url,
      { method, agent, headers: { ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          if (response.statusCode === expect) resolve(text);
          else reject(new Error(`${method} ${url} answered ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends so many requests over all connections at once. */
export const inParallel = (next: () => Call, count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, () => send(next())));

export interface Load {
  readonly answered: number;
  /** From the first request until all work is done, also that after the last answer. */
  readonly ms: number;
}

/** Keeps a fixed number of connections busy until the time or the count is used up, then waits for `idle`. */
export async function load(next: () => Call, ms: number, most: number, idle: () => Promise<void>): Promise<Load> {
  const begun = performance.now();
  let sent = 0;
  let answered = 0;
  const connection = async () => {
    while (performance.now() - begun < ms && sent < most) {
      sent += 1;
      await send(next());
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  await idle();
  return { answered, ms: performance.now() - begun };
}

export const closeConnections = (): void => agent.destroy();
