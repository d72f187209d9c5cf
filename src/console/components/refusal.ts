/** Something that a page itself refuses, or that a job of the API reports: in words for people. */
export class Refusal extends Error {
  /** The API's code; `null`: the console refuses it by itself. */
  readonly code: string | null;

  constructor(detail: string, code: string | null = null) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
  }
}
