import { DurableObject } from "cloudflare:workers";
import { createApp } from "./app";
import { brokenHeader } from "./rest/answer";
import { openSandbox, type SandboxEnv } from "./sandbox";

/** One object is one Twilio account: all requests meet here, so whatever happens in one turn happens at once. */
export class SandboxAccount extends DurableObject<SandboxEnv> {
  readonly #app: ReturnType<typeof createApp>;

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env);
    this.#app = createApp(openSandbox(ctx, env));
  }

  override async fetch(request: Request): Promise<Response> {
    return this.#app.fetch(request);
  }
}

export default {
  async fetch(request: Request, env: SandboxEnv): Promise<Response> {
    const response = await env.ACCOUNT.get(env.ACCOUNT.idFromName("sandbox")).fetch(request);
    // A Worker bound to this one gets its connection broken by an exception; over a socket the broken body does it.
    const isBound = !["127.0.0.1", "localhost"].includes(new URL(request.url).hostname);
    if (isBound && response.headers.has(brokenHeader)) throw new Error("the sandbox broke the connection on purpose");
    return response;
  },
};
