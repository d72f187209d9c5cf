// Pure: no I/O, no clock, no randomness.
import type { SipFields, SipKind } from "#kernel/ports/carrier-sip";

/** A part of a trunk at Twilio. */
export interface ProvisionedPart {
  /** Our name of the part, unique within the trunk. */
  readonly name: string;
  readonly kind: SipKind;
  /** Twilio's SIDs of the part and of the thing that it belongs to. */
  readonly id: string;
  readonly parentId: string | null;
  /** For a part with a password: names the one that Twilio was given last. */
  readonly passwordMark: string | null;
  /** The tenant had it before the trunk, so it outlives the trunk. */
  readonly adopted?: true;
  /** The fields that the platform changed, as they were before. The deletion of the trunk restores them. */
  readonly before?: SipFields;
}

/** Everything that a trunk has at Twilio, in the order in which it was made. Stored after each step. */
export interface Provisioned {
  /** The host at Twilio that calls are sent to. */
  readonly domain?: string;
  readonly parts?: readonly ProvisionedPart[];
}

export const provisioningErrorCodes = ["carrier_refused", "carrier_unavailable", "carrier_account_gone"] as const;

/** Why the work at Twilio stopped. */
export interface ProvisioningError {
  readonly code: (typeof provisioningErrorCodes)[number];
  /** The part of the trunk that could not be made, changed or removed. */
  readonly part: string;
  readonly detail: string;
  readonly carrier_code: number | null;
  readonly hint: string;
}

export const partsOf = ({ parts = [] }: Provisioned): readonly ProvisionedPart[] => parts;

/** The parts with this one in the place of an earlier one of its name, or at the end. */
export const withPart = ({ parts = [], ...rest }: Provisioned, part: ProvisionedPart): Provisioned => ({
  ...rest,
  parts: parts.some(({ name }) => name === part.name)
    ? parts.map((other) => (other.name === part.name ? part : other))
    : [...parts, part],
});

export const withoutPart = ({ parts = [], ...rest }: Provisioned, name: string): Provisioned => ({
  ...rest,
  parts: parts.filter((part) => part.name !== name),
});
