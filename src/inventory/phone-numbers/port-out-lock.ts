// Pure: no I/O, no clock, no randomness.
import type { AcquisitionMethod } from "./lifecycle";

/**
 * The lock against ports to another carrier. It is a wish until a carrier has an operation for it, and none that we
 * know has. Twilio's API cannot lock a number against a port-out: https://www.twilio.com/docs/phone-numbers/port-in has
 * port-ins, and port-out webhooks for Japan only. Twilio announces a port-out to the owner of the account by mail and
 * in Console, and takes silence as consent: https://support.twilio.com/hc/en-us/articles/223132027.
 */

const texts = {
  atTwilio:
    "Twilio has no port-out lock in its API, so the lock is kept here as a wish and is not applied. Twilio announces a port-out to the " +
    "owner of the Twilio account by mail and in its Console: dispute it there in time.",
  elsewhere:
    "Another carrier has the number, so the lock is kept here as a wish and is not applied. Ask that carrier for a port-out lock or PIN.",
} as const;

/** Whether the number's carrier can apply the lock, and a sentence that says why not. */
export interface PortOutLockSupport {
  readonly supported: boolean;
  readonly detail: string;
}

export const portOutLockSupport = (acquisitionMethod: AcquisitionMethod): PortOutLockSupport => ({
  supported: false,
  detail: acquisitionMethod === "sip_trunk" ? texts.elsewhere : texts.atTwilio,
});
