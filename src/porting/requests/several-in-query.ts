import { z } from "#kernel/http/schema";

/** A filter of a list by one or several words: separated by commas, or in repeated fields. */
export const severalOf = <const Words extends readonly [string, ...string[]]>(words: Words, description: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((list) => list.split(",")))
    .pipe(z.array(z.enum(words)))
    .optional()
    .openapi({ type: "array", items: { type: "string", enum: [...words] }, description });
