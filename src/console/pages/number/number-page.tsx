/** One number, with all that belongs to it. */
export function NumberPage() {
  return null;
}
