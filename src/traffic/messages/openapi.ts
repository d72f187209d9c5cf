import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { message } from "./responses";
import type { MessageOperations } from "./routes";

const example = {
  id: "msg_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number_id: "num_01k9m8x3zt5v7w9y2a4c6e8g0j",
  carrier_id: "SM00000000000000000000000000000001",
  direction: "inbound",
  from: "+14155550199",
  from_address: "+14155550199",
  from_kind: "phone_number",
  from_country: "US",
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

export const messageDocs = describe<MessageOperations>("Calls and messages", {
  listMessages: {
    summary: "List messages",
    description:
      "Lists messages that your numbers received or forwarded, the newest first. They are kept as long as calls.",
    success: { 200: answer(pageOf(message, "MessagePage"), "A page of messages.", pageBody([example], null)) },
  },
  getMessage: {
    summary: "Get a message",
    description: "One message with its text, which events do not carry.",
    success: { 200: answer(message, "The message.", example) },
  },
});
