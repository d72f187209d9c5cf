import { type Fallback, sayMessage } from "#kernel/values/destination";

/** How long a phone rings before the attempt counts as not answered. */
const RING_SECONDS = 30;

/** What a caller gets while nothing can be looked up: the setting's number is dialled, its message spoken. */
export const platformFallback = (setting: string): Fallback =>
  setting.startsWith("+")
    ? { kind: "dial", phoneNumber: setting, timeoutSeconds: RING_SECONDS, callerId: "caller" }
    : sayMessage(setting);
