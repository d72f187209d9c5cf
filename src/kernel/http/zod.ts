/**
 * The part of zod that the Worker uses. A bundler keeps all that a namespace object names, so `z` of zod itself brings
 * its messages in 50 languages and its converters, a sixth of the Worker's script.
 */
export type {
  core,
  infer,
  input,
  output,
  RefinementCtx,
  ZodError,
  ZodInt,
  ZodRawShape,
} from "zod";
export {
  array,
  boolean,
  discriminatedUnion,
  email,
  enum,
  int,
  iso,
  lazy,
  literal,
  NEVER,
  never,
  null,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  unknown,
  ZodObject,
  ZodType,
} from "zod";
