import { z } from "#kernel/http/schema";
import { linkPermissions, linkStatuses } from "./permissions";

export const shareLink = z
  .object({
    id: z.string().openapi({ description: "The link's id, which does not open it." }),
    porting_request_id: z.string().openapi({ description: "The porting request that it shows." }),
    label: z.string().nullable().openapi({ description: "Your note on who has the link." }),
    permissions: z
      .array(z.enum(linkPermissions).openapi("PortingLinkPermission", { description: "Something a visitor may do." }))
      .openapi({ description: "The rights of its visitors." }),
    status: z.enum(linkStatuses).openapi("PortingLinkStatus", { description: "Whether the link opens the page." }),
    expires_at: z.iso.datetime().openapi({ description: "When it stops to work." }),
    last_opened_at: z.iso.datetime().nullable().openapi({
      description: "When a visitor opened it last, to the hour; null: none has.",
    }),
    created_at: z.iso.datetime().openapi({ description: "When it was made." }),
  })
  .openapi("PortingShareLink");
export type PortingShareLink = z.infer<typeof shareLink>;

export const createdShareLink = shareLink
  .extend({ url: z.string().openapi({ description: "The link itself. It is shown this once." }) })
  .openapi("CreatedPortingShareLink");
export type CreatedPortingShareLink = z.infer<typeof createdShareLink>;
