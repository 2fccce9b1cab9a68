/** How the page sends: every change with its session's token, and what it asks on its own, while nobody touches it, marked as such. */
let token: string | null = null;
let touchedAt = performance.now();
const untouchedMillis = 60_000;

for (const event of ["pointerdown", "keydown", "wheel", "touchstart"] as const) window.addEventListener(event, () => (touchedAt = performance.now()), { passive: true, capture: true });

/** Whether nobody has touched the page for a minute: what it asks then keeps no session awake. */
const isUntouched = (): boolean => performance.now() - touchedAt > untouchedMillis;

/** What a request is to carry beside its own headers. */
export async function headersFor(method: string): Promise<Record<string, string>> {
  const marks: Record<string, string> = isUntouched() ? { "x-background": "1" } : {};
  if (method === "GET" || method === "HEAD") return marks;
  token ??= await freshToken();
  return token === null ? marks : { ...marks, "x-csrf-token": token };
}

/** `fetch` for the typed client. A session that another tab began has another token: it is asked for once more. */
export async function send(request: Request): Promise<Response> {
  const again = request.method === "GET" || isLogin(request) ? null : request.clone();
  const response = await fetch(await marked(request));
  if (isLogin(request)) token = null;
  if (again === null || response.status !== 403 || !(await isTokenRefused(response))) return response;
  token = null;
  return fetch(await marked(again));
}

const isLogin = (request: Request): boolean => new URL(request.url).pathname === "/api/v1/auth/login";

async function marked(request: Request): Promise<Request> {
  if (isLogin(request)) return request;
  for (const [name, value] of Object.entries(await headersFor(request.method))) request.headers.set(name, value);
  return request;
}

async function isTokenRefused(response: Response): Promise<boolean> {
  const body = (await response.clone().json().catch(() => null)) as { code?: string } | null;
  return body?.code === "csrf-token-invalid";
}

/** Null where nobody is signed in: the request itself is then told so. */
async function freshToken(): Promise<string | null> {
  const response = await fetch("/api/v1/auth/me", { headers: isUntouched() ? { "x-background": "1" } : {} });
  return response.ok ? ((await response.json()) as { csrfToken: string }).csrfToken : null;
}

/** The next change asks for the token anew: it was refused, or another session has begun. */
export function forgetToken(): void {
  token = null;
}
