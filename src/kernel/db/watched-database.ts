/** Wraps a call that sends this many statements to D1. */
export type Watch = <T>(statements: number, send: () => Promise<T>) => Promise<T>;

const executing: ReadonlySet<PropertyKey> = new Set(["all", "first", "run", "raw"]);

/** The same binding, with `watch` around every call that sends statements. */
export function watchedDatabase(binding: D1Database, watch: Watch): D1Database {
  const bare = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name === "bind") return (...values: unknown[]) => watched(target.bind(...values));
        const call = (...args: unknown[]) => Reflect.apply(member, target, args);
        return executing.has(name) ? (...args: unknown[]) => watch(1, async () => call(...args)) : call;
      },
    });
    bare.set(wrapped, statement);
    return wrapped;
  };
  return new Proxy(binding, {
    get(target, name) {
      if (name === "prepare") return (query: string) => watched(target.prepare(query));
      if (name === "batch") {
        return (statements: D1PreparedStatement[]) =>
          watch(statements.length, () => target.batch(statements.map((each) => bare.get(each) ?? each)));
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
