// Pure: no I/O, no clock, no randomness.
import type { actors } from "./reasons";
import type { PortingPath, RequestStatus } from "./states";

/** The statuses of a porting request in plain words: for the share page, for the guides and for the API's texts. */

export interface PlainWords {
  /** A few words for a heading. */
  readonly title: string;
  /** The present state, in one or two sentences for someone who has never ported a number. */
  readonly meaning: string;
  /** Who has to do something before the port goes on. */
  readonly whoActs: (typeof actors)[number];
  /** The next step. */
  readonly next: string;
  /** The usual time until then; `null`: nothing follows. */
  readonly duration: string | null;
}

/**
 * The durations are those of Twilio (https://www.twilio.com/docs/phone-numbers/port-in): 5 to 15 days for US ports by
 * API from signature on, 2 to 4 weeks by hand.
 */
const words: Readonly<Record<RequestStatus, PlainWords>> = {
  draft: {
    title: "Being prepared",
    meaning: "The request has not been handed in. Nothing changes at your present carrier.",
    whoActs: "customer",
    next: "Complete the missing fields and documents, then submit the request.",
    duration: "As long as you need. A draft that is not touched expires.",
  },
  submitted: {
    title: "Under review",
    meaning: "The request is complete and is being looked through before it goes to your present carrier.",
    whoActs: "platform",
    next: "The authorized person is asked to sign, or the request goes to your present carrier.",
    duration: "Usually one to two business days.",
  },
  awaiting_signature: {
    title: "Waiting for a signature",
    meaning: "The authorized person has an e-mail with the letter of authorization and must sign it.",
    whoActs: "customer",
    next: "The authorized person signs the letter by the link in the e-mail. Look in the spam folder, too.",
    duration: "Until it is signed. A letter that is not signed in time expires.",
  },
  in_process: {
    title: "With your present carrier",
    meaning: "Your present carrier compares the request with its records.",
    whoActs: "losing_carrier",
    next: "The carrier confirms a date, or names what does not match.",
    duration: "Usually three to ten business days.",
  },
  foc_confirmed: {
    title: "Date confirmed",
    meaning: "Your present carrier has agreed to the date on which the numbers move.",
    whoActs: "no_one",
    next: "The numbers move on the confirmed date. Keep your present service until then.",
    duration: "Until the confirmed date.",
  },
  activating: {
    title: "Moving now",
    meaning:
      "The time of the port has come, and the numbers are moving. Calls may still reach the old service for a while.",
    whoActs: "platform",
    next: "Each number is checked and put into service.",
    duration: "Usually under an hour for calls. Text messages can take up to three business days.",
  },
  completed: {
    title: "Done",
    meaning: "All numbers have moved and are in service here.",
    whoActs: "no_one",
    next: "You can end the rest of your contract with the former carrier.",
    duration: null,
  },
  partial: {
    title: "Done in part",
    meaning: "Some numbers have moved and are in service here. The others stay with their carrier.",
    whoActs: "customer",
    next: "Read why the other numbers did not move. Make a new request for those that you still want to move.",
    duration: null,
  },
  exception: {
    title: "A correction is needed",
    meaning: "Your present carrier, or the one that ports, found something that does not match its records.",
    whoActs: "customer",
    next: "Correct what is named, then submit the request again.",
    duration: "The port goes on as soon as it is corrected.",
  },
  cancel_requested: {
    title: "Being canceled",
    meaning: "You asked to cancel. Your present carrier has to agree.",
    whoActs: "losing_carrier",
    next: "The carrier stops the port, or says that it is too late.",
    duration: "Usually one to two business days.",
  },
  canceled: {
    title: "Canceled",
    meaning: "The request has ended, and no number has moved. Your present service goes on.",
    whoActs: "no_one",
    next: "Make a new request if you still want to move the numbers.",
    duration: null,
  },
  expired: {
    title: "Expired",
    meaning: "The request was not completed, or the letter of authorization not signed, in time. No number has moved.",
    whoActs: "no_one",
    next: "Make a new request if you still want to move the numbers.",
    duration: null,
  },
};

/**
 * On the operator path people do the carriers' work, and the customer signs a letter that becomes one of the
 * documents.
 */
const byOperator: Readonly<Partial<Record<RequestStatus, Partial<PlainWords>>>> = {
  awaiting_signature: {
    meaning: "The letter of authorization needs the signature of the authorized person.",
    next: "Sign the letter and upload it.",
  },
  in_process: { duration: "Usually two to four weeks." },
};

/** A status in words, as it is on the path. */
export const plainWordsOf = (status: RequestStatus, path: PortingPath): PlainWords => ({
  ...words[status],
  ...(path === "operator" ? byOperator[status] : undefined),
});

/** A text of the platform for readers who have never ported a number: to them, it is the carrier that they have. */
export const forVisitors = (text: string): string =>
  text.replaceAll(/(l)osing carrier/gi, (_, first: string) => (first === "L" ? "Present carrier" : "present carrier"));
