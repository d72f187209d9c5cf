import { reasons } from "#porting/rules/reasons";

/** Explains the values of portability checks and of reasons of refused ports. */
export const portabilityVocabularies: readonly Readonly<Record<string, string>>[] = [
  Object.fromEntries(reasons.map(({ code, title }) => [code, `${title}.`])),
  { pending: "Twilio has not answered yet.", checked: "Twilio has answered, or was given up on." },
  { processing: "Answers are missing.", completed: "Each number has its answer." },
  {
    customer: "The customer who ports the number.",
    losing_carrier: "The carrier that has the number.",
    platform: "The operator of the platform.",
    no_one: "It cannot be helped.",
  },
  { not_portable: "Known before a port is requested.", rejection: "Why a port was refused." },
];
