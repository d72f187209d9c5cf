import { z } from "#kernel/http/schema";
import { money, orNull, scope } from "#kernel/http/wire";
import { tenantStatuses } from "./lifecycle";

export const tenant = z
  .object({
    id: z.string().openapi({ description: "The tenant's id." }),
    name: z.string().openapi({ description: "The tenant's name, set by the platform." }),
    status: z.enum(tenantStatuses).openapi({
      description: "Whether the tenant may use the API and take calls.",
      "x-enumDescriptions": {
        active: "The tenant uses the API, and its calls are routed.",
        suspended: "The API answers 403, callers get an announcement, nothing is bought. Numbers are kept.",
        closed:
          "The keys are revoked; numbers are released at `release_numbers_at`, data is deleted at `delete_data_at`.",
      },
    }),
    status_reason: z
      .string()
      .nullable()
      .openapi({ description: "The platform's reason for the latest change of `status`; null if it gave none." }),
    status_since: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When `status` changed last; null if it never did." }),
    reservation_limit: z
      .int()
      .openapi({ description: "The most live reservations that the tenant may have at a time, set by the platform." }),
    number_limit: z
      .int()
      .nullable()
      .openapi({ description: "The most numbers that the tenant may have, those on order included; null for no cap." }),
    max_monthly_cost: orNull(money()).openapi({
      description: "The most that the tenant's numbers may cost a month, those on order included; null for no cap.",
    }),
    caller_message: z.string().nullable().openapi({
      description:
        "The announcement to callers while the tenant is suspended or closed; null for the platform's, empty if calls are rejected.",
    }),
    redirect_allowed: z.boolean().openapi({
      description:
        "Whether agents of the kind `redirect` answer calls to the tenant's numbers in the platform's Twilio account, too. In the tenant's " +
        "own Twilio accounts they always do.",
    }),
    release_numbers_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When a closed tenant's numbers are released; null unless it is closed." }),
    delete_data_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When a closed tenant's data is exported and deleted; null unless it is closed." }),
    data_deleted_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When a closed tenant's data was deleted; null if it is still there." }),
    created_at: z.iso.datetime().openapi({ description: "When the tenant was created." }),
    updated_at: z.iso.datetime().openapi({ description: "When the tenant was changed last." }),
  })
  .openapi("Tenant");

export type Tenant = z.output<typeof tenant>;

export const apiKey = z
  .object({
    id: z.string().openapi({ description: "The key's id. It is not a secret." }),
    tenant_id: z.string().openapi({ description: "The tenant that the key belongs to." }),
    name: z.string().openapi({ description: "The name that the key got when it was created." }),
    hint: z
      .string()
      .openapi({ description: "The first and last characters of the key, by which you can recognise it." }),
    scopes: z.array(scope()).openapi({ description: "The operations that the key may call." }),
    created_at: z.iso.datetime().openapi({ description: "When the key was created." }),
    expires_at: z.iso.datetime().nullable().openapi({ description: "When the key stops working; null for never." }),
    revoked_at: z.iso.datetime().nullable().openapi({ description: "When the key was revoked; null if it was not." }),
    last_used_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the key was used last, to within a minute; null if it was not used yet." }),
  })
  .openapi("ApiKey");

export type ApiKey = z.output<typeof apiKey>;

export const createdApiKey = apiKey
  .extend({
    key: z
      .string()
      .openapi({ description: "The key itself. Store it now: this response is the only place where it is shown." }),
  })
  .openapi("CreatedApiKey");

export type CreatedApiKey = z.output<typeof createdApiKey>;
