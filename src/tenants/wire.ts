import { lazily, z } from "#kernel/http/schema";
import { costLimit, multiLineText, orNull, singleLineText } from "#kernel/http/wire";
import { type Money, moneyOf } from "#kernel/values/money";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { apiKey, tenant } from "./responses";
import { readScopes, scopeList } from "./scopes";
import type { apiKeys, tenants } from "./table";

const MAX_RESERVATION_LIMIT = 10_000;
const MAX_NUMBER_LIMIT = 1_000_000;
const MAX_CLOSING_DAYS = 3_650;

const tenantName = lazily(() =>
  z.string().trim().min(1).max(100).openapi({ description: "The tenant's name, for people." }),
);
const keyName = lazily(() => z.string().trim().min(1).max(100));
const reservationLimit = lazily(() => z.int().min(0).max(MAX_RESERVATION_LIMIT));

/** The settings that a tenant gets from the platform, when it is created or later. */
const settings = lazily(() => ({
  number_limit: z
    .int()
    .min(0)
    .max(MAX_NUMBER_LIMIT)
    .nullish()
    .openapi({ description: "The most numbers that the tenant may have, those on order included; null for no cap." }),
  max_monthly_cost: orNull(costLimit())
    .optional()
    .openapi({
      description:
        "The most that the tenant's numbers may cost a month, those on order included; null for no cap. A number whose price is " +
        "unknown or in another currency cannot be bought under a cap.",
    }),
  caller_message: multiLineText()
    .max(500)
    .nullish()
    .openapi({
      description:
        "The announcement to callers while the tenant is suspended or closed. Null: the platform's `SUSPENDED_MESSAGE`. An empty text " +
        "rejects calls, which costs nothing.",
    }),
  redirect_allowed: z
    .boolean()
    .optional()
    .openapi({
      description:
        "Whether agents of the kind `redirect` answer calls to the tenant's numbers in the platform's Twilio account, too. The default " +
        "is `false`: the tenant's TwiML runs in that account, so it can dial anyone from any number of the account, at the platform's cost.",
    }),
}));

export const newTenant = lazily(() =>
  z
    .strictObject({
      name: tenantName(),
      reservation_limit: reservationLimit()
        .optional()
        .openapi({ description: "The most live reservations that the tenant may have at a time. The default is 10." }),
      ...settings(),
    })
    .openapi("NewTenant"),
);

export const tenantChange = lazily(() =>
  z
    .strictObject({
      name: tenantName().optional(),
      reservation_limit: reservationLimit()
        .optional()
        .openapi({ description: "The most live reservations that the tenant may have at a time." }),
      ...settings(),
    })
    .openapi("TenantChange"),
);

const statusReason = lazily(() => singleLineText().trim().min(1).max(500));

/** A suspension or a return to activity. */
export const statusChange = lazily(() =>
  z
    .strictObject({
      reason: statusReason()
        .optional()
        .openapi({ description: "The reason, which the tenant sees in `GET /v1/me` and in its event log." }),
    })
    .openapi("TenantStatusChange"),
);

const days = lazily(() => z.int().min(0).max(MAX_CLOSING_DAYS));

export const closure = lazily(() =>
  z
    .strictObject({
      reason: statusReason()
        .optional()
        .openapi({ description: "The reason, which stays in the tenant and in its event log." }),
      grace_days: days().optional().openapi({
        description:
          "Days until the tenant's numbers are released. The default is 30. Until then you can transfer them.",
      }),
      retention_days: days()
        .optional()
        .openapi({
          description:
            "Days until the tenant's data is exported to the archive and deleted. The default is 90; at least 11 days after the release " +
            "of the numbers, so that they have cooled off.",
        }),
    })
    .openapi("TenantClosure"),
);

export type TenantWire = z.infer<typeof tenant>;
export type TenantRow = typeof tenants.$inferSelect;

/** The tenant's cap on monthly cost; `null` for none. */
export const costLimitOf = (row: Pick<TenantRow, "costLimitAmount" | "costLimitCurrency">): Money | null =>
  moneyOf(row.costLimitAmount, row.costLimitCurrency);

export const toTenant = (row: TenantRow): TenantWire => ({
  id: row.id,
  name: row.name,
  status: row.status,
  status_reason: row.statusReason,
  status_since: isoTimeOrNull(row.statusSince),
  reservation_limit: row.reservationLimit,
  number_limit: row.numberLimit,
  max_monthly_cost: costLimitOf(row),
  caller_message: row.callerMessage,
  redirect_allowed: row.redirectAllowed,
  release_numbers_at: isoTimeOrNull(row.releaseAt),
  delete_data_at: isoTimeOrNull(row.deleteAt),
  data_deleted_at: isoTimeOrNull(row.deletedAt),
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const newApiKey = lazily(() =>
  z
    .strictObject({
      name: keyName().optional().openapi({ description: "A name for people. The default is `API key`." }),
      scopes: scopeList()
        .optional()
        .openapi({
          description:
            "The operations that the key may call; `numbers:*` stands for all scopes of a family. The default is every scope that a " +
            "tenant may have and that you have.",
        }),
      expires_at: z.iso
        .datetime({ offset: true })
        .nullish()
        .openapi({ description: "When the key stops working. By default it works until you revoke it." }),
    })
    .openapi("NewApiKey"),
);

export const toApiKey = (row: typeof apiKeys.$inferSelect): z.infer<typeof apiKey> => ({
  id: row.id,
  tenant_id: row.tenantId,
  name: row.name,
  hint: row.hint,
  scopes: [...readScopes(row.scopes)],
  created_at: isoTime(row.createdAt),
  expires_at: isoTimeOrNull(row.expiresAt),
  revoked_at: isoTimeOrNull(row.revokedAt),
  last_used_at: isoTimeOrNull(row.lastUsedAt),
});
