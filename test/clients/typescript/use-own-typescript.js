import { registerHooks } from "node:module";

// The generators need TypeScript 5, which is beside this file; at the root of the repository is TypeScript 7.
registerHooks({
  resolve: (name, context, next) =>
    next(name, name === "typescript" ? { ...context, parentURL: import.meta.url } : context),
});
