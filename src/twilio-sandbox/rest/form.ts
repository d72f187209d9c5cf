import { zValidator } from "@hono/zod-validator";
import type { z } from "zod";
import { invalidParameter } from "../problem";

/** The middleware that reads a request's form. Twilio ignores parameters that it does not know. */
export const formValidator = <Form extends z.ZodObject>(form: Form) =>
  zValidator("form", form, (result) => {
    if (!result.success) throw invalidParameter("body", "not a form");
  });
