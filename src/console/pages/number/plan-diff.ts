// Pure: no I/O, no clock, no randomness.
/** One place where two values differ; a missing side is `undefined`. */
export interface Difference {
  /** The fields that lead there, such as `schedule.open`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);

/** An entry of a plan as a short text. */
function shortText(value: unknown): string {
  if (isRecord(value)) {
    return Object.entries(value)
      .filter(([, each]) => !isEmpty(each))
      .map(([name, each]) => `${name.replaceAll("_", " ")}: ${shortText(each)}`)
      .join(", ");
  }
  return Array.isArray(value) ? value.map(shortText).join(" ") : String(value);
}

/** How two values differ: fields one by one, lists by the entries that only one of them has. */
export function differencesOf(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if ((isRecord(before) || isEmpty(before)) && (isRecord(after) || isEmpty(after))) {
    const one = isRecord(before) ? before : {};
    const other = isRecord(after) ? after : {};
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) =>
      differencesOf(one[name], other[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(before) || Array.isArray(after)) {
    const one = new Map((Array.isArray(before) ? before : []).map((each) => [JSON.stringify(each), shortText(each)]));
    const other = new Map((Array.isArray(after) ? after : []).map((each) => [JSON.stringify(each), shortText(each)]));
    const gone = [...one].filter(([key]) => !other.has(key));
    const come = [...other].filter(([key]) => !one.has(key));
    return [
      ...gone.map(([, text]) => ({ path, before: text, after: undefined })),
      ...come.map(([, text]) => ({ path, before: undefined, after: text })),
    ];
  }
  return [
    {
      path,
      before: isEmpty(before) ? undefined : shortText(before),
      after: isEmpty(after) ? undefined : shortText(after),
    },
  ];
}
