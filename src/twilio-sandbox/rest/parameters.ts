import { invalidParameter } from "../problem";

/** A form as it came; the last value of a repeated parameter counts. */
export type Form = Readonly<Record<string, string>>;

/** Reads the value of one parameter, or throws Twilio's refusal. */
type Reader = (name: string, value: string) => unknown;
export type Parameters = Readonly<Record<string, Reader>>;

export const text =
  (most: number): Reader =>
  (name, value) => {
    if (value.length > most) throw invalidParameter(name, value);
    return value;
  };

const matching =
  (pattern: RegExp): Reader =>
  (name, value) => {
    if (!pattern.test(value)) throw invalidParameter(name, value);
    return value;
  };

/** An empty value clears it. */
export const url: Reader = (name, value) => {
  if (value === "") return null;
  const { protocol } = URL.parse(value) ?? {};
  if (protocol !== "http:" && protocol !== "https:") throw invalidParameter(name, value);
  return value;
};

export const oneOf =
  (choices: readonly string[]): Reader =>
  (name, value) => {
    if (!choices.includes(value)) throw invalidParameter(name, value);
    return value;
  };

export const method: Reader = (name, value) => oneOf(["GET", "POST"])(name, value.toUpperCase());

export const flag: Reader = (name, value) => oneOf(["true", "false"])(name, value.toLowerCase()) === "true";

export const integer =
  (least: number, most: number): Reader =>
  (name, value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) throw invalidParameter(name, value);
    return number;
  };

/** The SID of a resource; an empty value clears it. */
export const sid =
  (prefix: string): Reader =>
  (name, value) =>
    value === "" ? null : matching(new RegExp(`^${prefix}[0-9a-f]{32}$`))(name, value);

/** A SIP address of a gateway. Twilio takes the scheme `sip:` only. */
export const sipUri: Reader = matching(/^sip:([^@\s;]+@)?[A-Za-z0-9.[\]:-]+(;[^\s;]+)*$/);

/** A dotted IPv4 address. */
export const ipv4: Reader = matching(/^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/);

/** `VoiceUrl` is the field `voice_url`. */
const fieldOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at) => (at > 0 ? "_" : "") + letter.toLowerCase());

/** The fields that the form sets. Twilio ignores parameters that it does not know. */
export function readParameters(parameters: Parameters, form: Form): Record<string, unknown> {
  const given = Object.entries(parameters).filter(([name]) => form[name] !== undefined);
  return Object.fromEntries(given.map(([name, reader]) => [fieldOf(name), reader(name, form[name] ?? "")]));
}
