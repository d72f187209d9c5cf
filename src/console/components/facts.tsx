import type { ReactNode } from "react";

interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  /** More of them side by side, for short values. */
  readonly isCompact?: boolean;
}

/** Names and values of one thing. */
export function Facts({ facts, isCompact = false }: FactsProps) {
  return (
    <dl className={isCompact ? "facts compact" : "facts"}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
