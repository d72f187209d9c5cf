// Declares `.openapi()`, for the types alone.
import type {} from "@asteasolutions/zod-to-openapi";
import * as z from "./zod";

/**
 * zod for the API's schemas. Only the OpenAPI document uses the metadata in `.openapi()`, so only its build loads the
 * extension that records it (src/openapi/extend-zod.ts). In the Worker the method does nothing, to save start-up time.
 */
if (z.ZodType.prototype.openapi === undefined) {
  z.ZodType.prototype.openapi = function ignoreMetadata() {
    return this;
  };
}

export { lazily } from "#kernel/values/lazily";
export { z };
