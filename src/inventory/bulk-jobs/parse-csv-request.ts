import { exportColumns } from "#inventory/phone-numbers/export-csv";
import { type CsvRecord, parseCsv, unescapeFormula } from "#kernel/http/csv";
import { invalidField, type Problem } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { friendlyName, metadata, tags } from "#kernel/http/wire";
import type { BulkAction, RequestedChange } from "./action-step";
import type { BulkRequest, RequestedItem } from "./match-numbers";
import { agentReference, numberReference } from "./reference-schema";
import { MAX_NUMBERS } from "./wire";

/** The columns that an action reads. Other columns of an export are ignored. */
const columnsOf = (action: BulkAction): readonly Column[] => {
  switch (action) {
    case "update":
      return ["friendly_name", "tags", "metadata"];
    case "tag":
    case "untag":
      return ["tags"];
    case "metadata":
      return ["metadata"];
    case "assign":
      return ["agent_id"];
    default:
      return [];
  }
};

type Column = "friendly_name" | "tags" | "metadata" | "agent_id";

const refused = (detail: string): Problem => invalidField("body", "", detail);

/**
 * The request of a CSV file. Throws for a file that cannot be parsed; an invalid line becomes an item with its
 * problem.
 */
export function parseCsvRequest(text: string, action: BulkAction): BulkRequest {
  const parsed = parseCsv(text);
  if ("problem" in parsed) throw refused(parsed.problem);
  const [header, ...records] = parsed.records;
  if (!header) throw refused("The file is empty; its first line must name the columns.");
  const names = header.fields.map((name) => name.trim());
  const wants = columnsOf(action);
  const problem = headerProblem(names, action, wants);
  if (problem) throw refused(`line ${header.line}: ${problem}`);
  if (records.length === 0) throw refused("The file has a header but no lines below it.");
  if (records.length > MAX_NUMBERS)
    throw refused(`The file has ${records.length} lines; the maximum is ${MAX_NUMBERS}.`);
  return { action, change: {}, items: records.map((record) => itemOn(record, names, action, wants)) };
}

function headerProblem(names: readonly string[], action: BulkAction, wants: readonly Column[]): string | null {
  const unknown = names.find((name) => !exportColumns.includes(name));
  if (unknown !== undefined) return `There is no column "${unknown}".`;
  if (new Set(names).size < names.length) return "A column occurs twice.";
  if (!names.includes("phone_number")) return "There is no column phone_number.";
  if (wants.length > 0 && !wants.some((column) => names.includes(column))) {
    return `The action ${action} needs ${wants.length > 1 ? "one of the columns" : "the column"} ${wants.join(", ")}.`;
  }
  return null;
}

function itemOn(
  { line, fields }: CsvRecord,
  names: readonly string[],
  action: BulkAction,
  wants: readonly Column[],
): RequestedItem {
  if (fields.length !== names.length) {
    const problem = `The line has ${fields.length} fields; the header has ${names.length}.`;
    return { reference: (fields[names.indexOf("phone_number")] ?? "").slice(0, 64), line, change: null, problem };
  }
  const cell = (name: string): string => unescapeFormula(fields[names.indexOf(name)]?.trim() ?? "");
  const problems: string[] = [];
  /** The value of a cell; `undefined` for an empty cell, which changes nothing. */
  const read = <Out>(name: Column, schema: z.ZodType<Out>, decode: (text: string) => unknown): Out | undefined => {
    if (!wants.includes(name) || cell(name) === "") return undefined;
    const result = schema.safeParse(decode(cell(name)));
    if (!result.success) problems.push(`${name}: ${messagesOf(result.error)}`);
    return result.data;
  };
  const number = numberReference().safeParse(cell("phone_number"));
  if (!number.success) problems.push(`phone_number: ${messagesOf(number.error)}`);
  const change: RequestedChange = {
    friendly_name: read("friendly_name", friendlyName(), (text) => text),
    tags: read("tags", tags(), (text) => (text.startsWith("[") ? fromJson(text) : namesIn(text))),
    metadata: read("metadata", metadata(), fromJson),
    agent_id: read("agent_id", agentReference(), (text) => text),
  };
  const says = Object.values(change).some((value) => value !== undefined);
  if (wants.length > 0 && problems.length === 0 && !says) problems.push(`The line has no value for ${action}.`);
  return {
    reference: number.data ?? cell("phone_number").slice(0, 64),
    line,
    change,
    problem: problems.length > 0 ? problems.join(" ") : null,
  };
}

const inWords: Readonly<Record<string, string>> = { array: "a list", record: "a JSON object", string: "text" };

const messagesOf = ({ issues }: z.ZodError): string =>
  issues
    .map((issue) =>
      issue.code === "invalid_type" ? `Must be ${inWords[issue.expected] ?? issue.expected}.` : issue.message,
    )
    .join(" ");

const namesIn = (text: string): string[] =>
  text
    .split(";")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** Invalid JSON stays text, which the schemas of lists and objects refuse. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
