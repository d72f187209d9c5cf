import { afterAll, beforeAll, expect, test } from "vitest";
import { newStateDir } from "../e2e/platform.ts";
import { bundled, type Deployed, deploy } from "../e2e/workers.ts";
import { type RunningSandbox, startSandbox } from "../twilio-sandbox/start.ts";

const ROWS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;

let sandbox: RunningSandbox;
let worker: Deployed;
const storage = newStateDir();

beforeAll(async () => {
  sandbox = await startSandbox();
  worker = await deploy(await bundled("export-memory"), storage.path, sandbox.origin);
});

afterAll(async () => {
  await Promise.all([worker?.kill(), sandbox?.stop()]);
  storage.remove();
});

/** A tenant with this many numbers, copies of one that it bought. */
async function ownerOf(rows: number): Promise<string> {
  const tenant = await worker.api("POST", "/v1/tenants", undefined, { name: "Large" });
  const { key } = await worker.api("POST", `/v1/tenants/${tenant.id}/api-keys`, undefined, {});
  const configuration = {
    friendly_name: "A line of the call centre",
    tags: ["sales", "emea"],
    metadata: { crm: "a-17" },
  };
  const order = await worker.api("POST", "/v1/orders", key, {
    items: [{ phone_number: "+14152361000" }],
    configuration,
  });
  const copied = `tenant_id, country, type, voice, sms, mms, fax, acquisition_method, carrier_id, friendly_name, tags,
    metadata, version, created_at, updated_at`;
  const SLICE = 10_000;
  for (let from = 1; from < rows; from += SLICE) {
    await worker.db
      .prepare(
        `with recursive places (place) as (select ?1 union all select place + 1 from places where place + 1 < ?2)
         insert into phone_numbers (id, e164, status, ${copied})
         select 'num_' || place, '+1206' || (2000000 + place), 'released', ${copied} from places, phone_numbers where id = ?3`,
      )
      .bind(from, Math.min(from + SLICE, rows), order.items[0].phone_number_id)
      .run();
  }
  return key;
}

test("a CSV file of 100,000 numbers is streamed in less than 64 MB", async () => {
  const key = await ownerOf(ROWS);
  const headers = { authorization: `Bearer ${key}` };
  const idle = await worker.heapBytes();
  const answer = await fetch(`${worker.origin}/v1/phone-numbers/export`, { headers });
  if (!answer.body) throw new Error("There is no body.");
  let [bytes, lines, most] = [0, 0, idle];
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
    most = Math.max(most, await worker.heapBytes());
  }
  console.log({ bytes, idle, most });
  expect(lines).toBe(ROWS + 1);
  expect(bytes).toBeGreaterThan(ROWS * 100);
  expect(most).toBeLessThan(MAX_BYTES);
  // Far from the whole file, too, which would still fit.
  expect(most - idle).toBeLessThan(bytes / 2);
});
