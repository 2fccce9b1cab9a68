/**
 * The content policy lets only those style elements in that carry this answer's number. The component library is told of it
 * (`ConfigProvider csp`), but forgets it where a dialog locks the page's scrolling; so every style element that is made here gets it.
 */
export const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
});
