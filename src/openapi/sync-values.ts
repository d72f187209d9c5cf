/** Explains the values of syncs and jobs. */
export const syncVocabularies: readonly Readonly<Record<string, string>>[] = [
  {
    waiting: "Waits for another run to end.",
    running: "Under way.",
    completed: "Finished.",
    failed: "Stopped by an error.",
  },
  {
    listing: "Reads the Twilio account's numbers.",
    missing: "Looks for numbers that the account does not list.",
    losing: "Sets numbers that Twilio no longer has to `lost`.",
    closing: "Closes findings that no longer hold.",
  },
  {
    orphaned: "Twilio has a number that no tenant owns.",
    missing: "Twilio does not list a number of the inventory.",
    drifted: "A number's settings at Twilio differ.",
    found: "Twilio has a number again that was `lost`.",
  },
  {
    carrier_id: "Twilio's id of the number.",
    label: "The number's name at Twilio.",
    voice_url: "The URL for calls.",
    voice_status_url: "The URL for the status of calls.",
    sms_url: "The URL for messages.",
    voice_application: "A TwiML application that takes calls instead of the URL.",
    sms_application: "A TwiML application that takes messages instead of the URL.",
    trunk: "A SIP trunk that takes calls instead of the URL.",
  },
  {
    report: "Opens a finding.",
    adopt: "Gives the number to its owner.",
    repair: "Sets the fields at Twilio.",
    reactivate: "Makes the number active again.",
    give_up: "Sets the number to `lost`.",
  },
  { planned: "To be done; in a preview, what a run would do.", done: "Done.", open: "Not done; a person has to look." },
  {
    running: "Under way.",
    completed: "Finished.",
    paused: "Has more to do; the next run goes on.",
    failed: "Stopped by an error.",
    died: "Stopped without a word, for example at a deployment.",
  },
];
