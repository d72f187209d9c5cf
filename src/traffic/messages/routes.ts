import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { numberInQuery, partyInQuery } from "#kernel/http/wire";
import { messageStatuses } from "#kernel/values/telephony";
import { directions } from "./message-facts";
import { listMessages, messageOf } from "./queries";
import type { Message } from "./responses";
import { toMessage } from "./wire";

const list = operation({
  id: "listMessages",
  method: "get",
  path: "/v1/messages",
  otherMethods: { post: "The platform receives and forwards messages; it sends none of its own." },
  access: needs("calls:read"),
  query: () =>
    growingListQuery({
      phone_number_id: numberInQuery().optional(),
      from: partyInQuery().optional(),
      status: z.enum(messageStatuses).optional().openapi({ description: "Messages with this status now." }),
      direction: z
        .enum(directions)
        .optional()
        .openapi({ description: "`inbound`: to your numbers; `outbound`: forwarded from them." }),
    }),
  success: { 200: page<Message>() },
});

const get = operation({
  id: "getMessage",
  method: "get",
  path: "/v1/messages/{message_id}",
  otherMethods: { delete: "Messages are deleted after the retention period of the platform." },
  access: needs("calls:read"),
  success: { 200: json<Message>() },
});

export type MessageOperations = typeof list | typeof get;

export const messageRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listMessages(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toMessage), page.nextCursor), 200);
  })
  .operation(get, async (c) => c.json(toMessage(await messageOf(ctxOf(c), c.req.valid("param").message_id)), 200));
