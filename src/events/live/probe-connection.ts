import { z } from "zod";
import type { Context } from "#kernel/ports/context";
import { connectToFeed } from "./connect";
import { issueTicket } from "./issue-ticket";

export interface ProbeConnection {
  /** Whether an event of this request arrived, or arrives within the time. Ends the connection. */
  readonly receives: (requestId: string, withinMs: number) => Promise<boolean>;
}

const heard = z.object({ type: z.literal("event"), event: z.object({ request_id: z.string() }) });

/** A live connection of the caller's own, opened as a client's is: with a ticket, through the feed's object. */
export async function openProbeConnection(ctx: Context): Promise<ProbeConnection> {
  const { feedObject, config } = ctx;
  const { ticket } = await issueTicket(ctx, null);
  const connected = await connectToFeed(
    { feedObject, publicOrigin: config.publicOrigin },
    { ticket, origin: null, query: {} },
  );
  if (connected.kind === "refused") throw new Error(`The feed refused a connection: ${connected.closing}.`);
  const { socket } = connected;
  const requests = new Set<string>();
  let notice = (): void => undefined;
  socket.addEventListener("message", ({ data }) => {
    const message = heard.safeParse(JSON.parse(String(data)));
    if (message.success) requests.add(message.data.event.request_id);
    notice();
  });
  socket.accept();
  return {
    receives: async (requestId, withinMs) => {
      const arrived = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), withinMs);
        notice = () => {
          if (!requests.has(requestId)) return;
          clearTimeout(timer);
          resolve(true);
        };
        notice();
      });
      socket.close(1000);
      return arrived;
    },
  };
}
