import { type CsvRecord, parseCsv, unescapeCell } from "#kernel/http/csv";
import { invalidField, type Problem } from "#kernel/http/problem";
import { lazily, z } from "#kernel/http/schema";
import { trimmed } from "#kernel/values/unseen-characters";

/** Numbers in one request. */
export const MAX_TRUNK_NUMBERS = 1_000;

export const newTrunkNumbers = lazily(() =>
  z
    .strictObject({
      phone_numbers: z
        .array(z.string().max(64))
        .min(1)
        .max(MAX_TRUNK_NUMBERS)
        .openapi({
          description: "The numbers in E.164 form. Each gets a result of its own.",
          example: ["+4930901820", "+4930901821"],
        }),
    })
    .openapi("NewSipTrunkPhoneNumbers"),
);

const refused = (detail: string): Problem => invalidField("body", "", detail);

/** The numbers of a CSV file, from its column `phone_number`. Throws `validation_failed`. */
export function numbersInCsv(text: string): string[] {
  const parsed = parseCsv(text);
  if ("problem" in parsed) throw refused(parsed.problem);
  const [header, ...records] = parsed.records;
  const column = header?.fields.map(trimmed).indexOf("phone_number") ?? -1;
  if (column === -1) throw refused("The first line must name the columns; one of them must be phone_number.");
  if (records.length === 0) throw refused("The file has a header but no lines below it.");
  if (records.length > MAX_TRUNK_NUMBERS) {
    throw refused(`The file has ${records.length} lines; the maximum is ${MAX_TRUNK_NUMBERS}.`);
  }
  return records.map(({ fields }: CsvRecord) => unescapeCell(trimmed(fields[column] ?? "")));
}
