import { etagOf, firstEtag } from "#kernel/http/etag";
import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, other, page, READ_ONLY, type ReadOnlyOf, versioned } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { connectAccount } from "./connect-account";
import { type AccountDeletion, deleteAccount } from "./delete-account";
import { listCarrierAccounts, requireAccount } from "./queries";
import type { CarrierAccount, CarrierAccountVerification } from "./responses";
import { rotateSigningKey } from "./rotate-signing-key";
import { updateAccount } from "./update-account";
import { type ReportStatus, verifyAccount, verifyLater } from "./verify-account";
import { carrierAccountChange, newCarrierAccount, toAccountVerification, toCarrierAccount } from "./wire";

const create = operation({
  id: "createCarrierAccount",
  method: "post",
  path: "/v1/carrier-accounts",
  access: needs("accounts:write"),
  idempotent: true,
  body: newCarrierAccount,
  success: { 201: versioned<CarrierAccount>() },
  failures: ["carrier_account_connected", "carrier_account_limit_reached", "changed_meanwhile"],
});

const list = operation({
  id: "listCarrierAccounts",
  method: "get",
  path: "/v1/carrier-accounts",
  access: needs("accounts:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<CarrierAccount>() },
});

const get = operation({
  id: "getCarrierAccount",
  method: "get",
  path: "/v1/carrier-accounts/{carrier_account_id}",
  access: needs("accounts:read"),
  success: { 200: versioned<CarrierAccount>() },
});

const OTHER_ACCOUNT = "This field is read-only. Connect another account or region by POST /v1/carrier-accounts.";

const change = operation({
  id: "updateCarrierAccount",
  method: "patch",
  path: "/v1/carrier-accounts/{carrier_account_id}",
  access: needs("accounts:write"),
  conditional: true,
  body: carrierAccountChange,
  readOnly: {
    id: READ_ONLY,
    account_sid: OTHER_ACCOUNT,
    region: OTHER_ACCOUNT,
    secrets: "This field is read-only. Send the secrets themselves, for example `auth_token`.",
    status: READ_ONLY,
    verified_at: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<CarrierAccount, typeof carrierAccountChange>,
  success: { 200: versioned<CarrierAccount>() },
  failures: ["carrier_account_in_use", "changed_meanwhile"],
});

const end = operation({
  id: "deleteCarrierAccount",
  method: "delete",
  path: "/v1/carrier-accounts/{carrier_account_id}",
  access: needs("accounts:write"),
  conditional: true,
  success: { 204: other },
  failures: ["carrier_account_in_use", "changed_meanwhile"],
});

const verify = operation({
  id: "verifyCarrierAccount",
  method: "post",
  path: "/v1/carrier-accounts/{carrier_account_id}/verify",
  access: needs("accounts:write"),
  success: { 200: json<CarrierAccountVerification>() },
});

const verification = operation({
  id: "getCarrierAccountVerification",
  method: "get",
  path: "/v1/carrier-accounts/{carrier_account_id}/verification",
  access: needs("accounts:read"),
  success: { 200: json<CarrierAccountVerification>() },
});

const rotate = operation({
  id: "rotateCarrierAccountSigningKey",
  method: "post",
  path: "/v1/carrier-accounts/{carrier_account_id}/rotate-signing-key",
  access: needs("accounts:write"),
  idempotent: true,
  success: { 200: versioned<CarrierAccount>() },
  failures: ["illegal_transition", "carrier_unavailable", "changed_meanwhile"],
});

export type CarrierAccountOperations =
  | typeof create
  | typeof list
  | typeof get
  | typeof change
  | typeof end
  | typeof verify
  | typeof verification
  | typeof rotate;

/** The parts come from the inventory and from the findings, which rank higher. */
export interface CarrierAccountParts extends Omit<AccountDeletion, "ifMatch"> {
  readonly report: ReportStatus;
}

export const carrierAccountRoutes = ({ numbersOf, report, closeFindings }: CarrierAccountParts) =>
  createRouter()
    .operation(create, async (c) => {
      const made = await connectAccount(ctxOf(c), c.req.valid("json"));
      verifyLater(ctxOf(c), made.id, report);
      return c.json(made, 201, { ETag: firstEtag, Location: `/v1/carrier-accounts/${made.id}` });
    })
    .operation(list, async (c) => {
      const found = await listCarrierAccounts(ctxOf(c), c.req.valid("query"));
      return c.json(listPage(c, found.rows.map(toCarrierAccount), found.nextCursor), 200);
    })
    .operation(get, async (c) => {
      const row = await requireAccount(ctxOf(c), c.req.valid("param").carrier_account_id);
      return c.json(toCarrierAccount(row), 200, { ETag: etagOf(row.version) });
    })
    .operation(change, async (c) => {
      const { carrier_account_id } = c.req.valid("param");
      const row = await updateAccount(ctxOf(c), carrier_account_id, c.req.valid("json"), {
        ifMatch: c.req.valid("header")["if-match"],
        numbersOf,
      });
      if (row.status === "unverified") verifyLater(ctxOf(c), row.id, report);
      return c.json(toCarrierAccount(row), 200, { ETag: etagOf(row.version) });
    })
    .operation(end, async (c) => {
      const ifMatch = c.req.valid("header")["if-match"];
      await deleteAccount(ctxOf(c), c.req.valid("param").carrier_account_id, {
        ifMatch,
        numbersOf,
        closeFindings,
      });
      return c.body(null, 204);
    })
    .operation(verify, async (c) =>
      c.json(
        toAccountVerification(await verifyAccount(ctxOf(c), c.req.valid("param").carrier_account_id, report)),
        200,
      ),
    )
    .operation(verification, async (c) =>
      c.json(toAccountVerification(await requireAccount(ctxOf(c), c.req.valid("param").carrier_account_id)), 200),
    )
    .operation(rotate, async (c) => {
      const { account, version } = await rotateSigningKey(ctxOf(c), c.req.valid("param").carrier_account_id);
      return c.json(account, 200, { ETag: etagOf(version) });
    });
