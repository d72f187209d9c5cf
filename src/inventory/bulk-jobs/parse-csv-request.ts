import { exportColumns } from "#inventory/phone-numbers/export-csv";
import { type CsvRecord, parseCsv, unescapeCell } from "#kernel/http/csv";
import { invalidField, type Problem } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { friendlyName, metadataChange, tags } from "#kernel/http/wire";
import { nearest } from "#kernel/values/nearest";
import { trimmed } from "#kernel/values/unseen-characters";
import type { BulkAction, RequestedChange } from "./action-step";
import type { BulkRequest, RequestedItem } from "./match-numbers";
import { nameNumber } from "./name-number";
import { agentReference } from "./reference-schema";
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
  const names = withoutEmptyEnd(header.fields.map(trimmed));
  const wants = columnsOf(action);
  const problem = headerProblem(names, action, wants);
  if (problem) throw refused(`line ${header.line}: ${problem}`);
  if (records.length === 0) throw refused("The file has a header but no lines below it.");
  if (records.length > MAX_NUMBERS)
    throw refused(`The file has ${records.length} lines; the maximum is ${MAX_NUMBERS}.`);
  return { action, change: {}, items: records.map((record) => itemOn(record, names, action, wants)) };
}

/** Spreadsheets write separators after the last column, too. */
const withoutEmptyEnd = (fields: readonly string[]): string[] =>
  fields.slice(0, fields.findLastIndex((field) => field.trim() !== "") + 1);

function headerProblem(names: readonly string[], action: BulkAction, wants: readonly Column[]): string | null {
  const unnamed = names.indexOf("");
  if (unnamed !== -1) return `Column ${unnamed + 1} has no name.`;
  const unknown = names.filter((name) => !exportColumns.includes(name));
  if (unknown.length > 0) return unknownColumns(unknown);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return `The column ${twice} occurs twice.`;
  if (!names.includes("id") && !names.includes("phone_number")) return "There is no column id or phone_number.";
  if (wants.length > 0 && !wants.some((column) => names.includes(column))) {
    return `The action ${action} needs ${wants.length > 1 ? "one of the columns" : "the column"} ${wants.join(", ")}.`;
  }
  return null;
}

/** The beginning of a name in quotes: without a separator, the whole line is one name. */
const shown = (name: string): string => `"${name.slice(0, 64)}"`;

function unknownColumns(unknown: readonly string[]): string {
  const [first = "", ...others] = unknown.slice(0, 10);
  const also = others.length === 0 ? "" : ` Nor are there ${others.map(shown).join(", ")}.`;
  const meant = /^[\w\s-]+$/.test(first) ? nearest(first, exportColumns) : undefined;
  const hint =
    meant === undefined
      ? `The columns are ${exportColumns.join(", ")}, separated by commas, semicolons or tabs.`
      : `Did you mean ${meant}?`;
  return `There is no column ${shown(first)}.${also} ${hint}`;
}

/** Spreadsheets leave out the empty cells at the end of a line; a file that was cut off has no line end. */
function lengthProblem({ fields, isEnded }: CsvRecord, columns: number): string | null {
  const filled = withoutEmptyEnd(fields).length;
  if (filled > columns) return `The line has ${filled} fields; the header has ${columns}.`;
  if (fields.length >= columns || isEnded) return null;
  return `The file ends within the line, after ${fields.length} of ${columns} fields: it seems to be cut off.`;
}

function itemOn(
  record: CsvRecord,
  names: readonly string[],
  action: BulkAction,
  wants: readonly Column[],
): RequestedItem {
  const { line, fields } = record;
  const cell = (name: string): string => unescapeCell(trimmed(fields[names.indexOf(name)] ?? ""));
  const { problem: misnamed, ...number } = nameNumber(cell("id"), cell("phone_number"));
  const misshapen = lengthProblem(record, names.length);
  if (misshapen !== null) return { ...number, line, change: null, problem: misshapen };
  const problems: string[] = [];
  /** The value of a cell; `undefined` for an empty cell, which changes nothing. */
  const read = <Out>(name: Column, schema: z.ZodType<Out>, decode: (text: string) => unknown): Out | undefined => {
    if (!wants.includes(name) || cell(name) === "") return undefined;
    const result = schema.safeParse(decode(cell(name)));
    if (!result.success) problems.push(`${name}: ${messagesOf(result.error)}`);
    return result.data;
  };
  if (misnamed !== null) problems.push(misnamed);
  const change: RequestedChange = {
    friendly_name: read("friendly_name", friendlyName(), (text) => text),
    tags: read("tags", tags(), (text) => (text.startsWith("[") ? fromJson(text) : namesIn(text))),
    metadata: read("metadata", metadataChange(), fromJson),
    agent_id: read("agent_id", agentReference(), (text) => text),
  };
  const says = Object.values(change).some((value) => value !== undefined);
  if (wants.length > 0 && problems.length === 0 && !says) problems.push(`The line has no value for ${action}.`);
  return {
    ...number,
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
