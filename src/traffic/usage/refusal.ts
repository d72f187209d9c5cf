/**
 * Why a request to a number's door was turned away. A wrong signature does not tell what is wrong: the token, the URL or the
 * body.
 */
export const refusalReasons = ["unsigned", "wrongSignature", "replayed"] as const;
export type RefusalReason = (typeof refusalReasons)[number];
