import { Tooltip } from "@mantine/core";
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
  format = (e164, style) => {
    const parsed = parsePhoneNumberFromString(e164);
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
    <Tooltip label={`${write(number, "national")} · ${number}`}>
      <span className="phone-number">{write(number, "international")}</span>
    </Tooltip>
  );
}
