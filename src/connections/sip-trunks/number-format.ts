// Pure: no I/O, no clock, no randomness.
import { parseE164 } from "#kernel/values/phone";
import type { NumberFormat } from "./trunk";

/** How the carrier of a trunk writes phone numbers. */

/** An E.164 number as the carrier writes it: `+14155550123` is `14155550123` without plus. */
export function toTrunkNumber(e164: string, { plus, strip_prefix, add_prefix }: NumberFormat): string {
  const digits = e164.replace(/^\+/, "");
  const rest = digits.startsWith(strip_prefix) ? digits.slice(strip_prefix.length) : digits;
  return `${plus ? "+" : ""}${add_prefix}${rest}`;
}

/**
 * The E.164 numbers that the user part of a SIP URI can stand for, the likeliest first: in the carrier's own format, in
 * E.164 with a plus sign, `00` or nothing in front. Empty if it is no number.
 */
export function possibleNumbers(userPart: string, { plus, strip_prefix, add_prefix }: NumberFormat): string[] {
  // RFC 3966: visual separators have no meaning, and parameters follow a semicolon.
  const text = (userPart.split(";")[0] ?? "").replaceAll(/[().\- ]/g, "");
  const sign = plus ? "+" : "";
  const own = text.startsWith(`${sign}${add_prefix}`) ? text.slice(sign.length + add_prefix.length) : null;
  const candidates = [
    ...(own !== null && own !== "" ? [`+${strip_prefix}${own}`] : []),
    text.replace(/^\+?/, "+"),
    ...(text.startsWith("00") ? [`+${text.slice(2)}`] : []),
  ];
  const numbers = candidates.map(parseE164).flatMap((parsed) => ("e164" in parsed ? [parsed.e164] : []));
  return [...new Set(numbers)];
}
