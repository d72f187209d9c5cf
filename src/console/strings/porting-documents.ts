/** Texts of the documents of a porting request. */
export const documentTexts = {
  title: "Documents",
  drop: "Drop files here, or",
  choose: "Choose files",
  hint: "PDF, PNG, JPEG or TIFF, up to 10 MB each. All pages of the bill.",
  kind: "Kind of document",
  kinds: {
    bill: "Latest bill",
    csr: "Customer service record",
    loa: "Signed letter of authorization",
    other: "Something else",
  },
  none: "No documents yet.",
  uploading: (name: string, percent: number) => `${name}: ${percent} %`,
  tooLarge: (name: string) =>
    `${name} has more than 10 MB. Save the PDF in a smaller size, or send its pages one by one.`,
  wrongType: (name: string) => `${name} is no PDF, PNG, JPEG or TIFF. Save or scan it as one of these.`,
  progress: (name: string) => `Upload of ${name}`,
  stop: "Stop",
  dismiss: "Dismiss",
  download: "Download",
  remove: "Remove",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: "The file is deleted for good. You can upload it again.",
  size: (bytes: number) =>
    bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`,
  origins: { uploaded: "uploaded", made: "made by the platform", link: "sent by a share link" },
  letter: "Make the letter to sign",
  letterHint:
    "The platform prints the letter of authorization from the fields above. The authorized person signs it; then upload it here as a signed letter.",
  letterMade: "The letter is among the documents. Download it, have it signed, and upload the signed one.",
};
