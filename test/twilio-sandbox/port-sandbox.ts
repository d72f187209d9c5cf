import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { portBody, upload } from "./port-body.ts";
import { accountSid, authToken, type RunningSandbox, startSandbox } from "./start.ts";

export interface Received {
  readonly url: string;
  readonly signature: string | undefined;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export const numbers = ["+14155550110", "+14155550111", "+14155550112"] as const;

/** A sandbox for the tests of a file, empty before each but for a bill, and a server that receives its webhooks. */
export function usePortSandbox() {
  const sandbox = {} as RunningSandbox;
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const { url = "", headers } = request;
      const signature = headers["x-twilio-signature"];
      received.push({ url: hook(url), signature: signature && String(signature), text, body: JSON.parse(text) });
      response.end();
    });
  });
  const hook = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    Object.assign(sandbox, await startSandbox());
  });
  afterAll(async () => {
    server.closeAllConnections();
    await Promise.all([sandbox.stop(), new Promise((done) => server.close(done))]);
  });

  let billSid: string;
  beforeEach(async () => {
    await sandbox.control("POST", "/reset");
    received.length = 0;
    billSid = (await upload(sandbox)).sid;
  });

  const bill = () => billSid;
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  async function ask(method: string, path: string, json?: object) {
    const init = { method, headers: { authorization, "content-type": "application/json" } };
    const answer = await sandbox.rest(`/v1${path}`, { ...init, ...(json && { body: JSON.stringify(json) }) });
    const text = await answer.text();
    return { status: answer.status, ...(text && JSON.parse(text)) };
  }
  async function control(path: string, body: object = {}, status = 200) {
    const answer = await sandbox.control("POST", path, body);
    expect(answer.status, await answer.clone().text()).toBe(status);
    return await answer.json();
  }
  const open = async (list: readonly string[] = numbers): Promise<string> =>
    (await ask("POST", "/Porting/PortIn", portBody([bill()], list))).port_in_request_sid;
  const portability = (number: string, query = "") =>
    ask("GET", `/Porting/Portability/PhoneNumber/${encodeURIComponent(number)}${query}`);
  const listen = (more: object = {}) =>
    ask("POST", "/Porting/Configuration/Webhook", {
      port_in_target_url: hook("/in?secret=s"),
      port_out_target_url: hook("/out"),
      ...more,
    });
  const statusesOf = (port: { phone_numbers: { port_in_phone_number_status: string }[] }) =>
    port.phone_numbers.map((each) => each.port_in_phone_number_status);
  const look = (sid: string) => ask("GET", `/Porting/PortIn/${sid}`);
  const inventory = async () => (await sandbox.client.incomingPhoneNumbers.list()).map((each) => each.phoneNumber);
  return { sandbox, received, hook, bill, ask, control, open, portability, listen, statusesOf, look, inventory };
}
