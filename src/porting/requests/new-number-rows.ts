import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf } from "#kernel/values/phone";
import type { NumberGroup } from "./number-groups";
import type { NamedNumber } from "./number-input";
import type { NumberSettingFields } from "./number-wire";
import { sealNumberPin } from "./secrets";
import { toSettings } from "./settings-wire";
import type { PortingNumberRow, PortingRequestRow } from "./table";

/** The rows of numbers that are new in a draft. */
export const newNumberRows = (
  ctx: Pick<Context, "vault" | "newId" | "now">,
  request: Pick<PortingRequestRow, "id" | "tenantId">,
  named: readonly NamedNumber<NumberSettingFields>[],
): Promise<PortingNumberRow[]> =>
  Promise.all(
    named.map(async ({ e164, settings }) => {
      const owner = { id: ctx.newId("portingNumber"), tenantId: request.tenantId };
      return {
        ...owner,
        portingRequestId: request.id,
        e164,
        status: "pending" as const,
        statusSince: ctx.now,
        isOpen: false,
        ...countryAndTypeOf(e164),
        losingCarrier: settings?.losing_carrier ?? null,
        ...(await sealNumberPin(ctx.vault, owner, settings?.pin ?? null)),
        configuration: settings?.configuration ? toSettings(settings.configuration) : null,
        focAt: null,
        messagingStatus: "not_applicable" as const,
        rejection: null,
        carrierNumberId: null,
        carrierStatus: null,
        phoneNumberId: null,
        provedBy: null,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      };
    }),
  );

/** The groups of a request's numbers by its rows. */
export const groupsOf = (rows: readonly PortingNumberRow[]): NumberGroup[] => rows.map((row) => ({ ...row, count: 1 }));
