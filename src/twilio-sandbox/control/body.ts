import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";

/** The JSON of the body, whatever its Content-Type says: `curl -d` is good enough here. */
export async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw failure(400, "the body is not JSON");
  }
}

export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw failure(400, z.prettifyError(parsed.error));
  return parsed.data;
}

export function failure(status: 400 | 404 | 409, message: string): HTTPException {
  return new HTTPException(status, { message });
}
