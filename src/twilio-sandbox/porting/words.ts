/** "Waiting for Signature" as webhooks write it: "waiting_for_signature". */
export const wordOf = (status: string): string => status.toLowerCase().replaceAll(/[ -]/g, "_");

/** "waiting_for_signature" as a port writes it for its numbers: "Waiting For Signature". */
export const titleOf = (status: string): string =>
  /^[a-z_]+$/.test(status)
    ? status
        .split("_")
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join(" ")
    : status;
