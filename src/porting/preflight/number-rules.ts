// Pure: no I/O, no clock, no randomness.
import type { PreflightFacts, PreflightNumber } from "./facts";
import { type Change, type Finding, finding, named } from "./finding";
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

const together: Rule = ({ numbers }) => {
  const groups = proposeSplit(numbers);
  if (groups === null) return [];
  const carriers = new Set(groups.flatMap(({ losing_carrier }) => losing_carrier ?? []));
  const isCarriers = carriers.size > 1;
  const [largest, ...others] = groups;
  const moved = others.flatMap(({ phone_numbers }) => phone_numbers);
  return [
    finding({
      rule: isCarriers ? "several_carriers" : "several_kinds",
      severity: isCarriers ? "error" : "info",
      pointer,
      detail: isCarriers
        ? `The numbers are with ${carriers.size} carriers (${[...carriers].toSorted().join(", ")}), and a request goes to one: account number, PIN and bill belong to that carrier alone.`
        : `The numbers are of several countries or types, which carriers port apart. Submission makes ${groups.length} requests of them.`,
      fix: isCarriers
        ? `Keep the ${largest?.phone_numbers.length ?? 0} numbers of one carrier here, and make a request for each other carrier, with its own account number and bill. \`split\` has the groups.`
        : "Nothing has to be done. To split the request yourself, move the other numbers to a request of their own.",
      change: removal,
      phone_numbers: moved,
      source: "telnyx_port_in",
    }),
  ];
};

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

export const numberRules: readonly Rule[] = [
  owned,
  inOpenPort,
  notPortable,
  notChecked,
  byOperator,
  together,
  answered,
];
