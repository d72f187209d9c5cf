import { lazily, z } from "#kernel/http/schema";
import { singleLineText } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { defaultPermissions, linkPermissions, linkStatusAt } from "./permissions";
import type { PortingShareLink } from "./responses";
import type { ShareLinkRow } from "./table";

export const newShareLink = lazily(() =>
  z
    .strictObject({
      label: singleLineText()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .openapi({ description: "Your note on who gets the link. Visitors do not see it.", example: "Office manager" }),
      permissions: z
        .array(z.enum(linkPermissions))
        .min(1)
        .max(linkPermissions.length)
        .default([...defaultPermissions])
        .openapi({
          description:
            "The rights of visitors. `view`: the page, with every link. `upload`: send missing documents. `correct`: enter fields that are " +
            "missing or that the losing carrier refuses, while the request is a draft or in exception; the page shows none of their values.",
          example: ["view", "upload", "correct"],
        }),
      expires_at: z.iso
        .datetime({ offset: true })
        .transform((text) => Date.parse(text))
        .optional()
        .openapi({
          type: "string",
          format: "date-time",
          description: "When the link stops to work: within 90 days, in 30 days unless you say otherwise.",
          example: "2026-12-29T10:00:00.000Z",
        }),
    })
    .openapi("NewPortingShareLink"),
);

export const toShareLink = (row: ShareLinkRow, now: number): PortingShareLink => ({
  id: row.id,
  porting_request_id: row.portingRequestId,
  label: row.label,
  permissions: [...row.permissions],
  status: linkStatusAt(row, now),
  expires_at: isoTime(row.expiresAt),
  last_opened_at: isoTimeOrNull(row.lastOpenedAt),
  created_at: isoTime(row.createdAt),
});
