// Declares `.openapi()`, for the types alone.
import type {} from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

/**
 * zod for the API's schemas. Only the OpenAPI document uses the metadata in `.openapi()`, so only its build loads the
 * extension that records it (src/openapi/extend-zod.ts). In the Worker the method does nothing, to save start-up time.
 */
if (z.ZodType.prototype.openapi === undefined) {
  z.ZodType.prototype.openapi = function ignoreMetadata() {
    return this;
  };
}

export { z };

/** Builds a schema, or fields of one, on first use: building all schemas took most of the Worker's start-up time. */
export function lazily<Schema>(build: () => Schema): () => Schema {
  let built: Schema | undefined;
  return () => {
    built ??= build();
    return built;
  };
}
