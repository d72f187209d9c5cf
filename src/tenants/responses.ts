import { z } from "#kernel/http/schema";
import { scopes } from "#kernel/http/scope";
import { orNull } from "#kernel/http/wire";

export const tenant = z
  .object({
    id: z.string().openapi({ description: "The tenant's id." }),
    name: z.string().openapi({ description: "The tenant's name, set by the platform." }),
    reservation_limit: z
      .int()
      .openapi({ description: "The most live reservations that the tenant may have at a time, set by the platform." }),
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
    scopes: z.array(z.enum(scopes)).openapi({ description: "The operations that the key may call." }),
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

export const me = z
  .object({
    tenant,
    api_key: orNull(apiKey).openapi({ description: "The key of this request; null for the admin token." }),
    scopes: z.array(z.enum(scopes)).openapi({ description: "The operations that this request may call." }),
  })
  .openapi("Me");

export type Me = z.output<typeof me>;
