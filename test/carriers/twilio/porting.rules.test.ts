import { describe, expect, test } from "vitest";
import { accountSid, busy, e164, json, refusal } from "../line";
import { base, numberId, order, port, portability, portId, portingThatSays, portNumber } from "./porting-answers";

describe("portability", () => {
  test("a portable number, asked for in the account's name", async () => {
    const { porting, sent } = portingThatSays(
      json(portability({ number_type: "MOBILE", pin_and_account_number_required: "true" })),
    );
    expect(await porting.portability(e164)).toEqual({
      kind: "ok",
      value: { e164, isPortable: true, reason: null, isPinRequired: true, type: "mobile", country: "US" },
    });
    expect([sent[0]?.method, sent[0]?.url]).toEqual(["GET", `${base}/Portability/PhoneNumber/%2B14155550100`]);
  });

  test.each([
    [
      "200",
      json(portability({ portable: false, not_portable_reason: "UNSUPPORTED", not_portable_reason_code: 22130 })),
      "not_supported",
    ],
    [
      "400",
      json(
        portability({
          portable: "false",
          not_portable_reason: "MANUAL_PORTING_AVAILABLE",
          not_portable_reason_code: "22133",
        }),
        400,
      ),
      "operator_path_only",
    ],
    [
      "400 that does not say portable",
      json({ not_portable_reason: "ALREADY_IN_TWILIO_DIFFERENT_OWNER" }, 400),
      "already_at_carrier",
    ],
    ["400 as an error", refusal(400, 22131, "ALREADY_IN_THE_TARGET_ACCOUNT"), "already_at_platform"],
    ["400 as an error of a port under way", refusal(400, 22137, "Port in progress"), "already_porting"],
    [
      "200 with a reason nobody knows",
      json(portability({ portable: false, not_portable_reason: "MOON_PHASE" })),
      "portability_undetermined",
    ],
  ])("a number that is not portable: HTTP %s", async (_, answer, code) => {
    const { porting, sent } = portingThatSays(answer);
    expect(await porting.portability(e164)).toMatchObject({
      kind: "ok",
      value: { isPortable: false, reason: { code } },
    });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["as an error", () => refusal(400, 22135, "Internal")],
    ["as an answer", () => json(portability({ portable: false, not_portable_reason_code: 22135 }), 400)],
  ])("a failure inside Twilio %s is no answer about the number", async (_, answer) => {
    const { porting } = portingThatSays(answer());
    expect(await porting.portability(e164)).toEqual({
      kind: "unavailable",
      carrierCode: 22135,
      retryAfterSeconds: null,
    });
  });

  test("other refusals stay refusals, and an answer without a word about portability is none", async () => {
    expect(await portingThatSays(refusal(400, 20001)).porting.portability(e164)).toMatchObject({
      kind: "refused",
      carrierCode: 20001,
    });
    expect(await portingThatSays(refusal(401, 20003)).porting.portability(e164)).toMatchObject({
      code: "carrier_credentials_invalid",
    });
    const silent = portingThatSays(json(portability({ portable: null })), json({}), json({}));
    expect(await silent.porting.portability(e164)).toMatchObject({ kind: "unknown" });
  });
});

