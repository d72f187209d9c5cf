import fc from "fast-check";
import type { PreflightFacts, PreflightNumber } from "#porting/preflight/facts";
import type { PostalAddress } from "#porting/rules/us-address";

/** Drafts for tests of the pre-flight check. */

export const now = Date.UTC(2026, 10, 23, 15);

export const address = (fields: Partial<PostalAddress> = {}): PostalAddress => ({
  street: "500 W Madison St",
  street_2: "Suite 800",
  city: "Chicago",
  state: "IL",
  postal_code: "60661",
  country: "US",
  ...fields,
});

export const number = (e164: string, fields: Partial<PreflightNumber> = {}): PreflightNumber => ({
  e164,
  country: "US",
  type: "local",
  losingCarrier: null,
  hasPin: false,
  portability: { isPortable: true, reason: null, needsPin: false },
  isOwnedHere: false,
  isInOpenPort: false,
  ...fields,
});

/** A draft without any finding, with fields replaced. */
export function draft(
  details: Partial<PreflightFacts["details"]> = {},
  others: Partial<Omit<PreflightFacts, "details">> = {},
): PreflightFacts {
  return {
    status: "draft",
    path: "twilio",
    details: {
      losing_carrier: "Example Telephone",
      customer: { type: "business", name: "Acme Incorporated" },
      authorized_person: { name: "Ada Lovelace", email: "ada@example.com", phone: null },
      service_address: address(),
      billing_address: null,
      billing_telephone_number: "+13125550100",
      bill: { customer_name: "ACME INC.", address: address({ street: "500 West Madison Street" }), date: "2026-11-15" },
      desired: null,
      scope: "full",
      remaining_numbers: null,
      configuration: { agent_id: "agt_1", routing: null, tags: [] },
      ...details,
    },
    secrets: { accountNumber: "0012345678901", pin: null },
    numbers: [number("+13125550100"), number("+13125550101")],
    documents: [{ kind: "bill", status: "stored" }],
    reasons: [],
    now,
    ...others,
  };
}

const names = fc.constantFrom(
  "Acme Incorporated",
  "ACME INC",
  "Acme LLC",
  "The Acme Company",
  "Byron & Sons",
  "Ada Lovelace",
  "Lovelace, Ada",
  "Charles Babbage",
  "Ada",
  "Łucja Öztürk",
  ".",
);

const anyName = fc.oneof({ weight: 9, arbitrary: names }, fc.string({ unit: "grapheme", minLength: 1 }));

const addresses = fc.oneof(
  fc.record({
    street: fc.constantFrom(
      "500 W Madison St",
      "500 West Madison Street #800",
      "PO Box 7",
      "12 Calle Luna",
      "1 Main St PMB 4",
    ),
    street_2: fc.constantFrom(null, "Suite 800", "Ste. 801", "800", "5th floor"),
    city: fc.constantFrom("Chicago", "CHICAGO", "San Juan", "Reno"),
    state: fc.constantFrom("IL", "Illinois", "PR", "NV"),
    postal_code: fc.constantFrom("60661", "60661-3655", "00926", "89501"),
    country: fc.constantFrom("US", "US", "US", "PR", "CA", "DE"),
  }),
  fc.record({
    street: fc.string({ unit: "grapheme" }),
    street_2: fc.option(fc.string()),
    city: fc.string(),
    state: fc.string(),
    postal_code: fc.string(),
    country: fc.constantFrom("US", "PR", "FR"),
  }),
);

const e164s = fc.constantFrom(
  ..."0123456789".split("").map((digit) => `+1312555010${digit}`),
  "+18005550100",
  "+4930901820",
);

const numbers = fc.uniqueArray(
  fc.record({
    e164: e164s,
    country: fc.constantFrom("US", "US", "US", "CA", "DE"),
    type: fc.constantFrom("local", "local", "mobile", "toll_free"),
    losingCarrier: fc.constantFrom(null, null, "Verizon", "verizon ", "AT&T"),
    hasPin: fc.boolean(),
    portability: fc.option(
      fc.record({
        isPortable: fc.constantFrom(true, true, false, null),
        reason: fc.option(
          fc.constantFrom(
            { code: "not_supported", detail: "Twilio does not serve this rate center." },
            { code: "operator_path_only", detail: "By hand only." },
          ),
        ),
        needsPin: fc.constantFrom(null, true, false),
      }),
    ),
    isOwnedHere: fc.boolean(),
    isInOpenPort: fc.boolean(),
  }),
  { selector: ({ e164 }) => e164, maxLength: 8 },
) as fc.Arbitrary<PreflightNumber[]>;

const times = fc.constantFrom(null, "00:00", "08:00", "10:00", "17:00", "18:30");

/** Drafts as people leave them: some all right, many with several faults at once. */
export const drafts: fc.Arbitrary<PreflightFacts> = fc
  .record({
    losing_carrier: fc.constantFrom(null, "Verizon Wireless", "AT&T", "Example Telephone"),
    customer: fc.option(fc.record({ type: fc.constantFrom("business", "individual"), name: anyName })),
    authorized_person: fc.option(
      fc.record({ name: anyName, email: fc.constant("ada@example.com"), phone: fc.constant(null) }),
    ),
    service_address: fc.option(addresses),
    billing_address: fc.option(addresses),
    billing_telephone_number: fc.option(e164s),
    bill: fc.option(
      fc.record({
        customer_name: fc.option(anyName),
        address: fc.option(addresses),
        date: fc.constantFrom(null, "2026-11-15", "2026-10-01", "2026-12-24", "2024-02-29"),
      }),
    ),
    desired: fc.option(
      fc.record({
        date: fc.constantFrom("2026-12-01", "2026-11-24", "2026-12-05", "2027-03-01", "2026-02-30", "soon"),
        window_start: times,
        window_end: times,
        time_zone: fc.constantFrom("America/Chicago", "Moon/Base"),
      }),
    ),
    scope: fc.constantFrom("full", "partial"),
    remaining_numbers: fc.option(
      fc.record({ action: fc.constantFrom("keep", "disconnect"), new_billing_telephone_number: fc.option(e164s) }),
    ),
    configuration: fc.constantFrom(
      { agent_id: "agt_1", routing: null, tags: [] },
      { agent_id: null, routing: null, tags: [] },
    ),
  })
  .chain((made) =>
    // Bills often show the billing address.
    fc.boolean().map((isSame) => (isSame ? { ...made, billing_address: made.bill?.address ?? null } : made)),
  )
  .chain((details) =>
    fc.record({
      status: fc.constantFrom("draft", "exception"),
      path: fc.constantFrom("twilio", "operator"),
      details: fc.constant(details),
      secrets: fc.record({
        accountNumber: fc.constantFrom(null, "0012345678901", "XXXXXX4711", "4711", "3125550100", "13125550101"),
        pin: fc.constantFrom(null, "004217", "0000", "1234", "42", "A1B2C3", "123456789"),
      }),
      numbers,
      documents: fc.array(
        fc.record({
          kind: fc.constantFrom("bill", "csr", "loa", "other"),
          status: fc.constantFrom("stored", "scanning", "rejected"),
        }),
        { maxLength: 3 },
      ),
      reasons: fc.array(
        fc.constantFrom(
          { code: "account_number_mismatch", detail: "The account number does not match." },
          { code: "other", detail: "Another reason." },
        ),
        { maxLength: 1 },
      ),
      now: fc.constantFrom(now, now + 30 * 86_400_000),
    }),
  ) as fc.Arbitrary<PreflightFacts>;
