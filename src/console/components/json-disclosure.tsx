import { JsonView } from "./json-view";

/** A value as JSON, behind its name until a person asks for it. */
export function JsonDisclosure({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    <details className="disclosure">
      <summary>{label}</summary>
      <JsonView label={label} value={value} />
    </details>
  );
}
