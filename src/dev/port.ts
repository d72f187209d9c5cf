import { once } from "node:events";
import { createServer } from "node:net";
import { UserError } from "./user-error.ts";

/** The port itself when it is free on 127.0.0.1, or some free one for 0. */
export async function freePort(name: string, port: number): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be listened on (${code})`;
    throw new UserError(`Port ${port} ${why}: set ${name} to another one.`);
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address.");
  return address.port;
}
