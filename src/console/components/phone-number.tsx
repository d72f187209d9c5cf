import { useSyncExternalStore } from "react";

type Format = (e164: string, style: "national" | "international") => string;

/** The library comes after the page: until then numbers stand in E.164. */
let format: Format = (e164) => e164;
const listeners = new Set<() => void>();
let hasStarted = false;

function onFormat(listener: () => void): () => void {
  listeners.add(listener);
  if (!hasStarted) void loadFormat();
  return () => listeners.delete(listener);
}

async function loadFormat(): Promise<void> {
  hasStarted = true;
  const { parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  let last = "";
  let parsed: ReturnType<typeof parsePhoneNumberFromString>;
  format = (e164, style) => {
    // The same number is mostly written in both styles.
    if (e164 !== last) [last, parsed] = [e164, parsePhoneNumberFromString(e164)];
    if (!parsed) return e164;
    return style === "national" ? parsed.formatNational() : parsed.formatInternational();
  };
  for (const each of listeners) each();
}

/** Writes numbers for people. */
export const usePhoneFormat = (): Format => useSyncExternalStore(onFormat, () => format);

/** A phone number in international form; hovering shows the national form and E.164. Other texts stay as they are. */
export function PhoneNumber({ number }: { readonly number: string }) {
  const write = usePhoneFormat();
  return (
    <span className="phone-number" title={`${write(number, "national")} · ${number}`}>
      {write(number, "international")}
    </span>
  );
}
