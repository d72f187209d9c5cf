import type { Call } from "../../api/call";

/** The same call, which says when it is under way. */
export const watched = <Data>(made: Call<Data>, setRunning: (isRunning: boolean) => void): Call<Data> => ({
  ...made,
  send: async (signal) => {
    setRunning(true);
    try {
      return await made.send(signal);
    } finally {
      setRunning(false);
    }
  },
});
