import { Select, type SelectProps } from "@mantine/core";
import { common } from "../strings/words";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Codes that the browser names but that are no countries. */
const notCountries = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

const names = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });

/** The name of a country in the person's language, by its ISO 3166-1 alpha-2 code. */
export const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) && names.of(code)) || code;

/** All countries, by name. */
export const countryChoices: readonly { readonly value: string; readonly label: string }[] = LETTERS.flatMap((first) =>
  LETTERS.flatMap((second) => {
    const code = first + second;
    const name = notCountries.has(code) ? undefined : names.of(code);
    return name === undefined ? [] : [{ value: code, label: `${name} (${code})` }];
  }),
).sort((one, other) => one.label.localeCompare(other.label));

/** Chooses a country. */
export function CountrySelect(props: Omit<SelectProps, "data">) {
  return <Select searchable nothingFoundMessage={common.nothingFound} {...props} data={countryChoices} />;
}
