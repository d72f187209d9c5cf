import { z } from "#kernel/http/schema";

export const ticket = z
  .object({
    ticket: z.string().openapi({ description: "The ticket. It works once." }),
    expires_at: z.iso.datetime().openapi({ description: "When an unused ticket stops working." }),
    url: z
      .string()
      .openapi({ description: "The URL to connect to. Add `after_seq`, `event_types` and `subjects` to its query." }),
    protocols: z.array(z.string()).openapi({
      description: "The sub-protocols to offer; one of them carries the ticket: `new WebSocket(url, protocols)`.",
    }),
  })
  .openapi("LiveTicket");

export type Ticket = z.output<typeof ticket>;
