/** Which methods an address has, for the answer to one that it does not have. */
import type { RegisteredRoute } from "./auth.ts";

export function methodsFinder(routes: readonly RegisteredRoute[]): (path: string) => string[] {
  return (path) => [...new Set(routes.filter((route) => patternOf(route.path).test(path)).map(({ method }) => method))].sort();
}

/** `/cases/:id/events` as a pattern; a part ends at a slash. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+")}$`);
}