describe("ports", () => {
  test("are created with Twilio's own fields, and leading zeros stay", async () => {
    const { porting, sent } = portingThatSays(json(port({ port_in_request_status: "pending" }), 202));
    expect(await porting.createPort(order)).toMatchObject({
      kind: "ok",
      value: { id: portId, status: "in_review", rawStatus: "pending" },
    });
    expect([sent[0]?.method, sent[0]?.url, sent[0]?.headers.get("content-type")]).toEqual([
      "POST",
      `${base}/PortIn`,
      "application/json",
    ]);
    expect(await sent[0]?.json()).toEqual({
      account_sid: accountSid,
      documents: order.documentIds,
      phone_numbers: [{ phone_number: e164, pin: "0042" }, { phone_number: "+14155550102" }],
      losing_carrier_information: {
        customer_type: "Business",
        customer_name: "Acme Inc.",
        account_number: "00123",
        account_telephone_number: "+14155550101",
        authorized_representative: "Ada Byron",
        authorized_representative_email: "ada@example.com",
        address: { street: "1 Main St", city: "Oakland", state: "CA", zip: "02134", country: "US" },
      },
      notification_emails: [],
      target_port_in_date: "2026-12-20",
      target_port_in_time_range_start: "10:15:00-08:00",
    });
  });

  test("a lost answer to a creation is unknown and is not repeated; a 429 is repeated", async () => {
    const lost = portingThatSays(refusal(502, null));
    expect(await lost.porting.createPort(order)).toMatchObject({ kind: "unknown" });
    expect(lost.sent).toHaveLength(1);
    const later = portingThatSays(busy(), json(port(), 202));
    expect(await later.porting.createPort(order)).toMatchObject({ kind: "ok" });
    expect(later.sent).toHaveLength(2);
  });

  test("are read without PINs, account numbers and addresses", async () => {
    const { porting } = portingThatSays(json(port({ signature_request_url: "https://sign.example.com/1" })));
    const found = await porting.fetchPort(portId);
    expect(found).toEqual({
      kind: "ok",
      value: {
        id: portId,
        status: "in_review",
        rawStatus: "In review",
        cancellationReason: null,
        signatureUrl: "https://sign.example.com/1",
        supportTicketId: "123456",
        createdAt: Date.UTC(2026, 10, 29, 6, 52, 21),
        numbers: [
          {
            id: numberId,
            e164,
            status: "in_review",
            rawStatus: "In Review",
            type: "mobile",
            portAt: null,
            rejection: null,
            notPortable: null,
            statusAt: Date.UTC(2026, 10, 29, 6, 52, 21),
          },
        ],
      },
    });
    expect(JSON.stringify(found)).not.toMatch(/0012|Main St|port_out_pin|Acme/);
  });

  test.each([
    ["In review", "in_review"],
    ["IN_REVIEW", "in_review"],
    ["InReview", "in_review"],
    ["Waiting for Signature", "waiting_for_signature"],
    ["waiting-for-signature", "waiting_for_signature"],
    ["In progress", "in_progress"],
    ["Action Required", "action_required"],
    ["COMPLETED", "completed"],
    ["Cancelled", "canceled"],
    ["Canceled", "canceled"],
    ["Expired", "expired"],
    ["Canceling", "unknown"],
    ["On the moon", "unknown"],
    [null, "unknown"],
    ["constructor", "unknown"],
  ])("the status %s is %s", async (raw, status) => {
    const { porting } = portingThatSays(json(port({ port_in_request_status: raw })));
    expect(await porting.fetchPort(portId)).toMatchObject({ value: { status, rawStatus: raw } });
  });

  test.each([
    ["submitted", "submitted"],
    ["port_submitted", "submitted"],
    ["In progress", "submitted"],
    ["Pending", "pending"],
    ["port_pending", "pending"],
    ["PORT_REJECTED", "rejected"],
    ["completed", "completed"],
    ["cancelled", "canceled"],
    ["waiting_for_signature", "waiting_for_signature"],
    ["canceling", "unknown"],
  ])("a number's status %s is %s", async (raw, status) => {
    const answer = port({
      phone_numbers: [portNumber({ port_in_phone_number_status: raw, port_date: "2026-12-17T18:00:00Z" })],
    });
    expect(await portingThatSays(json(answer)).porting.fetchPort(portId)).toMatchObject({
      value: { numbers: [{ status, rawStatus: raw, portAt: Date.UTC(2026, 11, 17, 18) }] },
    });
  });

  test.each([
    ["INVALID_PIN", null, "passcode_pin_invalid"],
    [null, "INVALID_ACCOUNT_NUMBER", "account_number_mismatch"],
    [30001, "Invalid address", "location_mismatch"],
    ["30001", "The customer name on file differs", "entity_name_mismatch"],
    [null, "The PIN does not match the account number", "passcode_pin_invalid"],
    [null, "PHONE_NUMBER_WITH_CARRIER_RESTRICTION", "carrier_restriction"],
    ["MAIN_BTN_PORTING", "Main number", "main_btn_porting"],
    [7, "constructor", "other"],
  ])("a rejection by %s, %s is %s", async (carrierCode, text, code) => {
    const rejected = portNumber({
      port_in_phone_number_status: "rejected",
      rejection_reason_code: carrierCode,
      rejection_reason: text,
    });
    const expected = { code, carrierCode: carrierCode === null ? null : String(carrierCode), text };
    expect(await portingThatSays(json(port({ phone_numbers: [rejected] }))).porting.fetchPort(portId)).toMatchObject({
      value: { numbers: [{ status: "rejected", rejection: expected }] },
    });
  });

  test("a missing port is null, another port's answer counts for nothing, and so does a proxy's 404", async () => {
    expect(await portingThatSays(refusal(404, 20404)).porting.fetchPort(portId)).toEqual({ kind: "ok", value: null });
    expect(
      await portingThatSays(json(port({ port_in_request_sid: `KW${"9".repeat(32)}` }))).porting.fetchPort(portId),
    ).toMatchObject({ kind: "unknown" });
    expect(await portingThatSays(refusal(404, null)).porting.fetchPort(portId)).toMatchObject({ kind: "refused" });
  });

  test("are listed by token, from the day before, and a page that leads to itself ends it", async () => {
    const line = {
      port_in_request_sid: portId,
      port_in_request_status: "Completed",
      phone_numbers_requested: 2,
      phone_numbers_ported: "?",
      suggested_action: null,
    };
    const list = { port_in_requests: [line], meta: { next_token: "KW9", previous_token: null } };
    const { porting, sent } = portingThatSays(json(list), json(list));
    expect(await porting.listPorts({ ids: [portId, "KW2"], createdSince: Date.UTC(2026, 10, 29, 3) }, null)).toEqual({
      kind: "ok",
      value: {
        ports: [
          {
            id: portId,
            status: "completed",
            rawStatus: "Completed",
            requested: 2,
            ported: null,
            suggestedAction: null,
          },
        ],
        next: "KW9",
      },
    });
    expect(sent[0]?.url).toBe(
      `${base}/PortIn/PortInRequests?Size=100&PortInRequestSid=${portId}%2CKW2&CreatedAfter=2026-11-28`,
    );
    expect(await porting.listPorts({}, "KW9")).toMatchObject({ kind: "unknown" });
    expect(sent[1]?.url).toBe(`${base}/PortIn/PortInRequests?Size=100&Token=KW9`);
  });

  test("are cancelled whole or by number, and cancelling a missing one is no error", async () => {
    const { porting, sent } = portingThatSays(
      new Response(null, { status: 204 }),
      refusal(404, 20404),
      refusal(409, 22150),
    );
    expect(await porting.cancelPort(portId)).toEqual({ kind: "ok", value: null });
    expect(await porting.cancelPortNumber(portId, numberId)).toEqual({ kind: "ok", value: null });
    expect(await porting.cancelPort(portId)).toMatchObject({ kind: "refused", carrierCode: 22150 });
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `DELETE ${base}/PortIn/${portId}`,
      `DELETE ${base}/PortIn/${portId}/PhoneNumber/${numberId}`,
      `DELETE ${base}/PortIn/${portId}`,
    ]);
  });
});
