/**
 * All of zod but its messages in other languages, for the bundle alone (`alias` in wrangler.toml). Libraries hand zod around as
 * a whole, so a bundler keeps whatever it exports; the messages are an eighth of everything. A test holds that nothing else
 * is missing (test/sweeps/zod.test.ts).
 */
import * as z from "./external.js";

export * from "./external.js";
export { z, z as default };
