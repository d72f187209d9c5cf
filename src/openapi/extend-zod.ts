import { extendZodWithOpenApi } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

/** Makes `.openapi()` record what it is told. Import this before every module that makes schemas. */
extendZodWithOpenApi(z);
