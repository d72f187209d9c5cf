// Pure: no I/O, no clock, no randomness.
import { hash32 } from "./hash32";

/** Evenly spread over the open interval from 0 to 1. */
const unit = (text: string): number => (hash32(text) + 0.5) / 2 ** 32;

/**
 * The candidate with the lowest score is drawn for a key, over many keys in proportion to the weights (weighted
 * rendezvous hashing): raising a weight moves keys to that candidate only. Infinite without a weight.
 */
export const rendezvousScore = (key: string, id: string, weight: number): number =>
  -Math.log(unit(`${key}\n${id}`)) / weight;
