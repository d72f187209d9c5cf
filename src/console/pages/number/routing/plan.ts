// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../../api/call";

export type Plan = NonNullable<BodyFor<"PUT", "/v1/phone-numbers/{phone_number_id}/routing">>;
export type Fallback = NonNullable<Plan["fallback"]>;
export type Schedule = NonNullable<Plan["schedule"]>;
export type Hours = Schedule["open"][number];
export type Day = Hours["days"][number];

/** Finds what is wrong at a field of the plan or below it, by its JSON pointer such as `/schedule/open/0`. */
export type ErrorAt = (pointer: string) => string | undefined;

/** The props of each part of the editor. */
export interface PlanPart {
  readonly plan: Plan;
  readonly onChange: (change: Partial<Plan>) => void;
  readonly errorAt: ErrorAt;
}

/** Reads the first error at a pointer or below it. */
export const errorFinder =
  (errors: readonly { readonly pointer: string; readonly detail: string }[]): ErrorAt =>
  (pointer) =>
    errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.detail;

/** A share of the calls in percent, without decimals. */
export const percentOf = (weight: number, all: readonly { readonly weight: number }[]): number => {
  const sum = all.reduce((total, each) => total + each.weight, 0);
  return sum === 0 ? 0 : Math.round((weight / sum) * 100);
};
