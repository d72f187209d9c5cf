// Declares `.openapi()`, for the types alone.
import type {} from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

/**
 * zod as the API's schemas use it. What `.openapi()` says of a schema is for the OpenAPI document alone: only the document's build
 * loads the extension that records it (src/openapi/extend-zod.ts). In the Worker it does nothing, as recording costs start-up time.
 */
if (z.ZodType.prototype.openapi === undefined) {
  z.ZodType.prototype.openapi = function ignoreMetadata() {
    return this;
  };
}

export { z };

/** A schema, or some of their fields, built on first use: building all schemas of the API took most of the Worker's start-up time. */
export function lazily<Schema>(build: () => Schema): () => Schema {
  let built: Schema | undefined;
  return () => {
    built ??= build();
    return built;
  };
}
