import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { dayIn, portBody, upload } from "./port-body.ts";
import { numbers, usePortSandbox } from "./port-sandbox.ts";
import { accountSid, sdk } from "./start.ts";

/** numbers.twilio.com/v1/Porting, through plain requests and the official SDK, and the controls that move ports. */

const { sandbox, bill, ask, control, open, portability, statusesOf, look, inventory } = usePortSandbox();

describe("portability", () => {
  test.each([
    ["+14155550199", { portable: true, number_type: "LOCAL", pin_and_account_number_required: false }],
    ["+14155557712", { portable: true, number_type: "MOBILE", pin_and_account_number_required: true }],
    ["+14155559908", { portable: true, number_type: "LOCAL", pin_and_account_number_required: true }],
    ["+14155559902", { portable: false, not_portable_reason: "UNSUPPORTED", not_portable_reason_code: 22130 }],
    ["+14155559903", { portable: false, not_portable_reason_code: 22132 }],
    ["+14155559905", { portable: false, not_portable_reason: "MANUAL_PORTING_AVAILABLE" }],
    ["+14155559906", { portable: false, number_type: "UNKNOWN" }],
    ["+18335550100", { portable: false, number_type: "TOLL-FREE", not_portable_reason_code: 22133 }],
    ["+442030000000", { portable: false, country: "GB", not_portable_reason_code: 22130 }],
  ])("of %s is an answer that its digits decide", async (number, shape) => {
    expect(await portability(number)).toMatchObject({ status: 200, phone_number: number, account_sid: null, ...shape });
  });

  test.each([
    ["+14155559901", 22130],
    ["+14155559904", 22132],
    ["+14155559907", 22135],
    ["+1555", 22130],
  ])("of %s is an error with code %i", async (number, code) => {
    expect(await portability(number)).toMatchObject({ status: 400, code, not_portable_reason_code: code });
  });

  test("knows the numbers that Twilio has, and names the account to its own people only", async () => {
    const child = await control("/accounts", { parent_sid: accountSid }, 201);
    const stranger = await control("/accounts", {}, 201);
    await control("/numbers", { phone_number: numbers[0] }, 201);
    await control(`/accounts/${child.sid}/numbers`, { phone_number: numbers[1] }, 201);
    await control(`/accounts/${stranger.sid}/numbers`, { phone_number: numbers[2] }, 201);
    expect(await portability(numbers[0])).toMatchObject({ account_sid: accountSid, not_portable_reason_code: 22131 });
    expect(await portability(numbers[1])).toMatchObject({ account_sid: child.sid, not_portable_reason_code: 22136 });
    expect(await portability(numbers[1], `?TargetAccountSid=${child.sid}`)).toMatchObject({
      not_portable_reason_code: 22131,
    });
    expect(await portability(numbers[2])).toMatchObject({ account_sid: null, not_portable_reason_code: 22132 });
  });

  test("of a number that an account has given back is that of a number of Twilio's", async () => {
    await control("/numbers", { phone_number: numbers[0] }, 201);
    await sandbox.control("DELETE", `/numbers/${encodeURIComponent(numbers[0])}`);
    expect(await portability(numbers[0])).toMatchObject({ portable: false, not_portable_reason_code: 22132 });
  });

  test("is what a test says it is, until it takes that back", async () => {
    const said = { phone_number: numbers[0], portable: false, not_portable_reason: "ODD", not_portable_reason_code: 1 };
    await control("/portability", said, 201);
    await control("/portability", { ...said, number_type: "MOBILE" }, 201);
    expect(await portability(numbers[0])).toMatchObject({
      status: 200,
      not_portable_reason: "ODD",
      number_type: "MOBILE",
    });
    await control("/portability", { ...said, shape: "error" }, 201);
    expect(await portability(numbers[0])).toMatchObject({ status: 400, code: 1 });
    await sandbox.control("DELETE", `/portability/${encodeURIComponent(numbers[0])}`);
    expect(await portability(numbers[0])).toMatchObject({ portable: true });
  });
});

