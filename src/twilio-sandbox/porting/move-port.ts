import type { numberStatuses, PortEvent, PortFields, PortNumberFields, portStatuses } from "../account/porting";
import { numberSettings } from "../account/settings";
import { offerFor } from "../inventory/catalogue";
import type { Sandbox } from "../sandbox";
import type { PortChange } from "./notify";
import { isOpenNumber, isOpenPort, numbersOf, type Port, type PortNumber } from "./open-ports";

/** A port after a change, and what Twilio reports of it. */
export interface Moved {
  readonly port: Port;
  readonly changes: readonly PortChange[];
}

type NumberStatus = (typeof numberStatuses)[number];
type PortStatus = (typeof portStatuses)[number];

const portEvents: Partial<Record<string, PortEvent>> = {
  "Waiting for Signature": "PortInWaitingForSignature",
  "In progress": "PortInInProgress",
  Completed: "PortInCompleted",
  "Action Required": "PortInActionRequired",
  Canceled: "PortInCanceled",
  Expired: "PortInExpired",
} satisfies Partial<Record<PortStatus, PortEvent>>;

const numberEvents: Partial<Record<string, PortEvent>> = {
  waiting_for_signature: "PortInPhoneNumberWaitingForSignature",
  submitted: "PortInPhoneNumberSubmitted",
  pending: "PortInPhoneNumberPending",
  completed: "PortInPhoneNumberCompleted",
  rejected: "PortInPhoneNumberRejected",
  canceled: "PortInPhoneNumberCanceled",
} satisfies Partial<Record<NumberStatus, PortEvent>>;

/** Losing carriers take about this long to name a date; the sandbox sets the date at once. */
const FOC_LEAD_MS = 10 * 86_400_000;

/** One change of a port and its numbers, all or nothing. */
class Move {
  readonly #sandbox: Sandbox;
  #port: Port;
  readonly #changes: PortChange[] = [];
  readonly #listsNumbers: boolean;

  constructor(sandbox: Sandbox, port: Port, listsNumbers: boolean) {
    this.#sandbox = sandbox;
    this.#port = port;
    this.#listsNumbers = listsNumbers;
  }

