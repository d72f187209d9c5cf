import fc from "fast-check";

// `npm test` draws the same cases each time, so it is red only if a change made it so. The soak draws new ones every night.
if (import.meta.env.SOAK !== "1") fc.configureGlobal({ seed: 20_261_129 });