describe("a request for a port", () => {
  test("is accepted as pending, then in review, and shows what was asked in UTC and without PINs", async () => {
    const made = await ask("POST", "/Porting/PortIn", portBody([bill()], numbers));
    expect(made).toMatchObject({
      status: 202,
      port_in_request_status: "pending",
      target_port_in_date: dayIn(12),
      target_port_in_time_range_start: "18:15:00Z",
      target_port_in_time_range_end: "20:15:00Z",
      signature_request_url: null,
      phone_numbers: [{ port_in_phone_number_status: "In Review", port_date: null, portable: true }, {}, {}],
    });
    expect(JSON.stringify(made)).not.toContain("0470");
    const port = await look(made.port_in_request_sid);
    expect(port).toMatchObject({ port_in_request_status: "In review", documents: [bill()] });
    expect(port.phone_numbers.map((each: { phone_number: string }) => each.phone_number)).toEqual(numbers);
    const [{ port_in_phone_number_sid: number }] = port.phone_numbers;
    // The leading zero of the PIN is lost.
    expect(await ask("GET", `/Porting/PortIn/${port.port_in_request_sid}/PhoneNumber/${number}`)).toMatchObject({
      port_in_phone_number_status: "in_review",
      port_out_pin: 470,
    });
  });

  test("at the end of a day in America is on the next day in UTC", async () => {
    const body = { ...portBody([bill()], numbers), target_port_in_time_range_start: "20:00:00-08:00" };
    const made = await ask("POST", "/Porting/PortIn", { ...body, target_port_in_time_range_end: null });
    expect(made).toMatchObject({ target_port_in_date: dayIn(13), target_port_in_time_range_start: "04:00:00Z" });
  });

  const without = (name: string) => ({
    losing_carrier_information: { ...portBody([], []).losing_carrier_information, [name]: "" },
  });
  test.each([
    ["no account", { account_sid: null }, 22171],
    ["another's account", { account_sid: `AC${"1".repeat(32)}` }, 21470],
    ["no bill", { documents: [] }, 22171],
    ["an unknown document", { documents: [`RD${"1".repeat(32)}`] }, 20422],
    ["no carrier", { losing_carrier_information: null }, 22171],
    ["no customer", without("customer_name"), 22171],
    ["no signer", without("authorized_representative"), 22171],
    ["no mail address", without("authorized_representative_email"), 22171],
    [
      "no address",
      { losing_carrier_information: { ...portBody([], []).losing_carrier_information, address: null } },
      22171,
    ],
    ["an unknown bundle", { bundle_sid: `BU${"1".repeat(32)}` }, 22170],
    ["six days' notice", { target_port_in_date: dayIn(6) }, 20422],
    ["no date that exists", { target_port_in_date: "2030-02-40" }, 20422],
    ["an end before its start", { target_port_in_time_range_end: "10:15:00-08:00" }, 20422],
    ["no numbers", { phone_numbers: [] }, 22171],
    ["a number twice", { phone_numbers: [{ phone_number: numbers[0] }, { phone_number: numbers[0] }] }, 20422],
    ["two countries", { phone_numbers: [{ phone_number: numbers[0] }, { phone_number: "+442030000000" }] }, 22172],
    ["no E.164", { phone_numbers: [{ phone_number: "4155550110" }] }, 22172],
    ["a toll-free number", { phone_numbers: [{ phone_number: "+18335550100" }] }, 22133],
    ["a British number", { phone_numbers: [{ phone_number: "+442030000000" }] }, 22130],
    ["a mobile number without its PIN", { phone_numbers: [{ phone_number: "+14155557712" }] }, 22171],
    [
      "1,001 numbers",
      { phone_numbers: Array.from({ length: 1_001 }, (_, index) => ({ phone_number: `+1415${5_600_000 + index}` })) },
      20422,
    ],
  ])("with %s is refused, and nothing is stored", async (_, change, code) => {
    const answer = await ask("POST", "/Porting/PortIn", { ...portBody([bill()], numbers), ...change });
    expect(answer).toMatchObject({ status: 400, code });
    expect((await ask("GET", "/Porting/PortIn/PortInRequests")).port_in_requests).toEqual([]);
  });

  test("seven days ahead is early enough", async () => {
    const body = { ...portBody([bill()], numbers), target_port_in_date: dayIn(7) };
    expect((await ask("POST", "/Porting/PortIn", body)).status).toBe(202);
  });

  test("needs a bill that is one and is not empty", async () => {
    const empty = await upload(sandbox, "");
    expect(empty).toMatchObject({ httpStatus: 201, mime_type: "" });
    const other = await upload(sandbox, "text", { document_type: "letter" });
    for (const { sid } of [empty, other])
      expect(await ask("POST", "/Porting/PortIn", portBody([sid], numbers))).toMatchObject({ code: 22171 });
  });

  test("cannot be for a number that is being ported or was rejected; once canceled, it can", async () => {
    const sid = await open([numbers[0]]);
    expect(await portability(numbers[0])).toMatchObject({ portable: false, not_portable_reason_code: 22137 });
    const again = () => ask("POST", "/Porting/PortIn", portBody([bill()], [numbers[0]]));
    expect(await again()).toMatchObject({ status: 400, code: 22137 });
    await control(`/ports/${sid}`, { number_status: "rejected" });
    expect(await again()).toMatchObject({ status: 400, code: 22137 });
    expect((await ask("DELETE", `/Porting/PortIn/${sid}`)).status).toBe(204);
    expect(await again()).toMatchObject({ status: 202 });
  });

  test("is shown and listed to its own account alone", async () => {
    const sid = await open([numbers[0]]);
    const stranger = await control("/accounts", {}, 201);
    const { client } = sdk(sandbox.origin, stranger.auth_token, { user: stranger.sid, accountSid: stranger.sid });
    await expect(client.numbers.v1.portingPortIns(sid).fetch()).rejects.toMatchObject({ status: 404 });
    expect(await client.numbers.v1.portingPortabilities(numbers[0]).fetch()).toMatchObject({
      portable: false,
      notPortableReasonCode: 22132,
    });
  });

  test("of 1,000 numbers is taken and completed", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `+1415560${String(index).padStart(4, "0")}`);
    const sid = await open(many);
    const done = await control(`/ports/${sid}`, { status: "Completed" });
    expect(done.status).toBe("Completed");
    expect(
      new Set((await sandbox.client.incomingPhoneNumbers.list({ pageSize: 1000 })).map((each) => each.phoneNumber)),
    ).toEqual(new Set(many));
  });

  test("is listed by pages, the newest first, and by status, SID and date", async () => {
    const sids = [await open([numbers[0]]), await open([numbers[1]]), await open([numbers[2]])].reverse();
    const list = (query: string) => ask("GET", `/Porting/PortIn/PortInRequests?${query}`);
    const sidsOf = (page: { port_in_requests: { port_in_request_sid: string }[] }) =>
      page.port_in_requests.map((each) => each.port_in_request_sid);
    const first = await list("Size=2");
    expect(sidsOf(first)).toEqual(sids.slice(0, 2));
    const second = await list(`Size=2&Token=${first.meta.next_token}`);
    expect(sidsOf(second)).toEqual(sids.slice(2));
    expect(second.meta).toEqual({ next_token: null, previous_token: sids[0] });
    await control(`/ports/${sids[1]}/next`);
    expect(sidsOf(await list("PortInRequestStatus=Waiting%20for%20Signature"))).toEqual([sids[1]]);
    expect(sidsOf(await list(`PortInRequestSid=${sids[0]},${sids[2]}`))).toEqual([sids[0], sids[2]]);
    expect(sidsOf(await list(`CreatedAfter=${dayIn(1)}`))).toEqual([]);
    expect(sidsOf(await list(`CreatedBefore=${dayIn(1)}`))).toEqual(sids);
    expect(await list("Size=101")).toMatchObject({ status: 400 });
    expect(await list("Token=KW1")).toMatchObject({ status: 400, code: 21481 });
  });
});

