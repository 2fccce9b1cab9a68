/** The content policy of a page for printing: it runs nothing, and of styles just those that it brings along, each named by its hash. */
import { createHash } from "node:crypto";

export const pagePolicy = (html: string): string => policyOf(html, "'none'");
/** Of a page with a form that goes back to where the page came from. */
export const formPolicy = (html: string): string => policyOf(html, "'self'");

function policyOf(html: string, formAction: string): string {
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  const allowed = styles.length > 0 ? styles.join(" ") : "'none'";
  return `default-src 'none'; style-src ${allowed}; img-src data:; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;
}
