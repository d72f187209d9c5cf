/** A strict reader of Prometheus' text form 0.0.4: throws on whatever a scraper might not take. */

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: ReadonlyMap<string, number>;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const sampleLine = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`);

export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("The last line must end.");
  const families = new Map<string, { type: string; help: string; samples: Map<string, number> }>();
  let current: string | null = null;
  let help: { name: string; text: string } | null = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, helped, words] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge)$/.exec(line) ?? [];
    if (helped !== undefined && words !== undefined) {
      help = { name: helped, text: words };
    } else if (typed !== undefined && type !== undefined) {
      if (help?.name !== typed) throw new Error(`${typed} has no help of its own before its type.`);
      if (families.has(typed)) throw new Error(`${typed} comes twice.`);
      if ((type === "counter") !== typed.endsWith("_total")) throw new Error(`${typed} is named unlike a ${type}.`);
      families.set(typed, { type, help: help.text, samples: new Map() });
      current = typed;
    } else {
      const [, name, labels = "", value] = sampleLine.exec(line) ?? [];
      if (name === undefined) throw new Error(`Not a sample: ${line}`);
      const family = name === current ? families.get(name) : undefined;
      if (!family) throw new Error(`${name} is outside its family.`);
      if (family.samples.has(labels)) throw new Error(`${name}${labels} comes twice.`);
      family.samples.set(labels, Number(value));
    }
  }
  for (const [name, { samples }] of families) if (samples.size === 0) throw new Error(`${name} has no samples.`);
  return families;
}
