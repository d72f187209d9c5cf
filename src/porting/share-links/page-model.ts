// Pure: no I/O, no clock, no randomness.
import type { PortingDocumentKind } from "../documents/kinds";
import { isCorrectable } from "../requests/editable";
import type { Foc, PortingDetails } from "../requests/values";
import { forVisitors, plainWordsOf } from "../rules/plain-words";
import { reasons as catalogue } from "../rules/reasons";
import type { Requirement } from "../rules/requirements";
import { isFinal, type PortingNumberStatus, type RequestStatus } from "../rules/states";
import { askedCorrections, type CorrectionFacts, type CorrectionGroup, isCorrected } from "./asked-corrections";
import type { LinkPermission } from "./permissions";

/**
 * All that the page behind a share link says. **Invariant:** it has no name, address, account number or PIN, and of a
 * number the last four digits. Texts of carriers and users are left out, and the platform's own stand for them.
 */
export interface SharePage {
  readonly title: string;
  readonly meaning: string;
  readonly whoActs: string;
  readonly next: string;
  readonly duration: string | null;
  readonly date: string | null;
  readonly steps: readonly { readonly label: string; readonly state: "done" | "current" | "open" }[];
  readonly problems: readonly CarrierProblem[];
  /** Fields that the visitor may enter. */
  readonly corrections: readonly CorrectionGroup[];
  /** Everything else that is needed. */
  readonly needs: readonly Need[];
  readonly numbers: readonly { readonly ending: string; readonly status: string }[];
  /** Whether nothing is left to be entered, sent or corrected before the request is handed in. */
  readonly isComplete: boolean;
  /** Numbers beyond those that are listed. */
  readonly moreNumbers: number;
}

interface CarrierProblem {
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  /** Whether it was corrected, and waits to be sent to the carrier. */
  readonly isCorrected: boolean;
}

export interface Need {
  readonly title: string;
  readonly criteria: string;
  readonly example: string;
  /** The kind of document that a form takes; `null`: the person who sent the link has to enter it. */
  readonly upload: PortingDocumentKind | null;
}

export interface ShareFacts extends CorrectionFacts {
  readonly details: PortingDetails;
  readonly focAt: number | null;
  readonly foc: Foc | null;
  readonly numbers: readonly (CorrectionFacts["numbers"][number] & { readonly status: PortingNumberStatus })[];
  readonly permissions: readonly LinkPermission[];
}

const MAX_LISTED = 50;

const actorWords = {
  customer: "You, or the person who sent you this link",
  losing_carrier: "Your present carrier",
  platform: "We do",
  no_one: "No one, for now",
} as const;

const numberWords: Readonly<Record<PortingNumberStatus, string>> = {
  pending: "Not sent yet",
  submitted: "With the present carrier",
  foc_confirmed: "Date confirmed",
  activating: "Moving now",
  ported: "Moved",
  rejected: "Refused by the present carrier",
  canceled: "Stays with its carrier",
};

/** The way of most ports. Statuses beside it show how far the port had come. */
const way: readonly { readonly label: string; readonly statuses: readonly RequestStatus[] }[] = [
  { label: "Preparation", statuses: ["draft"] },
  { label: "Review", statuses: ["submitted"] },
  { label: "Signature", statuses: ["awaiting_signature"] },
  { label: "Check by the present carrier", statuses: ["in_process", "exception", "cancel_requested"] },
  { label: "Date confirmed", statuses: ["foc_confirmed"] },
  { label: "Numbers move", statuses: ["activating"] },
  { label: "In service", statuses: ["completed", "partial"] },
];

function stepsAt(status: RequestStatus): SharePage["steps"] {
  const at = way.findIndex(({ statuses }) => statuses.includes(status));
  if (at === -1) return [];
  const isLast = at === way.length - 1;
  return way.map(({ label }, step) => ({
    label,
    state: step < at || (isLast && step === at) ? "done" : step === at ? "current" : "open",
  }));
}

const withoutTimeZone = "UTC";

/** `Tuesday, December 15, 2026 at 10:30 AM EST`. A time zone that the runtime does not know reads as UTC. */
function inWords(at: number, timeZone: string | null): string {
  const format = (zone: string): string =>
    new Intl.DateTimeFormat("en-US", {
      weekday: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "short",
      timeZone: zone,
    }).format(at);
  try {
    return format(timeZone ?? withoutTimeZone);
  } catch {
    return format(withoutTimeZone);
  }
}

const uploadKinds: Readonly<Partial<Record<Requirement["id"], PortingDocumentKind>>> = {
  bill: "bill",
  letter_of_authorization: "loa",
};

const endingOf = (e164: string): string => e164.slice(-4);

/** A code of the catalogue in words; an unknown one says that the carrier found something. */
function problemOf(code: string, facts: ShareFacts): CarrierProblem {
  const known = catalogue.find((reason) => reason.code === code);
  return known
    ? {
        title: forVisitors(known.title),
        detail: forVisitors(known.detail),
        fix: forVisitors(known.fix),
        isCorrected: isCorrected(code, facts),
      }
    : {
        title: "Something does not match",
        detail: "The present carrier's records and the request differ.",
        fix: "The person who sent you this link can see the carrier's words.",
        isCorrected: false,
      };
}

/** Requirements that are not met. A refused field that was corrected since is none of them. */
const needsOf = ({ status, requirements }: ShareFacts, asked: readonly CorrectionGroup[]): Requirement[] =>
  isFinal(status)
    ? []
    : requirements.filter(
        ({ id, kind, status: standing }) =>
          standing === "missing" ||
          (standing === "rejected" &&
            (kind === "document" || id === "phone_numbers" || asked.some(({ requirement }) => requirement === id))),
      );

/** The page of a request for a visitor with these rights. */
export function sharePageOf(facts: ShareFacts): SharePage {
  const { status, path, focAt, foc, numbers, permissions } = facts;
  const words = plainWordsOf(status, path);
  const mayUpload = permissions.includes("upload");
  const asked = askedCorrections(facts);
  const corrections = permissions.includes("correct") ? asked : [];
  const codes = new Set(facts.exception?.reasons.map(({ code }) => code) ?? []);
  const problems = [...codes].map((code) => problemOf(code, facts));
  const open = needsOf(facts, asked);
  const isComplete =
    isCorrectable(facts) && asked.length === 0 && open.length === 0 && problems.every((problem) => problem.isCorrected);
  return {
    title: words.title,
    meaning: words.meaning,
    whoActs: isComplete ? "The person who sent you this link" : actorWords[words.whoActs],
    next: isComplete ? "The sender of the link looks the request through and hands it in." : words.next,
    duration: words.duration,
    date: focAt === null ? null : inWords(focAt, foc?.timeZone ?? null),
    steps: stepsAt(status),
    problems,
    corrections,
    needs: open
      .filter(({ id }) => !corrections.some(({ requirement }) => requirement === id))
      .map(({ id, title, acceptance_criteria, example }) => ({
        title,
        criteria: forVisitors(acceptance_criteria),
        example,
        upload: mayUpload ? (uploadKinds[id] ?? null) : null,
      })),
    numbers: numbers.slice(0, MAX_LISTED).map((number) => ({
      ending: endingOf(number.e164),
      status: numberWords[number.status],
    })),
    isComplete,
    moreNumbers: Math.max(0, numbers.length - MAX_LISTED),
  };
}
