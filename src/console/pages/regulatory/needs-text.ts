// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";
import { regulatoryTexts } from "../../strings/regulatory";

export type Requirements = Answer<"GET", "/v1/regulatory-requirements">;
type Needs = Requirements["requirements"];

export const needsNothing = ({ address, bundle }: Needs): boolean => address === "none" && bundle === false;

/** The needs of a number, in sentences. */
export const needsLines = ({ address, bundle }: Needs): readonly string[] => [
  address === null ? regulatoryTexts.addressUnknown : regulatoryTexts.address[address],
  bundle === null ? regulatoryTexts.bundleUnknown : bundle ? regulatoryTexts.bundle : regulatoryTexts.noBundle,
];
