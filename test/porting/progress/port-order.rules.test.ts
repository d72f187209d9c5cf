import { expect, test } from "vitest";
import { portOrderOf } from "#porting/progress/port-order";
import type { PortingDetails } from "#porting/requests/values";

const details: PortingDetails = {
  losing_carrier: "Verizon",
  customer: { type: "business", name: "Acme Incorporated" },
  authorized_person: { name: "Ada Lovelace", email: "ada@example.com", phone: null },
  service_address: {
    street: "1 Main St",
    street_2: "Suite 4",
    city: "Chicago",
    state: "IL",
    postal_code: "60661",
    country: "US",
  },
  billing_address: null,
  billing_telephone_number: "+13125550100",
  bill: null,
  desired: null,
  scope: "full",
  remaining_numbers: null,
  configuration: { agent_id: null, routing: null, tags: [] },
};
const parts = { numbers: [{ e164: "+13125550100", pin: "0042" }], accountNumber: "0012", documentIds: ["RD1"] };

const orderWith = (changes: Partial<PortingDetails>) => portOrderOf({ ...parts, details: { ...details, ...changes } });

test("an order has what Twilio needs, with leading zeros", () => {
  expect(orderWith({})).toEqual({
    kind: "order",
    order: {
      losingCarrier: {
        customerType: "business",
        customerName: "Acme Incorporated",
        accountNumber: "0012",
        billingTelephoneNumber: "+13125550100",
        authorizedPerson: { name: "Ada Lovelace", email: "ada@example.com" },
        address: {
          street: "1 Main St",
          street2: "Suite 4",
          city: "Chicago",
          state: "IL",
          postalCode: "60661",
          country: "US",
        },
      },
      numbers: parts.numbers,
      documentIds: ["RD1"],
      notificationEmails: [],
      desired: null,
    },
  });
});

test("the desired window has the offset of its zone on that day", () => {
  const windowOf = (date: string, time_zone: string) => {
    const result = orderWith({ desired: { date, window_start: "10:15", window_end: null, time_zone } });
    return result.kind === "order" ? result.order.desired : null;
  };
  expect(windowOf("2026-12-15", "America/Los_Angeles")).toEqual({
    date: "2026-12-15",
    windowStart: "10:15:00-08:00",
    windowEnd: null,
  });
  expect(windowOf("2026-07-15", "America/Los_Angeles")?.windowStart).toBe("10:15:00-07:00");
  expect(windowOf("2026-07-15", "Etc/UTC")?.windowStart).toBe("10:15:00+00:00");
});

test("fields that are missing are named by their pointers", () => {
  expect(portOrderOf({ ...parts, documentIds: [], details: { ...details, customer: null } })).toEqual({
    kind: "incomplete",
    pointers: ["/customer", "/documents"],
  });
  expect(orderWith({ authorized_person: null, service_address: null })).toEqual({
    kind: "incomplete",
    pointers: ["/authorized_person", "/service_address"],
  });
});
