// Pure: no I/O, no clock, no randomness.
import type { PortingRequest } from "../porting/request-status";

export const editSteps = ["numbers", "account", "address", "documents", "date", "after", "review"] as const;
export type EditStep = (typeof editSteps)[number];

export const stepFrom = (text: string | undefined): EditStep => editSteps.find((step) => step === text) ?? "numbers";

const stepOfField: Readonly<Record<string, EditStep>> = {
  phone_numbers: "numbers",
  name: "numbers",
  customer_reference: "numbers",
  losing_carrier: "account",
  customer: "account",
  billing_telephone_number: "account",
  account_number: "account",
  pin: "account",
  service_address: "address",
  billing_address: "address",
  authorized_person: "address",
  documents: "documents",
  bill: "documents",
  desired: "date",
  configuration: "after",
  scope: "after",
  remaining_numbers: "after",
};

export type Finding = NonNullable<PortingRequest["preflight"]>["findings"][number];
/** The parts of a request that say what is left to do. */
type Looked = Pick<PortingRequest, "preflight" | "requirements">;
export type Requirement = PortingRequest["requirements"][number];

/** The step that has the field of a JSON pointer. */
export const stepOfPointer = (pointer: string): EditStep => stepOfField[pointer.split("/")[1] ?? ""] ?? "review";

/** The step that has what a requirement asks for. */
export const stepOfRequirement = ({ kind, pointer }: Requirement): EditStep =>
  kind === "document" ? "documents" : stepOfPointer(pointer);

export const findingsOf = ({ preflight }: Looked): readonly Finding[] => preflight?.findings ?? [];

/** The findings about a field or a part of it. */
export const findingsAt = (request: Looked, pointer: string): readonly Finding[] =>
  findingsOf(request).filter((finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`));

/** The requirements of a field that the losing carrier refused. */
export const refusedAt = (request: Looked, pointer: string): readonly Requirement[] =>
  request.requirements.filter(
    (each) => each.status === "rejected" && each.kind === "field" && each.pointer === pointer,
  );

/** How many errors, warnings and refusals of the carrier are left to look at in a step. */
export function openCountOf(request: Looked, step: EditStep): number {
  const found = findingsOf(request).filter(({ severity }) => severity !== "info");
  const refused = request.requirements.filter(({ kind, status }) => kind === "field" && status === "rejected");
  return (
    found.filter(({ pointer }) => stepOfPointer(pointer) === step).length +
    refused.filter((requirement) => stepOfRequirement(requirement) === step).length
  );
}
