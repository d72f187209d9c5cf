import { checkCreated, createdQuery, ctxOf, pageBody, pageQuery } from "#kernel/http/http";
import { json, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { numberInQuery, phoneNumberInQuery } from "#kernel/http/wire";
import { messageStatuses } from "#kernel/values/telephony";
import { directions } from "./message-facts";
import { listMessages, messageOf } from "./queries";
import type { Message } from "./responses";
import { toMessage } from "./wire";

const list = operation({
  id: "listMessages",
  method: "get",
  path: "/v1/messages",
  access: needs("calls:read"),
  query: () =>
    z
      .strictObject({
        ...pageQuery(),
        phone_number_id: numberInQuery().optional(),
        from: phoneNumberInQuery().optional().openapi({ description: "The sender's number." }),
        status: z.enum(messageStatuses).optional().openapi({ description: "Messages with this status now." }),
        direction: z
          .enum(directions)
          .optional()
          .openapi({ description: "`inbound`: to your numbers; `outbound`: forwarded from them." }),
        ...createdQuery(),
      })
      .superRefine(checkCreated),
  success: { 200: page<Message>() },
});

const get = operation({
  id: "getMessage",
  method: "get",
  path: "/v1/messages/{message_id}",
  access: needs("calls:read"),
  success: { 200: json<Message>() },
});

export type MessageOperations = typeof list | typeof get;

export const messageRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listMessages(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toMessage), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toMessage(await messageOf(ctxOf(c), c.req.valid("param").message_id)), 200));
