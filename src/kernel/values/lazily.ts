// Pure: no I/O, no clock, no randomness.
/** A value that is built on first use. Building all schemas of the API took most of the Worker's start-up time. */
export function lazily<Value>(build: () => Value): () => Value {
  let built: Value | undefined;
  return () => {
    built ??= build();
    return built;
  };
}
