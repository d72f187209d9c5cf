import { z } from "zod";

/** Reads an agent's message; a string says what is wrong with it. */
export function readMessage<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `it is not JSON: ${text.slice(0, 200)}`;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : `${z.prettifyError(parsed.error)}: ${text.slice(0, 200)}`;
}
