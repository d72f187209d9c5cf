import { DurableObject } from "cloudflare:workers";
import { createDispatcher } from "./dispatch";
import { brokenHeader } from "./rest/answer";
import { openTwilio, type SandboxEnv } from "./sandbox";

/** One object has all accounts. All requests come here, so synchronous code is atomic. */
export class SandboxAccount extends DurableObject<SandboxEnv> {
  readonly #answer: (request: Request) => Promise<Response>;

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env);
    this.#answer = createDispatcher(openTwilio(ctx, env));
  }

  override async fetch(request: Request): Promise<Response> {
    return this.#answer(request);
  }
}

export default {
  async fetch(request: Request, env: SandboxEnv): Promise<Response> {
    const response = await env.ACCOUNT.get(env.ACCOUNT.idFromName("sandbox")).fetch(request);
    // An exception breaks the connection of a Worker that is bound to this one; over a socket the broken body does.
    const isBound = !["127.0.0.1", "localhost"].includes(new URL(request.url).hostname);
    if (isBound && response.headers.has(brokenHeader)) throw new Error("the sandbox broke the connection on purpose");
    return response;
  },
};
