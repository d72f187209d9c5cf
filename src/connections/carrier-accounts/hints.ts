// Pure: no I/O, no clock, no randomness.

/** The remedies for Twilio's error codes: https://www.twilio.com/docs/api/errors */
const hints: Readonly<Record<number, string>> = {
  20003:
    "Twilio does not know these credentials, or the account is closed. Compare the SID and the secret with Twilio's Console; each region has an " +
    "auth token and API keys of its own, and a key that was deleted never works again.",
  20005: "Twilio suspended the account. Twilio's Console says why; most often the balance is used up.",
  20006: "The credentials may not do this. Use the auth token, or a key with more permissions.",
  20008: "These are Twilio's test credentials, which own no numbers. Use the live ones.",
  20404:
    "The credentials belong to another account. Connect the account or sub-account that they belong to, by its own Account SID.",
  20429: "Twilio limits the account's requests. Verify again in a minute.",
  70051:
    "The API key is restricted and lacks a permission. Add it to the key in Twilio's Console, or use a Standard key or the auth token.",
};

export const twilioHint = (carrierCode: number | null): string | null =>
  carrierCode === null ? null : (hints[carrierCode] ?? null);
