/**
 * Twilio for the benchmark, in a process of its own, so that its work is neither side's: the sandbox, but purchases,
 * look-ups and releases of single numbers are answered from nothing, as quick as can be, or after `/bench/delay?ms=…`.
 */
import sandbox from "./sandbox.js";

export * from "./sandbox.js";

let delayMs = 0;
let serial = 0;

const numbersPath = /^\/2010-04-01\/Accounts\/([^/]+)\/IncomingPhoneNumbers(\/[^/]+)?\.json$/;

async function answer(request, accountSid, one) {
  if (request.method === "DELETE") return new Response(null, { status: 204 });
  if (request.method === "GET") {
    return Response.json({ incoming_phone_numbers: [], next_page_uri: null, page: 0, page_size: 1_000 });
  }
  const fields = new URLSearchParams(await request.text());
  serial += 1;
  const number = {
    sid: one?.slice(1) ?? `PN${String(serial).padStart(32, "f")}`,
    account_sid: accountSid,
    phone_number: fields.get("PhoneNumber"),
    friendly_name: fields.get("FriendlyName"),
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    voice_url: fields.get("VoiceUrl"),
    sms_url: fields.get("SmsUrl"),
    status_callback: fields.get("StatusCallback"),
    status: "in-use",
  };
  return Response.json(number, { status: one === undefined ? 201 : 200 });
}

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/bench/delay") {
      delayMs = Number(searchParams.get("ms"));
      return new Response();
    }
    const [, accountSid, one] = numbersPath.exec(pathname) ?? [];
    if (accountSid === undefined) return await sandbox.fetch(request, env, ctx);
    if (delayMs > 0) await scheduler.wait(delayMs);
    return await answer(request, accountSid, one);
  },
};
