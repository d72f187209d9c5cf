import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portBody, upload } from "../twilio-sandbox/port-body.ts";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";
import { type Complaint, createChecker } from "./checker.ts";
import { loadDocuments } from "./documents.ts";

const documents = loadDocuments();
const checker = createChecker(documents ?? {});
const root = "https://numbers.twilio.com/v1";

/** Where Twilio's own examples do not keep to Twilio's schemas; the sandbox follows the examples. */
interface Deviation {
  readonly at: RegExp;
  readonly rule: string;
  readonly instead: (value: unknown) => boolean;
  readonly because: string;
}
const deviations: readonly Deviation[] = [
  {
    at: /^\/losing_carrier_information\/(authorized_representative_katakana|building|katakana_name|sub_municipality|address_sid|account_number|account_telephone_number|customer_type)$/,
    rule: "missing",
    instead: (value) => value === undefined,
    because: "the example of a creation leaves out what is for Japan only; what was not given is absent",
  },
  {
    at: /^\/losing_carrier_information\/address\/street_2$/,
    rule: "type",
    instead: (value) => value === null,
    because: 'the example\'s second line is "Other Street or null"',
  },
];
const covers = ({ at, rule, instead }: Deviation, complaint: Complaint): boolean =>
  at.test(complaint.at) && rule === complaint.rule && instead(complaint.value);

describe.skipIf(!documents)("what the sandbox answers about ports is in Twilio's documents", () => {
  let sandbox: RunningSandbox;
  const seen = new Set<string>();
  const used = new Set<Deviation>();
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  async function ask(path: string, method = "GET", json?: object) {
    const headers = { authorization, ...(json && { "content-type": "application/json" }) };
    const init = { method, headers, ...(json && { body: JSON.stringify(json) }) };
    const request = new Request(root + path, init);
    const { operationId, complaints: wrong } = await checker.request(request);
    const answer = await fetch(`${sandbox.origin}/v1${path}`, init);
    const text = await answer.clone().text();
    const complaints = await checker.answer(request, answer);
    for (const complaint of complaints) {
      for (const deviation of deviations) if (covers(deviation, complaint)) used.add(deviation);
    }
    const unexplained = complaints.filter((complaint) => !deviations.some((each) => covers(each, complaint)));
    expect({ wrong, unexplained }, `${method} ${path} ${text}`).toEqual({ wrong: [], unexplained: [] });
    seen.add(operationId ?? path);
    return text === "" ? {} : JSON.parse(text);
  }
  const control = async (path: string, body: object) => {
    const answer = await sandbox.control("POST", path, body);
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return await answer.json();
  };

  test("to portability, whatever the number", async () => {
    await sandbox.control("POST", "/numbers", { phone_number: "+14155550100" });
    const numbers = ["+14155550101", "+14155557701", "+14155550100", "+18335550100", "+442030000000", "+14155559903"];
    for (const number of numbers) await ask(`/Porting/Portability/PhoneNumber/${encodeURIComponent(number)}`);
    await ask(`/Porting/Portability/PhoneNumber/%2B14155550101?TargetAccountSid=${accountSid}`);
  });

  test("to a port in each of its states, and its numbers", async () => {
    const { sid: document } = await upload(sandbox);
    const numbers = ["+14155550110", "+14155550111", "+14155550112"];
    const body = portBody([document], numbers);
    const { port_in_request_sid: sid } = await ask("/Porting/PortIn", "POST", body);
    const look = async () => {
      const port = await ask(`/Porting/PortIn/${sid}`);
      for (const { port_in_phone_number_sid: number } of port.phone_numbers)
        await ask(`/Porting/PortIn/${sid}/PhoneNumber/${number}`);
      return port;
    };
    await look();
    await control(`/ports/${sid}/next`, {});
    const [first] = (await look()).phone_numbers;
    await ask(`/Porting/PortIn/${sid}/PhoneNumber/${first.port_in_phone_number_sid}`, "DELETE");
    await control(`/ports/${sid}/next`, {});
    await control(`/ports/${sid}/next`, {});
    await look();
    const rejection = { number_status: "rejected", rejection_reason: "INVALID_PIN", rejection_reason_code: 7 };
    await control(`/ports/${sid}`, { phone_numbers: [numbers[1]], ...rejection });
    await look();
    await control(`/ports/${sid}`, { status: "Completed" });
    await look();
    const { port_in_request_sid: other } = await ask("/Porting/PortIn", "POST", {
      ...portBody([document], ["+14155550120"]),
      target_port_in_date: null,
      target_port_in_time_range_start: null,
      target_port_in_time_range_end: null,
      notification_emails: null,
    });
    const page = await ask("/Porting/PortIn/PortInRequests?Size=1");
    expect(page.port_in_requests).toMatchObject([{ port_in_request_sid: other }]);
    await ask(`/Porting/PortIn/PortInRequests?Size=1&Token=${page.meta.next_token}`);
    await ask("/Porting/PortIn/PortInRequests?PortInRequestStatus=Completed&CreatedAfter=2020-01-01");
    await ask(`/Porting/PortIn/${other}`, "DELETE");
  });

  test("to settings of webhooks and of signature mails", async () => {
    const webhooks = { port_in_target_url: "https://a.example/in", port_out_target_url: "https://a.example/out" };
    await ask("/Porting/Configuration/Webhook", "POST", { ...webhooks, notifications_of: ["PortInCompleted"] });
    await ask("/Porting/Configuration/Webhook");
    await ask("/Porting/Configuration/Webhook/PORT_OUT", "DELETE");
    await ask("/Porting/Configuration/Webhook");
    const brand = { product: "Porting", country: "US", email_subject: "Acme needs your signature" };
    await ask("/SigningRequest/Configuration", "POST", brand);
    await ask("/SigningRequest/Configuration?Product=Porting&Country=US&PageSize=1");
  });

  // Looks back on the tests above, so it fails when it is run without them.
  test("every deviation we allow is one we meet, and every operation of ports was asked", () => {
    expect(deviations.filter((deviation) => !used.has(deviation))).toEqual([]);
    const ofPorts = Object.entries(documents?.porting.paths ?? {})
      .filter(([path]) => /\/(Porting|SigningRequest)\//.test(path))
      .flatMap(([, { get, post, delete: remove }]) => [get, post, remove].flatMap((each) => each?.operationId ?? []));
    expect([...seen].sort()).toEqual(ofPorts.toSorted());
  });
});
