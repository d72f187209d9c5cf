/** Explains the values of imports and detachments. */
export const importVocabularies: readonly Readonly<Record<string, string>>[] = [
  { import: "Brings numbers of your own account here.", detach: "Puts imported numbers back as they were." },
  {
    trunk: "A SIP trunk takes its calls.",
    application: "A TwiML application answers it.",
    studio_flow: "A Studio flow answers it.",
    region: "Another Twilio Region answers its calls.",
    already_imported: "You have imported it.",
    imported_by_another_tenant: "Another tenant has imported it.",
  },
  {
    changed: "Another program has changed it since the import; it stays as it is.",
    refused: "Twilio refuses the value that it had.",
    not_kept: "Twilio took the value, and shows another one.",
    number_gone: "The account does not have the number any more.",
    forced: "Nothing was asked of Twilio.",
  },
];
