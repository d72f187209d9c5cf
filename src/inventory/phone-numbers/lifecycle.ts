/** The life of a phone number in the inventory. Assignment to an agent is no part of it. */
export const numberStatuses = ["active", "suspended", "releasing", "cooling_off", "released", "lost"] as const;
export type NumberStatus = (typeof numberStatuses)[number];

export const acquisitionMethods = ["reseller", "sip_trunk", "porting"] as const;
export type AcquisitionMethod = (typeof acquisitionMethods)[number];

/** How long a released number can be asked back. Twilio keeps it for its former account for 10 days. */
export const COOLING_OFF_MS = 10 * 24 * 60 * 60 * 1000;

/** `lose`: the carrier has it no longer, though nobody gave it back; `find`: it has it after all. */
export type NumberMove =
  | "suspend"
  | "resume"
  | "release"
  | "confirm_release"
  | "restore"
  | "cooling_off_over"
  | "lose"
  | "find";

const moves = {
  active: { suspend: "suspended", release: "releasing", lose: "lost" },
  suspended: { resume: "active", release: "releasing", lose: "lost" },
  releasing: { confirm_release: "cooling_off" },
  cooling_off: { restore: "active", cooling_off_over: "released" },
  released: {},
  lost: { find: "active", release: "releasing" },
} satisfies Record<NumberStatus, Partial<Record<NumberMove, NumberStatus>>>;

/** The status a move leads to; `undefined` when the move is not legal from there. */
export const afterMove = (from: NumberStatus, move: NumberMove): NumberStatus | undefined => {
  const table: Partial<Record<NumberMove, NumberStatus>> = moves[from];
  return table[move];
};

/** The statuses a move may start from. */
export const startsOf = (move: NumberMove): NumberStatus[] =>
  numberStatuses.filter((status) => afterMove(status, move) !== undefined);

/** Statuses in which a number is the tenant's to set up: who answers it may change. */
export const serviceStatuses = ["active", "suspended", "lost"] as const satisfies readonly NumberStatus[];
export const isInService = (status: NumberStatus): boolean => serviceStatuses.some((service) => service === status);

/** Whether calls and messages to a number are seen to: those to one that was lost, too, as the carrier has it after all. */
export const takesTraffic = (status: NumberStatus): boolean => status === "active" || status === "lost";

/** Statuses in which the carrier should have the number on our account, or is being asked to take it back. */
export const ownedStatuses = ["active", "suspended", "releasing", "lost"] as const satisfies readonly NumberStatus[];

/** Statuses in which nobody else may have the number: it is the carrier's to bill, was lost, or cools off. */
export const keptStatuses = [
  "active",
  "suspended",
  "releasing",
  "cooling_off",
  "lost",
] as const satisfies readonly NumberStatus[];
