import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/**
 * A path of the API leads to a folder: the `routes.ts` of each operation stands in a folder, or a group, that has the name of one
 * of the path's nouns. So a newcomer finds the code of `/v1/phone-numbers/{id}/readiness` in `operations/readiness`.
 */

const src = resolve(import.meta.dirname, "../../../src");

/** Operations whose folder has another name, with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  "/v1/available-phone-numbers": "acquisition/search", // The folder is named for the tenant's step: search, reserve, order.
  "/v1/available-countries": "acquisition/search",
  "/v1/phone-numbers/{phone_number_id}/restore": "acquisition/orders", // A restoration is an order of the same number.
  "/v1/phone-numbers/{phone_number_id}/unassign": "inventory/assignments",
  "/v1/phone-numbers/{phone_number_id}/history": "acquisition/transfers", // A history spans the number's owners.
  "/v1/carrier-accounts/{carrier_account_id}/numbers": "acquisition/imports", // They can be imported.
  "/v1/carrier-accounts/{carrier_account_id}/detach": "acquisition/imports", // It undoes an import.
  "/v1/phone-numbers/{phone_number_id}/detach": "acquisition/imports",
  "/v1/phone-numbers/{phone_number_id}/detach/preview": "acquisition/imports",
  "/v1/sip-trunks/{sip_trunk_id}/phone-numbers": "acquisition/trunk-numbers", // They come into the inventory.
  "/v1/sip-trunks/{sip_trunk_id}/phone-numbers/{phone_number_id}": "acquisition/trunk-numbers",
  "/v1/me": "acquisition/account", // It shows how much of its caps the tenant uses.
  "/v1/webhook-refusals": "traffic/usage", // They are counted per number and day, as usage is.
  "/metrics": "operations/health",
};

const operations = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("/routes.ts") && !path.startsWith("twilio-sandbox"))
  .flatMap((path) =>
    [...readFileSync(join(src, path), "utf8").matchAll(/\bpath: "(\/[^"]+)"/g)].map(([, route = ""]) => ({
      route,
      folder: path.replace(/\/routes\.ts$/, ""),
    })),
  );

const singular = (noun: string): string => noun.replace(/s$/, "");
const isAbout = (folder: string, noun: string): boolean =>
  singular(folder).startsWith(singular(noun)) || singular(noun).startsWith(singular(folder));

test("the sweep sees the API", () => {
  expect(operations.length).toBeGreaterThan(85);
  expect(Object.keys(elsewhere).filter((route) => !operations.some((each) => each.route === route))).toEqual([]);
});

test("each operation is implemented in the folder that its path names", () => {
  const lost = operations.filter(({ route, folder }) => {
    if (route in elsewhere) return elsewhere[route] !== folder;
    const nouns = route.split("/").filter((part) => part !== "" && part !== "v1" && !part.startsWith("{"));
    return !folder.split("/").some((name) => nouns.some((noun) => isAbout(name, noun)));
  });
  expect(lost).toEqual([]);
});
