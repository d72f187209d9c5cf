/** Why a webhook was rejected. A wrong signature does not show whether the auth token, the URL or the body differs. */
const refusalReasons = ["unsigned", "wrongSignature", "replayed"] as const;
export type RefusalReason = (typeof refusalReasons)[number];
