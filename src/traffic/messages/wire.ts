import type { z } from "#kernel/http/schema";
import { isoTime } from "#kernel/values/time";
import { toPartyFields } from "#traffic/party-columns";
import type { message } from "./responses";
import type { MessageRow } from "./table";

export const toMessage = (row: MessageRow): z.infer<typeof message> => ({
  id: row.id,
  phone_number_id: row.phoneNumberId,
  carrier_id: row.carrierId,
  direction: row.direction,
  ...toPartyFields(row),
  to: row.toNumber,
  body: row.body,
  media: row.media.map(({ url, type }) => ({ url, type })),
  segments: row.segments,
  keyword: row.keyword,
  forwarded_to: row.forwardedTo,
  status: row.status,
  error_code: row.errorCode,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});
