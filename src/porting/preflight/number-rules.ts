// Pure: no I/O, no clock, no randomness.
import type { PreflightFacts, PreflightNumber } from "./facts";
import { type Change, type Finding, finding, named } from "./finding";
import { carrierKey, isWithCarrier } from "./own-numbers";
import { proposeSplit } from "./split";

/** Rules about the numbers: whether each can move, and whether they can move together. */

export type NumberRule =
  | "number_owned"
  | "number_in_open_port"
  | "number_not_portable"
  | "portability_not_checked"
  | "ported_by_operator"
  | "several_carriers"
  | "several_kinds"
  | "no_agent";

type Rule = (facts: PreflightFacts) => Finding<NumberRule>[];

const e164sOf = (numbers: readonly PreflightNumber[]): string[] => numbers.map(({ e164 }) => e164);

const removal: Change = { kind: "remove_numbers" };

const pointer = "/phone_numbers";
const areOr = (numbers: readonly unknown[], one: string, several: string): string =>
  numbers.length === 1 ? one : several;

const owned: Rule = ({ numbers }) => {
  const here = numbers.filter(({ isOwnedHere }) => isOwnedHere);
  if (here.length === 0) return [];
  return [
    finding({
      rule: "number_owned",
      severity: "error",
      pointer,
      detail: `${named(e164sOf(here))} ${areOr(here, "is", "are")} in service on this platform already.`,
      fix: "Take the numbers out of the request.",
      change: removal,
      phone_numbers: e164sOf(here),
      source: "platform",
    }),
  ];
};

const inOpenPort: Rule = ({ numbers }) => {
  const open = numbers.filter(({ isInOpenPort, isOwnedHere }) => isInOpenPort && !isOwnedHere);
  if (open.length === 0) return [];
  return [
    finding({
      rule: "number_in_open_port",
      severity: "error",
      pointer,
      detail: `${named(e164sOf(open))} ${areOr(open, "is", "are")} in another open porting request.`,
      fix: "Take the numbers out of the request, or wait until the other one is completed or canceled.",
      change: removal,
      phone_numbers: e164sOf(open),
      source: "platform",
    }),
  ];
};

/** Twilio ports these, but not through its API: an operator does it. */
const MOVED_BY_HAND = "operator_path_only";

const notPortable: Rule = ({ numbers }) => {
  const refused = numbers.filter(
    ({ portability, isOwnedHere, isInOpenPort }) =>
      portability?.isPortable === false && portability.reason?.code !== MOVED_BY_HAND && !isOwnedHere && !isInOpenPort,
  );
  return [...Map.groupBy(refused, ({ portability }) => portability?.reason?.code ?? "not_supported")].map(([, same]) =>
    finding({
      rule: "number_not_portable",
      severity: "error",
      pointer,
      detail: `${named(e164sOf(same))} cannot be ported: ${same[0]?.portability?.reason?.detail ?? "Twilio gives no reason."}`,
      fix: "Take the numbers out of the request.",
      change: removal,
      phone_numbers: e164sOf(same),
      source: "twilio_portability",
    }),
  );
};

const notChecked: Rule = ({ numbers, path }) => {
  const unknown = numbers.filter(({ portability }) => portability === null);
  if (unknown.length === 0 || path === "operator") return [];
  return [
    finding({
      rule: "portability_not_checked",
      severity: "info",
      pointer,
      detail: `Twilio was not asked yet whether ${named(e164sOf(unknown))} can be ported.`,
      fix: "Make a portability check of the numbers. It takes seconds.",
      phone_numbers: e164sOf(unknown),
      source: "twilio_portability",
    }),
  ];
};

const byOperator: Rule = ({ numbers, path }) => {
  if (path !== "operator") return [];
  const byHand = numbers.filter(({ country, type }) => country !== "US" || type === "toll_free");
  if (byHand.length === 0) return [];
  return [
    finding({
      rule: "ported_by_operator",
      severity: "info",
      pointer,
      detail: `Twilio's API ports local and mobile numbers of the US only, so an operator moves ${named(e164sOf(byHand))}. It takes longer.`,
      fix: null,
      phone_numbers: e164sOf(byHand),
      source: "twilio_port_in",
    }),
  ];
};

