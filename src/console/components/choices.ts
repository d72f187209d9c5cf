// Pure: no I/O, no clock, no randomness.
/** The choices of a field, from their names by value. With `Value`, a name that is missing does not compile. */
export const choicesOf = <Value extends string = string>(names: Readonly<Record<Value, string>>) =>
  Object.entries<string>(names).map(([value, label]) => ({ value, label }));

/**
 * The values of a closed list of the API, in the order of the object. The object's type names the list, so a value that
 * is added to the API does not compile until it is here.
 */
export const listed = <Value extends string>(values: Readonly<Record<Value, unknown>>): readonly Value[] =>
  // A literal of this type has these keys and no others.
  Object.keys(values) as Value[];
