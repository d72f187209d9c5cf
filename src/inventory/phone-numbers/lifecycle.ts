// Pure: no I/O, no clock, no randomness.
/** The statuses of a phone number in the inventory. An assignment to an agent is not part of them. */
export const numberStatuses = ["active", "suspended", "releasing", "cooling_off", "released", "lost"] as const;
export type NumberStatus = (typeof numberStatuses)[number];

/**
 * `reseller`: bought from the platform. `imported`: it stays in the tenant's own Twilio account. `sip_trunk`: another
 * carrier's number that comes over a trunk. `porting`: ported to the platform.
 */
export const acquisitionMethods = ["reseller", "imported", "sip_trunk", "porting"] as const;
export type AcquisitionMethod = (typeof acquisitionMethods)[number];

/** Numbers of the platform's own account. Only the platform pays for them, releases them and sells them. */
export const platformMethods = ["reseller", "porting"] as const satisfies readonly AcquisitionMethod[];
export type PlatformMethod = (typeof platformMethods)[number];
/** Numbers that the tenant has elsewhere: they stay there when they leave the inventory. */
export const ownMethods = ["imported", "sip_trunk"] as const satisfies readonly AcquisitionMethod[];

/** Whether it is known that the number is the tenant's. A number of a trunk is proved by its first call. */
export const ownerships = ["proved", "unproved"] as const;

/** How long a tenant can buy a released number back. Twilio keeps it for its former account for 10 days. */
export const COOLING_OFF_MS = 10 * 24 * 60 * 60 * 1000;

/**
 * `lose`: Twilio no longer has the number, although it was not released; `find`: Twilio has it after all. `detach`: an
 * imported number leaves the inventory and stays in its own account.
 */
export type NumberMove =
  | "suspend"
  | "resume"
  | "release"
  | "confirm_release"
  | "restore"
  | "cooling_off_over"
  | "lose"
  | "find"
  | "detach";

const moves = {
  active: { suspend: "suspended", release: "releasing", lose: "lost", detach: "released" },
  suspended: { resume: "active", release: "releasing", lose: "lost", detach: "released" },
  releasing: { confirm_release: "cooling_off" },
  cooling_off: { restore: "active", cooling_off_over: "released" },
  released: {},
  lost: { find: "active", release: "releasing", detach: "released" },
} satisfies Record<NumberStatus, Partial<Record<NumberMove, NumberStatus>>>;

/** The status after a move; `undefined` if the move is illegal from there. */
export const afterMove = (from: NumberStatus, move: NumberMove): NumberStatus | undefined => {
  const table: Partial<Record<NumberMove, NumberStatus>> = moves[from];
  return table[move];
};

/** The statuses a move may start from. */
export const startsOf = (move: NumberMove): NumberStatus[] =>
  numberStatuses.filter((status) => afterMove(status, move) !== undefined);

/** Statuses in which the tenant may configure the number and change its agent. */
export const serviceStatuses = ["active", "suspended", "lost"] as const satisfies readonly NumberStatus[];
export const isInService = (status: NumberStatus): boolean => serviceStatuses.some((service) => service === status);

/** Whether calls and messages to a number are handled. A webhook for a lost number proves that Twilio has it. */
export const takesTraffic = (status: NumberStatus): boolean => status === "active" || status === "lost";

/** Statuses in which the tenant has the number, or its release is under way. */
export const ownedStatuses = ["active", "suspended", "releasing", "lost"] as const satisfies readonly NumberStatus[];

/** Statuses in which no other tenant may have the number: it is owned, lost or cooling off. */
export const keptStatuses = [
  "active",
  "suspended",
  "releasing",
  "cooling_off",
  "lost",
] as const satisfies readonly NumberStatus[];
