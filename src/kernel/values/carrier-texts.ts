// Pure: no I/O, no clock, no randomness.

/** Says what to correct when Twilio answers 401 about an account that a tenant connected. */
export const REJECTED_ACCOUNT_CREDENTIALS =
  "Twilio does not accept the credentials of the connected carrier account: correct them with PATCH /v1/carrier-accounts/{carrier_account_id}.";

/** Says what to do when Twilio answers 70051 about an account that a tenant connected. */
export const MISSING_PERMISSION =
  "The API key of the connected carrier account lacks a permission: add it to the key in Twilio's Console, or connect the account " +
  "with a Standard key or its auth token.";

/** Says which settings to correct when Twilio answers 401 to the platform. */
export const REJECTED_CREDENTIALS =
  "Twilio does not accept the platform's credentials: the operator must correct the settings TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.";

/** Says what to do when Twilio answers 20005 about an account that a tenant connected. */
export const SUSPENDED_ACCOUNT =
  "Twilio has suspended the connected carrier account. Twilio's Console says why; most often the balance is used up.";

/** Says what to do when Twilio answers 20005 to the platform. */
export const SUSPENDED_PLATFORM_ACCOUNT =
  "Twilio has suspended the platform's account: the operator must see in Twilio's Console why.";
