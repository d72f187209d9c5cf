/** Texts of failures without an answer of the API, and of what can be done about any failure. */
export const errorTexts = {
  network: "The platform did not answer. Check your connection and try again.",
  networkChange:
    "The connection was lost before the answer came, so the change may have been made. Look before you try again.",
  timeout: (seconds: number) =>
    `The platform did not answer within ${seconds} seconds. Try again; if that keeps on, send the error report to the people who run the platform.`,
  timeoutChange: (seconds: number) =>
    `The platform did not answer within ${seconds} seconds, so the change may have been made. Look before you try again.`,
  badAnswer: (status: number, type: string) =>
    `Something between this page and the platform answered in its place (status ${status}, ${type}): a proxy, a firewall or a network that wants you to sign in. Open another website to see whether your network lets you through, then try again.`,
  noType: "no type",
  pageNotLoaded:
    "A part of this page could not be loaded: the connection was cut, or the console has a new version. Load the page again.",
  pageFailed: (message: string) =>
    `The console made a mistake: ${message}. Load the page again; if that does not help, send the error report to the people who run the platform.`,
  reload: "Load the page again",
  inactive: "Not shown while your tenant may not use the platform.",
};
