/** The HTTP application: `buildApp` puts the doors, guards and routes together; whoever calls it listens. */
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Instant, Role } from "../rules/words.ts";
import type { Rulebook, Store } from "../store/store.ts";
import { registerAdmission } from "./admission.ts";
import { registerAuth } from "./auth.ts";
import { serializerCompiler, validatorCompiler } from "./compilers.ts";
import { registerErrors, sendProblem } from "./errors.ts";
import { logOptions, registerRequestLog, type LogSettings } from "./log.ts";
import { methodsFinder } from "./methods.ts";
import { registerOpenApi } from "./openapi.ts";
import type { Ports } from "./ports.ts";
import { authRoutes } from "./routes/auth.ts";
import { caseEventRoutes } from "./routes/caseEvents.ts";
import { caseRoutes } from "./routes/cases.ts";
import { callbackRoutes } from "./routes/callbacks.ts";
import { commonCauseRoutes } from "./routes/commonCauses.ts";
import { correctiveActionRoutes } from "./routes/correctiveActions.ts";
import { directoryRoutes } from "./routes/directory.ts";
import { escalationRoutes } from "./routes/escalations.ts";
import { feedAnswerRoutes } from "./routes/feedAnswers.ts";
import { attachmentRoutes } from "./routes/attachments.ts";
import { feedFileRoutes } from "./routes/feedFiles.ts";
import { evaluationRoutes } from "./routes/evaluations.ts";
import { dashboardRoutes } from "./routes/dashboard.ts";
import { figureRoutes } from "./routes/figures.ts";
import { feedRoutes } from "./routes/feeds.ts";
import { healthRoutes } from "./routes/health.ts";
import { streamRoutes } from "./routes/stream.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { registerPage } from "./page.ts";
import { serviceRoutes } from "./routes/service.ts";
import { metricRoutes } from "./routes/metrics.ts";
import { operationRoutes } from "./routes/operations.ts";
import { oversightRoutes } from "./routes/oversight.ts";
import { peopleRoutes } from "./routes/people.ts";
import { keyRoutes } from "./routes/keys.ts";
import { outboundRoutes } from "./routes/outbound.ts";
import { paperRoutes } from "./routes/paper.ts";
import { worklistRoutes } from "./routes/worklist.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { ratingRoutes } from "./routes/rating.ts";
import { refuseUnstorableTexts } from "./validation.ts";

export interface AppDeps {
  store: Store;
  /** The rules in force now; asked for at every event. */
  rulebook: () => Rulebook;
  now: () => Instant;
  /** A new unique text: request ids and the external ids of walk-ins. */
  newId: () => string;
  ports: Ports;
  /** Where complainants reach the service from outside, without a slash at its end; null where they do not. */
  publicUrl: string | null;
  /** Where attached files lie. */
  attachmentsFolder: string;
  /** The built page, with index.html and assets/; null for a service without one. */
  pageFolder: string | null;
  /** Who may look around in a demonstration, told to everybody who opens the page; null in earnest. */
  demo: DemoAccounts | null;
  /** `false` for silence. */
  logger: LogSettings | false;
  limits?: Partial<AppLimits> | undefined;
  /** The session cookie travels over HTTPS only; where it is not set, whenever the request itself came over HTTPS. */
  secureCookies?: boolean | undefined;
  /** The addresses of proxies whose X-Forwarded-For is believed. */
  trustProxy?: string[] | undefined;
}

export interface DemoAccounts {
  password: string;
  accounts: { username: string; displayName: string; role: Role; unit: string }[];
}

export interface AppLimits {
  bodyBytesMax: number;
  feedBodyBytesMax: number;
  feedRecordsMax: number;
  uploadBytesMax: number;
  loginAttemptsPerMinuteMax: number;
  /** From one address; a right key is never refused for the wrong ones before it. */
  wrongKeysPerMinuteMax: number;
  /** More that are worked on at the same time are refused with 503 `overloaded`. */
  requestsAtOnceMax: number;
}

export const defaultLimits: AppLimits = {
  bodyBytesMax: 4 * 1024 * 1024,
  feedBodyBytesMax: 16 * 1024 * 1024,
  feedRecordsMax: 1000,
  uploadBytesMax: 32 * 1024 * 1024,
  loginAttemptsPerMinuteMax: 10,
  wrongKeysPerMinuteMax: 300,
  // At a thousand requests a second, nobody waits longer than half a second behind others.
  requestsAtOnceMax: 500,
};

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;
/** What routes get: the dependencies with every limit filled in. */
export type RouteDeps = Omit<AppDeps, "limits"> & { limits: AppLimits };

/** Ready to listen or to `inject`. Rejects when a route has no entry in routePermissions. */
export async function buildApp(given: AppDeps): Promise<App> {
  const deps: RouteDeps = { ...given, limits: { ...defaultLimits, ...given.limits } };
  const app: App = Fastify({
    ...logOptions(deps.logger),
    genReqId: () => deps.newId(),
    bodyLimit: deps.limits.bodyBytesMax,
    trustProxy: deps.trustProxy ?? false,
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (error, request, reply) => {
      void sendProblem(error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser("text/plain");

  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id).header("cache-control", "no-store");
    done();
  });
  registerRequestLog(app);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    // Over plain HTTP browsers ignore it, so only who came over HTTPS is told (below).
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("permissions-policy", permissionsPolicy);
    if (request.protocol === "https") void reply.header("strict-transport-security", "max-age=31536000; includeSubDomains");
    done();
  });
  await app.register(rateLimit, { global: false });
  const routes = registerAuth(app, deps);
  const page = deps.pageFolder === null ? null : await registerPage(app, deps.pageFolder);
  registerErrors(app, methodsFinder(routes), page);
  registerAdmission(app, deps.limits.requestsAtOnceMax);
  refuseUnstorableTexts(app);
  await registerOpenApi(app);

  metricRoutes(app, deps);
  await app.register((scope, _options, done) => (healthRoutes(scope, deps), done()));
  await app.register((scope: App, _options, done) => (ratingRoutes(scope, deps), done()));
  await app.register(
    async (api: App) => {
      for (const add of [
        serviceRoutes,
        authRoutes,
        worklistRoutes,
        caseRoutes,
        caseEventRoutes,
        escalationRoutes,
        callbackRoutes,
        correctiveActionRoutes,
        commonCauseRoutes,
        quarantineRoutes,
        feedAnswerRoutes,
        outboundRoutes,
        operationRoutes,
        paperRoutes,
        noticeRoutes,
        figureRoutes,
        dashboardRoutes,
        evaluationRoutes,
        streamRoutes,
        directoryRoutes,
        peopleRoutes,
        keyRoutes,
        oversightRoutes,
      ])
        add(api, deps);
      // In a scope of its own: a feed's body stays bytes, whatever its type.
      await api.register((scope: App, _options, done) => (feedRoutes(scope, deps), done()));
      await api.register((scope: App) => feedFileRoutes(scope, deps));
      await api.register((scope: App) => attachmentRoutes(scope, deps));
    },
    { prefix: "/api/v1" },
  );
  await app.ready();
  return app;
}

const contentSecurityPolicy = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** Nothing of a device is asked for. */
const permissionsPolicy = ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"].map((feature) => `${feature}=()`).join(", ");
