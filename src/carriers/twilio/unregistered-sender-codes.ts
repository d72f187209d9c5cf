/**
 * Error codes of messages whose sender is not registered: 30034 for a US number outside of a 10DLC campaign, 30032 for
 * a toll-free number that is not verified. https://www.twilio.com/docs/api/errors/30034,
 * https://www.twilio.com/docs/api/errors/30032
 */
export const unregisteredSenderCodes: readonly number[] = [30032, 30034];
