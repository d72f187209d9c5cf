import { extendZodWithOpenApi } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

/** Makes `.openapi()` record its metadata. Import this before every module that builds schemas. */
extendZodWithOpenApi(z);