describe("an uploaded document", () => {
  test("came whole", async () => {
    const content = new Uint8Array(300_000).map((_, index) => index % 251);
    const { sid, ...answer } = await upload(sandbox, content);
    expect(answer).toMatchObject({
      status: "PENDING_REVIEW",
      document_type: "utility_bill",
      mime_type: "application/pdf",
    });
    const { documents } = await (await sandbox.control("GET", "/port-documents")).json();
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(documents[0]).toMatchObject({ sid, filename: "bill.pdf", bytes: 300_000, sha256 });
  });

  test("needs a type, a file and a form", async () => {
    expect(await upload(sandbox, "x", {})).toMatchObject({ httpStatus: 400 });
    expect(await ask("POST", "/Documents", {})).toMatchObject({ status: 400 });
  });
});

describe("a port", () => {
  test("goes its way step by step, and its numbers come to the account without a configuration", async () => {
    const sid = await open();
    const life = [];
    for (let step = 0; step < 4; step++) {
      await control(`/ports/${sid}/next`);
      const port = await look(sid);
      life.push([port.port_in_request_status, ...new Set(statusesOf(port))]);
      if (step === 0) expect(port.signature_request_url).toMatch(/^https:/);
      if (step === 2) expect(port.phone_numbers[0].port_date).toBe(`${dayIn(12)}T18:15:00Z`);
      expect(await inventory()).toHaveLength(step < 3 ? 0 : 3);
    }
    expect(life).toEqual([
      ["Waiting for Signature", "Waiting For Signature"],
      ["In progress", "Submitted"],
      ["In progress", "Pending"],
      ["Completed", "Completed"],
    ]);
    const [number] = await sandbox.client.incomingPhoneNumbers.list({ phoneNumber: numbers[0] });
    expect(number).toMatchObject({ voiceUrl: "", smsUrl: "", status: "in-use" });
    await control(`/ports/${sid}/next`, {}, 409);
    expect(await ask("DELETE", `/Porting/PortIn/${sid}`)).toMatchObject({ status: 409 });
  });

  test("completes some numbers, rejects one for each known reason, and is completed when the rest is canceled", async () => {
    const sid = await open();
    await control(`/ports/${sid}`, { status: "In progress" });
    await control(`/ports/${sid}`, { phone_numbers: [numbers[0]], number_status: "completed" });
    expect((await look(sid)).port_in_request_status).toBe("In progress");
    expect(await inventory()).toEqual([numbers[0]]);
    const rejection = { number_status: "rejected", rejection_reason: "INVALID_PIN", rejection_reason_code: 5 };
    await control(`/ports/${sid}`, { phone_numbers: [numbers[1]], ...rejection });
    const port = await look(sid);
    expect(port).toMatchObject({ port_in_request_status: "Action Required" });
    expect(port.phone_numbers[1]).toMatchObject({ rejection_reason: "INVALID_PIN", rejection_reason_code: "5" });
    const path = (index: number) =>
      `/Porting/PortIn/${sid}/PhoneNumber/${port.phone_numbers[index].port_in_phone_number_sid}`;
    expect(await ask("GET", path(1))).toMatchObject({ rejection_reason_code: 5 });
    expect((await ask("DELETE", path(1))).status).toBe(204);
    expect((await look(sid)).port_in_request_status).toBe("In progress");
    expect(await ask("DELETE", path(1))).toMatchObject({ status: 409 });
    expect((await ask("DELETE", path(2))).status).toBe(204);
    expect(statusesOf(await look(sid))).toEqual(["Completed", "Canceled", "Canceled"]);
    expect((await look(sid)).port_in_request_status).toBe("Completed");
  });

  test("is canceled with all its numbers, expires, gets another date, and shows a status that nobody knows", async () => {
    const sid = await open();
    await control(`/ports/${sid}`, { port_date: "2027-01-05T10:00:00-05:00" });
    expect((await look(sid)).phone_numbers[0].port_date).toBe("2027-01-05T15:00:00.000Z");
    await control(`/ports/${sid}`, { status: "On hold", number_status: "sleeping" });
    const odd = await look(sid);
    expect([odd.port_in_request_status, ...new Set(statusesOf(odd))]).toEqual(["On hold", "Sleeping"]);
    await control(`/ports/${sid}`, { status: "Expired" });
    expect((await look(sid)).port_in_request_status).toBe("Expired");
    const other = await open();
    await ask("DELETE", `/Porting/PortIn/${other}`);
    expect(await look(other)).toMatchObject({
      port_in_request_status: "Canceled",
      order_cancellation_reason: "Canceled by the customer",
    });
    await control(`/ports/${sid}`, { phone_numbers: ["+14155550199"], number_status: "completed" }, 404);
    await control(`/ports/${sid}`, { rejection_reason: "INVALID_PIN" }, 400);
  });

  test("of a number that is not portable is rejected by the carrier", async () => {
    const sid = await open([numbers[0], "+14155559905"]);
    expect((await look(sid)).phone_numbers[1]).toMatchObject({ portable: false, not_portability_reason_code: 22133 });
    await control(`/ports/${sid}`, { status: "In progress" });
    const port = await look(sid);
    expect([port.port_in_request_status, ...statusesOf(port)]).toEqual(["Action Required", "Submitted", "Rejected"]);
  });

  test("can be completed before its numbers are listed, and go to a sub-account", async () => {
    const child = await control("/accounts", { parent_sid: accountSid }, 201);
    const body = { ...portBody([bill()], [numbers[0]]), account_sid: child.sid };
    const { port_in_request_sid: sid } = await ask("POST", "/Porting/PortIn", body);
    const late = await open([numbers[1]]);
    await control(`/ports/${sid}`, { status: "Completed" });
    await control(`/ports/${late}`, { status: "Completed", lists_numbers: false });
    expect(await inventory()).toEqual([]);
    const { numbers: listed } = await (await sandbox.control("GET", `/accounts/${child.sid}/state`)).json();
    expect(listed).toMatchObject([{ phone_number: numbers[0], account_sid: child.sid }]);
  });
});
