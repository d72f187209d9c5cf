import { change } from "../../support/event-log";
import { PortWorld } from "./world";

/** Work for the job `porting-progress`: one request that is to be sent, and one whose numbers have moved. */
export async function movingPort() {
  await change("update porting_requests set next_check_at = null");
  const toSend = await PortWorld.create(1);
  const moved = await PortWorld.create(2);
  await moved.run();
  moved.port.finish(moved.now);
  moved.list();
  await change("update porting_requests set next_check_at = 0 where id = ?", moved.id);
  // Two worlds, one Twilio.
  const of = { toSend, moved };
  return {
    dress: moved.contextBeside(toSend),
    pass: (ms: number) => {
      for (const world of Object.values(of)) world.now += ms;
    },
    effects: async () => ({
      toSend: { ...(await toSend.status()), portId: toSend.ports.length },
      moved: { ...(await moved.status()), portId: moved.ports.length },
      inService: moved.configured.length,
      events: await moved.events("phone_number.ported_in"),
      completed: await moved.events("porting_request.completed"),
    }),
  };
}
