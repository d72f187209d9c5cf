import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  checkCreated,
  createdQuery,
  createRouter,
  ctxOf,
  failures,
  json,
  pageBody,
  pageOf,
  pageQuery,
} from "#kernel/http/http";
import { numberInQuery, phoneNumberInQuery } from "#kernel/http/wire";
import { messageStatuses } from "#kernel/values/telephony";
import { directions } from "./message-facts";
import { listMessages, messageOf } from "./queries";
import { message, toMessage } from "./wire";

const example = {
  id: "msg_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_id: "SM00000000000000000000000000000001",
  direction: "inbound",
  from: "+14155550199",
  to: "+14155550123",
  body: "Is the table still free at eight?",
  media: [],
  segments: 1,
  keyword: null,
  forwarded_to: null,
  status: "received",
  error_code: null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:00.000Z",
};

const common = { security: bearer, tags: ["Calls and messages"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/messages",
  operationId: "listMessages",
  summary: "List messages",
  description:
    "The messages that your numbers got or passed on, the newest first. They are kept as long as calls are. Needs `calls:read`.",
  request: {
    query: z
      .strictObject({
        ...pageQuery(),
        phone_number_id: numberInQuery.optional(),
        from: phoneNumberInQuery.optional().openapi({ description: "The sender's number." }),
        status: z.enum(messageStatuses).optional().openapi({ description: "As they stand now." }),
        direction: z.enum(directions).optional().openapi({ description: "To your numbers, or passed on from them." }),
        ...createdQuery,
      })
      .superRefine(checkCreated),
  },
  responses: {
    200: json(pageOf(message, "MessagePage"), "A page of messages.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/messages/{message_id}",
  operationId: "getMessage",
  summary: "Get a message",
  description: "One message with its text, which events do not carry. Needs `calls:read`.",
  request: {
    params: z.object({
      message_id: z
        .string()
        .openapi({ param: { name: "message_id", in: "path" }, description: "The message's id.", example: example.id }),
    }),
  },
  responses: { 200: json(message, "The message.", example), ...failures("not_found") },
});

export const messageRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listMessages(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toMessage), page.nextCursor), 200);
  })
  .openapi(get, async (c) => c.json(toMessage(await messageOf(ctxOf(c), c.req.valid("param").message_id)), 200));
