import { z } from "#kernel/http/schema";
import { scope } from "#kernel/http/wire";
import { tenant } from "#tenants/responses";

const times = {
  created_at: z.iso.datetime().openapi({ description: "When the caller signed in." }),
  expires_at: z.iso.datetime().openapi({ description: "When the session ends at the latest." }),
  idle_expires_at: z.iso.datetime().openapi({ description: "When the session ends if it is not used until then." }),
};

const { id: tenantId, name, status } = tenant.shape;
const sessionTenant = z
  .object({ id: tenantId, name, status })
  .openapi("SessionTenant", { description: "The tenant that requests by a session act for." });

export const currentSession = z
  .object({
    id: z.string().openapi({ description: "The session's id. It is not a secret." }),
    csrf_token: z.string().openapi({
      description:
        "The text to send as `X-CSRF-Token` with each request that changes something. It changes with `tenant`.",
    }),
    tenant: z.union([sessionTenant, z.null()]).openapi({
      description: "The tenant that requests act for; null: the platform itself.",
    }),
    scopes: z.array(scope()).openapi({ description: "The operations that the session may call now." }),
    is_platform: z.boolean().openapi({
      description: "Whether a key of the platform signed in. With the scope `admin` it may switch the tenant.",
    }),
    event_seq: z
      .number()
      .int()
      .nullable()
      .openapi({
        description:
          "The `seq` of the newest event when this was answered, 0 if there was none. A page that follows `/v1/live` from here on misses no " +
          "change after what it reads next. Null without the scope `events:read`.",
      }),
    ...times,
  })
  .openapi("CurrentSession");
export type CurrentSession = z.infer<typeof currentSession>;

export const session = z
  .object({
    id: z.string().openapi({ description: "The session's id." }),
    tenant_id: z.string().openapi({ description: "The tenant that the session acts for." }),
    user_agent: z.string().nullable().openapi({
      description: "The browser that signed in, as it names itself, cut off after 200 characters; null: it did not.",
    }),
    is_current: z.boolean().openapi({ description: "Whether this request came by the session." }),
    last_used_at: z.iso.datetime().openapi({ description: "When the session was used last, to within 5 minutes." }),
    ...times,
  })
  .openapi("Session");
export type Session = z.infer<typeof session>;