/** Whether the numbers can move together: the one rule about all numbers, those of other carriers, too. */
export const movedTogether: Rule = ({ numbers, details: { losing_carrier }, status }) => {
  const groups = proposeSplit(numbers, losing_carrier);
  const isOwn = ({ losingCarrier }: PreflightNumber): boolean => isWithCarrier(losingCarrier, losing_carrier);
  if (losing_carrier !== null && numbers.length > 0 && !numbers.some(isOwn))
    return [noneOfItsCarrier(numbers, losing_carrier)];
  if (groups === null) return [];
  const carriers = [
    ...new Map(
      groups.flatMap(({ losing_carrier: name }) => (name === null ? [] : [[carrierKey(name), name]])),
    ).values(),
  ].toSorted();
  const [largest, ...others] = groups;
  const moved = others.flatMap(({ phone_numbers }) => phone_numbers);
  if (carriers.length < 2) {
    return [
      finding({
        rule: "several_kinds",
        severity: "info",
        pointer,
        detail: `The numbers are of several countries or types, which carriers port apart. Submission makes ${groups.length} requests of them.`,
        fix: "Nothing has to be done. To split the request yourself, move the other numbers to a request of their own.",
        change: removal,
        phone_numbers: moved,
        source: "telnyx_port_in",
      }),
    ];
  }
  const isDivided = losing_carrier !== null && status === "draft";
  const belongs = "account number, PIN and bill belong to one carrier";
  return [
    finding({
      rule: "several_carriers",
      severity: isDivided ? "info" : "error",
      pointer,
      detail: isDivided
        ? `The numbers are with ${carriers.length} carriers (${carriers.join(", ")}), and ${belongs}. Submission hands in those of ${losing_carrier}, and makes a draft of those of each other carrier.`
        : `The numbers are with ${carriers.length} carriers (${carriers.join(", ")}), and a request goes to one: ${belongs}.`,
      fix: isDivided
        ? "Nothing has to be done before. Afterwards give each draft the account number and bill of its carrier, and submit it."
        : `Name the carrier of the account number as losing_carrier: a draft then becomes one request for each carrier. Or keep the ${largest?.phone_numbers.length ?? 0} numbers of one carrier here. \`split\` has the groups.`,
      change: removal,
      phone_numbers: moved,
      source: "telnyx_port_in",
    }),
  ];
};

const noneOfItsCarrier = (numbers: readonly PreflightNumber[], losingCarrier: string): Finding<NumberRule> =>
  finding({
    rule: "several_carriers",
    severity: "error",
    pointer: "/losing_carrier",
    detail: `No number is with ${losingCarrier}, whose account number and bill the request has: each names another carrier.`,
    fix: "Name the carrier of the numbers as losing_carrier, with its account number and bill, or correct the carriers of the numbers.",
    change: {
      kind: "set_field",
      pointer: "/losing_carrier",
      value: { name: numbers[0]?.losingCarrier ?? losingCarrier },
    },
    phone_numbers: e164sOf(numbers),
    source: "telnyx_port_in",
  });

const answered: Rule = ({ numbers, details: { configuration } }) =>
  configuration.agent_id !== null || configuration.routing !== null || numbers.length === 0
    ? []
    : [
        finding({
          rule: "no_agent",
          severity: "info",
          pointer: "/configuration",
          detail:
            "No agent is set for the numbers, so calls find none once a number without settings of its own has moved.",
          fix: "Set configuration.agent_id. The numbers then answer from the first call on.",
          source: "platform",
        }),
      ];

export const numberRules: readonly Rule[] = [owned, inOpenPort, notPortable, notChecked, byOperator, answered];
