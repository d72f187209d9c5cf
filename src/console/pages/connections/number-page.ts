// Pure: no I/O, no clock, no randomness.
/** The page of a phone number. */
export const numberPage = (id: string): string => `/numbers/${id}`;
