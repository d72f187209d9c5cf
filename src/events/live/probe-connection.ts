import * as z from "zod";
import type { Context } from "#kernel/ports/context";
import { lazily } from "#kernel/values/lazily";
import { connectToFeed } from "./connect";
import { issueTicket } from "./issue-ticket";

export interface ProbeConnection {
  /** Whether an event of this request has arrived, or arrives in time. Closes the connection. */
  readonly receives: (requestId: string, withinMs: number) => Promise<boolean>;
}

const eventMessage = lazily(() => z.object({ type: z.literal("event"), event: z.object({ request_id: z.string() }) }));

/** Opens a live connection for the health probe the way a client does: with a ticket, through the feed's object. */
export async function openProbeConnection(ctx: Context): Promise<ProbeConnection> {
  const { feedObject, config } = ctx;
  const { ticket } = await issueTicket(ctx, null);
  const connected = await connectToFeed(
    { feedObject, publicOrigin: config.publicOrigin },
    { ticket, origin: null, query: {} },
  );
  if (connected.kind === "refused")
    throw new Error(`The live feed refused the probe's connection: ${connected.closing}.`);
  const { socket } = connected;
  const requestIds = new Set<string>();
  let onMessage = (): void => undefined;
  socket.addEventListener("message", ({ data }) => {
    const message = eventMessage().safeParse(JSON.parse(String(data)));
    if (message.success) requestIds.add(message.data.event.request_id);
    onMessage();
  });
  socket.accept();
  return {
    receives: async (requestId, withinMs) => {
      const arrived = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), withinMs);
        onMessage = () => {
          if (!requestIds.has(requestId)) return;
          clearTimeout(timer);
          resolve(true);
        };
        onMessage();
      });
      socket.close(1000);
      return arrived;
    },
  };
}
