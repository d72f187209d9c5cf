import type { Plugin } from "esbuild";

/** Lets bundles in ES modules hold dns-packet, which requires `buffer`. Wrangler does the same for the Worker. */
export const bufferPlugin: Plugin = {
  name: "buffer",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^buffer$/ }, ({ path }) => ({ path, namespace: "buffer" }));
    onLoad({ filter: /.*/, namespace: "buffer" }, () => ({ contents: 'export { Buffer } from "node:buffer";' }));
  },
};
