/** The connection to the Bot API over which posts are published. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { Api } from "grammy";

/** grammY declares the polyfill's AbortSignal, and takes the platform's own just as well. */
export type GrammySignal = Parameters<Api["getMe"]>[0];

/**
 * An idle connection is given up after this long (ms). A server that closes one just as the next call goes out
 * makes that call's fate doubtful, so no connection waits long enough to meet that.
 */
const idleLimit = 10_000;

/**
 * The API for publishing: no retries and no throttling of its own, because a blind resend is a duplicate post.
 * Every call ends within `timeoutSeconds`. A connection must stand within `connectSeconds`, which has to be less:
 * what fails there was certainly not sent and can be tried again, while a call's own limit leaves that in doubt
 * and a person would have to look. `apiRoot` has no slash at its end.
 */
export function createTelegramApi(connection: {
  token: string;
  apiRoot: string;
  timeoutSeconds: number;
  connectSeconds?: number;
}): Api {
  const { token, apiRoot, timeoutSeconds, connectSeconds = timeoutSeconds / 3 } = connection;
  const secure = apiRoot.startsWith("https:");
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, timeout: idleLimit })
    : new HttpAgent({ keepAlive: true, timeout: idleLimit });
  limitConnecting(agent, secure ? "secureConnect" : "connect", connectSeconds * 1000);
  return new Api(token, { apiRoot, timeoutSeconds, baseFetchConfig: { agent, compress: true } });
}

function limitConnecting(agent: HttpAgent, connected: "connect" | "secureConnect", limit: number): void {
  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = createConnection(options, callback);
    if (socket) limitOne(socket, connected, limit);
    return socket;
  };
}

function limitOne(socket: Duplex, connected: string, limit: number): void {
  const giveUp = () => {
    const error = new Error("connect ETIMEDOUT: no connection in time");
    socket.destroy(Object.assign(error, { code: "ETIMEDOUT", syscall: "connect" }));
  };
  const timer = setTimeout(giveUp, limit);
  socket.once(connected, () => clearTimeout(timer));
  socket.once("close", () => clearTimeout(timer));
}
