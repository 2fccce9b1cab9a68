/**
 * Cuts an XML text into its record elements by their tags alone, so that a broken record stays alone. Whether a slice is
 * well-formed is for the parser to say. Works on bytes read as Latin-1: in UTF-8 and GB18030 alike no byte of a Chinese character
 * looks like a tag's bracket or quote.
 */

export interface Slice {
  start: number;
  end: number;
}

export interface XmlSlices {
  records: Slice[];
  /** What belongs to no complete record: the beginning of one that is cut, text between records, anything after the root. */
  leftovers: Slice[];
  /** Where the text is no list of elements at all, or declares a document type, which could define entities. */
  refused?: "doctype" | "not-xml" | undefined;
}

interface Child extends Slice {
  hasElements: boolean;
}

const space = /^\s*$/;

/** The children of the root, or the root itself where its children are all leaves. */
export function xmlSlices(text: string): XmlSlices {
  const children: Child[] = [];
  const stack: string[] = [];
  const strays: Slice[] = [];
  let root: Slice | null = null;
  let isRootClosed = false;
  let hasText = false;
  let child: Child | null = null;
  let at = 0;

  while (at < text.length) {
    const open = text.indexOf("<", at);
    const textEnd = open === -1 ? text.length : open;
    if (!space.test(text.slice(at, textEnd)) && !child) {
      if (root && !isRootClosed) hasText = true;
      strays.push({ start: at, end: textEnd });
    }
    if (open === -1) break;
    if (text.startsWith("<!--", open)) {
      at = behind(text, "-->", open + 4);
    } else if (text.startsWith("<![CDATA[", open)) {
      at = behind(text, "]]>", open + 9);
      if (!child) strays.push({ start: open, end: at });
    } else if (text.startsWith("<!", open)) {
      return { records: [], leftovers: [], refused: "doctype" };
    } else if (text.startsWith("<?", open)) {
      at = behind(text, "?>", open + 2);
    } else {
      const tag = tagAt(text, open);
      at = tag.end;
      if (!tag.isComplete || isRootClosed) {
        if (!child) strays.push({ start: open, end: text.length });
        at = text.length;
        break;
      }
      if (!tag.isClosing) {
        if (!root) root = { start: open, end: text.length };
        else if (!child) child = { start: open, end: text.length, hasElements: false };
        else child.hasElements = true;
        if (!tag.isEmpty) stack.push(tag.name);
      } else {
        closeTag(stack, tag.name);
      }
      if (child && stack.length <= 1) {
        // A root that closes inside a record leaves that record behind, unfinished.
        children.push({ ...child, end: stack.length === 1 ? at : open });
        child = null;
      }
      if (root && stack.length === 0) [isRootClosed, root.end] = [true, at];
    }
  }

  if (!root) return { records: [], leftovers: [], refused: "not-xml" };
  const isList = [...children, child].some((found) => found?.hasElements);
  const isSingle = !isList && (children.length > 0 || child !== null || hasText);
  if (isSingle) {
    const behindRoot = strays.filter((stray) => stray.start >= (root?.end ?? 0));
    if (!isRootClosed) return { records: [], leftovers: [{ start: root.start, end: text.length }] };
    return { records: [root], leftovers: behindRoot };
  }
  if (!isRootClosed) strays.push({ start: child?.start ?? text.length, end: text.length });
  return { records: children, leftovers: strays };
}

/** A closing tag closes its element; one of the record or the root closes what was left open inside; any other closes nothing. */
function closeTag(stack: string[], name: string): void {
  if (stack.at(-1) === name) stack.pop();
  else if (stack[1] === name) stack.length = 1;
  else if (stack[0] === name) stack.length = 0;
}

interface Tag {
  name: string;
  end: number;
  isClosing: boolean;
  isEmpty: boolean;
  isComplete: boolean;
}

function tagAt(text: string, open: number): Tag {
  let end = open + 1;
  while (end < text.length && text[end] !== ">") {
    const character = text[end];
    // A bracket inside an attribute's quotes ends nothing.
    if (character === '"' || character === "'") {
      const quote = text.indexOf(character, end + 1);
      end = quote === -1 ? text.length : quote;
    }
    end += 1;
  }
  const isClosing = text[open + 1] === "/";
  const name = /[^\s/>]*/y;
  name.lastIndex = open + (isClosing ? 2 : 1);
  return {
    name: name.exec(text)?.[0] ?? "",
    end: Math.min(end + 1, text.length),
    isClosing,
    isEmpty: text[end - 1] === "/",
    isComplete: end < text.length,
  };
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}
