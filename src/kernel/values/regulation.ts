/** The contents that a bundle needs for numbers of one country and type, for one kind of end user. */
export interface Regulation {
  readonly id: string;
  readonly name: string;
  /** `individual` or `business`. */
  readonly endUser: string;
  readonly information: readonly RequiredField[];
  /** Every document is required, each in one of its accepted forms. */
  readonly documents: readonly RequiredDocument[];
}

export interface RequiredField {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
}

interface RequiredDocument {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly accepted: readonly {
    readonly name: string;
    readonly label: string;
    readonly fields: readonly RequiredField[];
  }[];
}