  get moved(): Moved {
    const [port, changes] = [this.#port, this.#changes.map((change) => ({ ...change, port: this.#port }))];
    return { port, changes };
  }

  get status(): string {
    return this.#port.fields.status;
  }

  numbers(): PortNumber[] {
    return numbersOf(this.#sandbox, this.#port);
  }

  open(): PortNumber[] {
    return this.numbers().filter(isOpenNumber);
  }

  setPort(change: Partial<PortFields>): void {
    const { porting, now } = this.#sandbox;
    const before = this.status;
    this.#port = porting.ports.update(this.#port, { ...this.#port.fields, ...change }, now());
    const event = portEvents[this.status];
    if (this.status !== before && event) this.#changes.push({ event, port: this.#port, number: null });
  }

  setNumber(number: PortNumber, change: Partial<PortNumberFields>): void {
    const { porting, now } = this.#sandbox;
    const updated = porting.numbers.update(number, { ...number.fields, ...change }, now());
    const { status } = updated.fields;
    if (status === number.fields.status) return;
    if (status === "completed" && this.#listsNumbers) this.#list(updated);
    const event = numberEvents[status];
    if (event) this.#changes.push({ event, port: this.#port, number: updated });
  }

  /** A ported number is in the account without a configuration. */
  #list({ fields: { phone_number } }: PortNumber): void {
    const { numbers } = this.#sandbox.inAccount(this.#port.fields.account_sid);
    const offer = offerFor(phone_number);
    if (offer && !numbers.byPhoneNumber(phone_number))
      numbers.add(phone_number, offer, numberSettings.parse({}), "", this.#sandbox.now());
  }

  /** The status that follows from those of the numbers. */
  rollUp(): void {
    if (!isOpenPort(this.#port)) return;
    const numbers = this.numbers();
    const open = numbers.filter(isOpenNumber);
    if (open.length === 0) {
      const isCanceled = numbers.every(({ fields }) => fields.status === "canceled");
      this.setPort({ status: isCanceled ? "Canceled" : "Completed" });
    } else if (open.some(({ fields }) => fields.status === "rejected")) this.setPort({ status: "Action Required" });
    else if (this.status === "Action Required") this.setPort({ status: "In progress" });
  }
}

function inOneMove(sandbox: Sandbox, port: Port, listsNumbers: boolean, work: (move: Move) => void): Moved {
  return sandbox.atomically(() => {
    const move = new Move(sandbox, port, listsNumbers);
    work(move);
    return move.moved;
  });
}

export interface PortMove {
  /** A status of `portStatuses` takes the numbers along; another text is shown as it is. */
  readonly status?: string | undefined;
  /** The numbers that the following is about; by default the open ones. */
  readonly phone_numbers?: readonly string[] | undefined;
  readonly number_status?: string | undefined;
  readonly rejection_reason?: string | null | undefined;
  readonly rejection_reason_code?: number | null | undefined;
  readonly port_date?: string | null | undefined;
  readonly order_cancellation_reason?: string | null | undefined;
  /** False: a completed number is not in the account yet. */
  readonly lists_numbers: boolean;
}

export function movePort(sandbox: Sandbox, port: Port, wanted: PortMove): Moved {
  return inOneMove(sandbox, port, wanted.lists_numbers, (move) => {
    const { status, number_status, order_cancellation_reason } = wanted;
    if (order_cancellation_reason !== undefined) move.setPort({ order_cancellation_reason });
    const meant = wanted.phone_numbers
      ? move.numbers().filter(({ fields }) => wanted.phone_numbers?.includes(fields.phone_number))
      : move.open();
    for (const number of meant) move.setNumber(number, changeOf(sandbox, number, wanted));
    if (number_status !== undefined) move.rollUp();
    if (status !== undefined) take(move, port, status);
  });
}

function changeOf(sandbox: Sandbox, { fields }: PortNumber, wanted: PortMove): Partial<PortNumberFields> {
  const { number_status: status, port_date } = wanted;
  return {
    ...(status !== undefined && { status }),
    ...(status === "pending" && fields.port_date === null && { port_date: focOf(sandbox) }),
    ...(status === "rejected" && {
      rejection_reason: wanted.rejection_reason ?? null,
      rejection_reason_code: wanted.rejection_reason_code ?? null,
    }),
    ...(port_date !== undefined && { port_date }),
  };
}

/** Takes a port to a status, and its numbers along. */
function take(move: Move, port: Port, status: string): void {
  const each = (change: (number: PortNumber) => Partial<PortNumberFields>) => {
    for (const number of move.open()) move.setNumber(number, change(number));
  };
  switch (status) {
    case "In review":
      each(() => ({ status: "in_review" }));
      break;
    case "Waiting for Signature":
      each(() => ({ status: "waiting_for_signature" }));
      move.setPort({ signature_request_url: `https://www.twilio.com/sign/${port.sid}` });
      break;
    case "In progress":
      each(({ fields }) =>
        fields.portable
          ? { status: "submitted", rejection_reason: null, rejection_reason_code: null }
          : { status: "rejected", rejection_reason: "PHONE_NUMBER_WITH_CARRIER_RESTRICTION" },
      );
      break;
    case "Completed":
      each(({ fields }) => ({ status: fields.status === "rejected" ? "canceled" : "completed" }));
      break;
    case "Canceled":
    case "Expired":
      each(() => ({ status: "canceled" }));
      break;
  }
  move.setPort({ status });
  if (status === "In progress") move.rollUp();
}

/** Takes a port one step further in its life. Null: it is not on its way. */
export function advancePort(sandbox: Sandbox, port: Port, listsNumbers: boolean): Moved | null {
  const statuses = numbersOf(sandbox, port).map(({ fields }) => fields.status);
  const to = (wanted: Omit<PortMove, "lists_numbers">) =>
    movePort(sandbox, port, { ...wanted, lists_numbers: listsNumbers });
  switch (port.fields.status) {
    case "In review":
      return to({ status: "Waiting for Signature" });
    case "Waiting for Signature":
      return to({ status: "In progress" });
    case "In progress":
      return statuses.includes("submitted")
        ? to({ number_status: "pending", port_date: dateOf(sandbox, port) })
        : to({ number_status: "completed" });
    default:
      return null;
  }
}

/** Cancels open numbers, as a customer may. */
export function cancelNumbers(
  sandbox: Sandbox,
  port: Port,
  numbers: readonly PortNumber[],
  reason: string | null,
): Moved {
  return inOneMove(sandbox, port, true, (move) => {
    if (reason !== null) move.setPort({ order_cancellation_reason: reason });
    for (const number of numbers) if (isOpenNumber(number)) move.setNumber(number, { status: "canceled" });
    move.rollUp();
  });
}

const focOf = ({ now }: Sandbox): string => `${new Date(now() + FOC_LEAD_MS).toISOString().slice(0, 10)}T15:00:00Z`;

/** The date that was asked for, else one that follows from the day. */
function dateOf(sandbox: Sandbox, { fields }: Port): string {
  const { target_port_in_date: date, target_port_in_time_range_start: start } = fields;
  return date === null ? focOf(sandbox) : `${date}T${start ?? "15:00:00Z"}`;
}
