import { once } from "node:events";
import { createServer } from "node:net";
import { UserError } from "./user-error.ts";

/** The port, if it is free on 127.0.0.1; for 0, any free port. Throws a `UserError` if it is in use. */
export async function freePort(name: string, port: number): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be used (${code})`;
    throw new UserError(`Port ${port} ${why}. Set ${name} to another port, or to 0 for any free one.`);
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address.");
  return address.port;
}
