/** Texts of the pages that check whether numbers can be ported. */
export const portingCheckTexts = {
  title: "Can my numbers be ported?",
  lead: "Paste up to 1,000 numbers. Nothing happens to them, and your present carrier is not asked.",
  numbers: "Phone numbers",
  numbersHint: "One per line, or with commas. Ranges like +13125550100-+13125550119 work, too.",
  check: "Check numbers",
  counted: (count: number, repeated: number) =>
    `${count === 1 ? "1 number" : `${count} numbers`}${repeated > 0 ? `, ${repeated} named twice` : ""}`,
  noNumber: (texts: readonly string[]) =>
    `Not a phone number: ${texts.slice(0, 3).join(", ")}${texts.length > 3 ? ` and ${texts.length - 3} more` : ""}. Write it with + and the country code.`,
  tooMany: (most: number) => `A check takes up to ${most.toLocaleString()} numbers.`,
  nothing: "Paste at least one number.",
  recent: "Earlier checks",
  enter: "Enter numbers to check",
  noneYet: "No checks yet",
  noneYetHint: "The results of your checks stay here.",
  columns: { when: "When", numbers: "Numbers", result: "Result", status: "Status" },
  summary: ({ portable, not_portable, undetermined }: Counts) =>
    [
      `${portable} portable`,
      ...(not_portable > 0 ? [`${not_portable} not`] : []),
      ...(undetermined > 0 ? [`${undetermined} unclear`] : []),
    ].join(", "),
  result: {
    title: "Portability check",
    running: (done: number, total: number) => `Twilio has answered for ${done} of ${total} numbers.`,
    complete: (total: number) =>
      total === 1 ? "Twilio has answered for the number." : `Twilio has answered for all ${total} numbers.`,
    progress: "Progress of the check",
    portable: "Portable",
    operator: "By an operator",
    notPortable: "Not portable",
    unclear: "Unclear",
    conflict: "Blocked here",
    pending: "Asking",
    show: "Show",
    all: "All",
    start: (count: number) => (count === 1 ? "Port this number" : `Port these ${count} numbers`),
    startHint: "Makes a draft with them. You can still change everything.",
    noneToPort: "None of these numbers can be ported as they stand. The table says why, and what to do.",
    withOperator: (count: number) =>
      `Also ${count === 1 ? "1 number" : `${count} numbers`} that an operator ports by hand`,
    columns: {
      number: "Number",
      answer: "Answer",
      reason: "Why",
      needs: "The carrier asks for",
      kind: "Kind",
    },
    pinNeeded: "account number and PIN",
    kind: (country: string, type: string) => `${country}, ${type.replace("_", "-")}`,
    again: "New check",
    whatToDo: "The way out",
    about: (numbers: readonly string[]) =>
      numbers.length > 3 ? `${numbers.slice(0, 3).join(", ")} and ${numbers.length - 3} more` : numbers.join(", "),
    noResults: "No number matches this filter.",
    ready: "Nothing stands in the way.",
    openRequest: "Open that request",
  },
};

interface Counts {
  readonly portable: number;
  readonly not_portable: number;
  readonly undetermined: number;
}
