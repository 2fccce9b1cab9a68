/** The log: one line a request, with its id; no bodies, cookies, keys, query strings or parameters of statements. */
import { numbersHidden } from "../rules/masking.ts";
import { LogController, type FastifyInstance, type FastifyServerOptions } from "fastify";

export interface LogSettings {
  level: string;
  /** Standard output where absent. */
  stream?: { write(line: string): void } | undefined;
}

export function logOptions(settings: LogSettings | false): Pick<FastifyServerOptions, "logger" | "logController"> {
  const logController = new LogController({ disableRequestLogging: true });
  if (settings === false) return { logger: false, logController };
  return {
    logController,
    logger: {
      level: settings.level,
      ...(settings.stream ? { stream: settings.stream } : {}),
      serializers: {
        req: (request) => ({ method: request.method, path: pathOf(request.url) }),
        res: (reply) => ({ statusCode: reply.statusCode }),
        // A database's error object also carries values of rows (`detail`, `parameters`): only these four are written.
        err: (error: Error & { code?: string }) => ({
          type: error.name,
          message: error.message,
          stack: error.stack ?? "",
          code: error.code ?? "",
        }),
      },
      redact: { paths: ["req.headers", "headers", "*.password", "*.authorization", "*.cookie"], remove: true },
    },
  };
}

export function registerRequestLog(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        millis: Math.round(reply.elapsedTime),
        actor: request.caller?.actor.id,
      },
      "request",
    );
    done();
  });
}

/** Somebody may have put a phone number where an id belongs. */
function pathOf(url: string | undefined): string {
  return numbersHidden(url?.split("?")[0] ?? "");
}
