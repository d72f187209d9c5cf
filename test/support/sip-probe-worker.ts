import type { Config } from "#kernel/values/config";
import { probeDependenciesOf } from "#runtime/sip-probe";
import type { ProbedGateway } from "#sip/probe/gateway";
import { probeGateway } from "#sip/probe/probe";

/** A Worker that verifies the gateway in the request's body, with the sockets and the resolver of the product. */

interface Question {
  readonly gateway: ProbedGateway;
  readonly config: Pick<Config, "dnsResolverUrl" | "loopbackTargets" | "publicOrigin">;
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { gateway, config }: Question = await request.json();
    const reported: unknown[] = [];
    const report = await probeGateway(gateway, probeDependenciesOf(config), (rung) => void reported.push(rung));
    return Response.json({ report, reported });
  },
};
