// Pure: no I/O, no clock, no randomness.
import { common } from "../strings/words";

interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** An amount in the person's language, such as `$1.15`. A price that is not known is a dash. */
export function moneyText(money: Money | null | undefined): string {
  if (!money) return common.noValue;
  const digits = money.amount.split(".")[1]?.length ?? 0;
  const options = { style: "currency", currency: money.currency, minimumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(undefined, { ...options, maximumFractionDigits: Math.max(2, digits) }).format(
    Number(money.amount),
  );
}

/** Sums in several currencies, side by side. */
export const sumsText = (sums: readonly Money[]): string =>
  sums.length === 0 ? common.noValue : sums.map(moneyText).join(" + ");
