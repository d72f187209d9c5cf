/** What a bundle must contain for numbers of one country and type, when they are for this kind of end user. */
export interface Regulation {
  readonly id: string;
  readonly name: string;
  /** `individual` or `business`. */
  readonly endUser: string;
  readonly information: readonly RequiredField[];
  /** All of them are needed, each in one of the forms that are accepted. */
  readonly documents: readonly RequiredDocument[];
}

export interface RequiredField {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
}

export interface RequiredDocument {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly accepted: readonly {
    readonly name: string;
    readonly label: string;
    readonly fields: readonly RequiredField[];
  }[];
}
