export const accountSid = "AC00000000000000000000000000005a4d";

/** What a client of Twilio needs, and the requests that it sends. Twilio refuses everything, so nothing is repeated. */
export function refusingTwilio() {
  const sent: Request[] = [];
  const setup = {
    fetch: async (url: string, init: RequestInit) => {
      sent.push(new Request(url, init));
      return Response.json({ code: 20001, message: "No", status: 400 }, { status: 400 });
    },
    sleep: async () => undefined,
    now: () => 0,
    random: () => 0,
    account: {
      id: accountSid,
      accountSid,
      username: accountSid,
      password: "0123456789abcdef0123456789abcdef",
      region: "us1" as const,
    },
    baseUrl: undefined,
    timeoutMs: 1_000,
  };
  return { setup, sent };
}
