import { isOwnNumber } from "#inventory/phone-numbers/own-number";
import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { SandboxCall } from "#kernel/ports/carrier-sandbox";
import type { Context } from "#kernel/ports/context";
import { callIdOf } from "../calls/queries";

/** A call is recorded after its webhook is answered, so it is looked for several times. */
const LOOKS = 20;
const LOOK_AGAIN_MS = 100;

const unavailable = (detail: string): Problem => new Problem("test_call_unavailable", detail);

export interface TestCall {
  readonly phoneNumberId: string;
  readonly from: string;
  /** The id of the recorded call; null while it is not recorded. */
  readonly callId: string | null;
  readonly call: SandboxCall;
}

/**
 * Rings a number by the stand-in for Twilio, and waits for the end of the call. The platform answers and records it as
 * it does any other. Throws `test_call_unavailable` where no stand-in can ring the number.
 */
export async function placeTestCall(ctx: Context, reference: string, from: string): Promise<TestCall> {
  requireScope(ctx, "numbers:write");
  const number = await numberOf(ctx, reference);
  if (ctx.carrierSandbox === null) {
    throw unavailable(
      "This deployment works with Twilio itself, so it places no test calls. Call the number with a phone, or try its " +
        "routing with POST /v1/routing/simulate.",
    );
  }
  if (isOwnNumber(number)) {
    throw unavailable(`${number.e164} is not in the platform's account, so the sandbox can't ring it from here.`);
  }
  const result = await ctx.carrierSandbox.placeCall({ to: number.e164, from });
  switch (result.kind) {
    case "ended":
      return {
        phoneNumberId: number.id,
        from,
        callId: await recordedCall(ctx, result.call.carrierId),
        call: result.call,
      };
    case "refused":
      throw unavailable(`The sandbox can't ring ${number.e164}: ${result.reason}.`);
    case "no_sandbox":
      throw unavailable("The server at TWILIO_BASE_URL is not the Twilio sandbox, so it places no test calls.");
    case "silent":
      throw new Problem("carrier_unavailable", "The sandbox did not answer in time. The call may have been placed.");
  }
}

async function recordedCall(ctx: Context, carrierId: string): Promise<string | null> {
  for (let look = 0; look < LOOKS; look += 1) {
    const id = await callIdOf(ctx, carrierId);
    if (id !== null) return id;
    await ctx.wait(LOOK_AGAIN_MS);
  }
  return null;
}
