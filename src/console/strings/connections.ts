/** Texts that the pages of own Twilio accounts, imports and SIP trunks share. */
export const connectionsTexts = {
  linkTo: (name: string) => `Link to ${name.replaceAll("_", " ")}`,
  milliseconds: (ms: number) => (ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms} ms`),
  columns: { number: "Number", status: "Status", agent: "Agent", name: "Name" },
};
