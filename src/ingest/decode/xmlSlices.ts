/**
 * Cuts an XML text into its record elements by their tags alone, so that a broken record stays alone. Whether a slice is
 * well-formed is for the parser to say. Works on bytes read as Latin-1: in UTF-8 and GB18030 alike no byte of a Chinese character
 * looks like a tag's bracket or quote. Goes through the text again rather than gather what it finds: there may be millions.
 */

export interface Slice {
  start: number;
  end: number;
}

export interface XmlSlice extends Slice {
  /**
   * A leftover belongs to no complete record: the beginning of one that is cut, text between records, anything after the root. As
   * `doctype` and `not-xml` the whole text is refused: it declares a document type, which could define entities, or has no element.
   */
  kind: "record" | "leftover" | "doctype" | "not-xml";
}

/** The children of the root, or the root itself where its children are all leaves; leftovers come last. */
export function* xmlSlices(text: string): Generator<XmlSlice> {
  const whole = { start: 0, end: text.length };
  const { root, isRootClosed, hasText, children, hasNested, strays, cutChild, hasDoctype } = shapeOf(text);
  if (hasDoctype) yield { kind: "doctype", ...whole };
  else if (root === null) yield { kind: "not-xml", ...whole };
  else if (!hasNested && (children > 0 || cutChild !== null || hasText)) {
    yield { kind: isRootClosed ? "record" : "leftover", ...root };
    if (isRootClosed && strays > 0) for (const { start, end } of strayParts(text)) if (start >= root.end) yield { kind: "leftover", start, end };
  } else {
    for (const part of partsOf(text)) if (part.kind === "child") yield { kind: "record", start: part.start, end: part.end };
    if (strays > 0) for (const { start, end } of strayParts(text)) yield { kind: "leftover", start, end };
    if (!isRootClosed) yield { kind: "leftover", start: cutChild ?? text.length, end: text.length };
  }
}

/** Whether a text declares a document type, or anything else of its kind. */
export function isDoctypeIn(text: string): boolean {
  return text.includes("<!") && shapeOf(text).hasDoctype;
}

interface Part extends Slice {
  /** `text` is a stray inside the root; `nested` a child that holds elements itself, of which it is told before it ends. */
  kind: "child" | "stray" | "text" | "nested" | "cut-child" | "root" | "open-root" | "doctype";
}

function shapeOf(text: string) {
  const shape = { root: null as Slice | null, isRootClosed: false, hasText: false, children: 0, hasNested: false, strays: 0, cutChild: null as number | null, hasDoctype: false };
  for (const { kind, start, end } of partsOf(text)) {
    if (kind === "child") shape.children += 1;
    if (kind === "stray" || kind === "text") shape.strays += 1;
    if (kind === "text") shape.hasText = true;
    if (kind === "nested") shape.hasNested = true;
    if (kind === "cut-child") shape.cutChild = start;
    if (kind === "doctype") shape.hasDoctype = true;
    if (kind === "root" || kind === "open-root") [shape.root, shape.isRootClosed] = [{ start, end }, kind === "root"];
  }
  return shape;
}

function* strayParts(text: string): Generator<Slice> {
  for (const part of partsOf(text)) if (part.kind === "stray" || part.kind === "text") yield part;
}

const space = /^\s*$/;

function* partsOf(text: string): Generator<Part> {
  const open = new OpenElements();
  let rootStart: number | null = null;
  let isRootClosed = false;
  let child: { start: number; hasElements: boolean } | null = null;
  let at = 0;

  while (at < text.length) {
    const bracket = text.indexOf("<", at);
    const textEnd = bracket === -1 ? text.length : bracket;
    if (child === null && !space.test(text.slice(at, textEnd))) yield { kind: rootStart !== null && !isRootClosed ? "text" : "stray", start: at, end: textEnd };
    if (bracket === -1) break;
    if (text.startsWith("<!--", bracket)) {
      at = behind(text, "-->", bracket + 4);
    } else if (text.startsWith("<![CDATA[", bracket)) {
      at = behind(text, "]]>", bracket + 9);
      if (child === null) yield { kind: "stray", start: bracket, end: at };
    } else if (text.startsWith("<!", bracket)) {
      yield { kind: "doctype", start: bracket, end: text.length };
      return;
    } else if (text.startsWith("<?", bracket)) {
      at = behind(text, "?>", bracket + 2);
    } else {
      const tag = tagAt(text, bracket);
      at = tag.end;
      if (!tag.isComplete || isRootClosed) {
        if (child === null) yield { kind: "stray", start: bracket, end: text.length };
        break;
      }
      if (tag.isClosing) open.close(tag.name);
      else {
        if (rootStart === null) rootStart = bracket;
        else if (child === null) child = { start: bracket, hasElements: false };
        else if (!child.hasElements) {
          child.hasElements = true;
          yield { kind: "nested", start: bracket, end: at };
        }
        if (!tag.isEmpty) open.add(tag.name);
      }
      if (child !== null && open.depth <= 1) {
        // A root that closes inside a record leaves that record behind, unfinished.
        yield { kind: "child", start: child.start, end: open.depth === 1 ? at : bracket };
        child = null;
      }
      if (rootStart !== null && open.depth === 0) {
        isRootClosed = true;
        yield { kind: "root", start: rootStart, end: at };
      }
    }
  }
  if (child !== null) yield { kind: "cut-child", start: child.start, end: text.length };
  if (rootStart !== null && !isRootClosed) yield { kind: "open-root", start: rootStart, end: text.length };
}

/** The names of the elements that are open; of nesting without end only its depth. */
class OpenElements {
  private readonly names: string[] = [];
  private deeper = 0;

  get depth(): number {
    return this.names.length + this.deeper;
  }

  add(name: string): void {
    if (this.names.length < namesMax) this.names.push(name);
    else this.deeper += 1;
  }

  /** A closing tag closes its element; one of the record or the root closes what was left open inside; any other closes nothing. */
  close(name: string): void {
    if (this.deeper > 0 && name !== this.names[1] && name !== this.names[0]) this.deeper -= 1;
    else if (this.deeper === 0 && this.names.at(-1) === name) this.names.pop();
    else if (this.names[1] === name) [this.names.length, this.deeper] = [1, 0];
    else if (this.names[0] === name) [this.names.length, this.deeper] = [0, 0];
  }
}
const namesMax = 1000;

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
