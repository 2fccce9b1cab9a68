/**
 * Reads the XML of a workbook's parts as it comes, without ever holding more of it than a tag: a sheet may have a gigabyte. Elements and
 * attributes by their local names; no document type, so no entities but the five. Feeds of XML have a parser of their own (xml.ts).
 */

import { withoutReferences, XmlError } from "./xmlReferences.ts";

/** What is done with each element; texts may come in several pieces. */
export interface TagHandler {
  open: (name: string, attributes: string) => void;
  close: (name: string) => void;
  text: (text: string) => void;
}

const tagLengthMax = 1024 * 1024;
const depthMax = 100;
/** A reference cut by the end of a piece waits for the next one; none is longer. */
const referenceLengthMax = 12;

export class TagReader {
  private readonly handler: TagHandler;
  private readonly open: string[] = [];
  private hasRoot = false;
  private pending = "";

  constructor(handler: TagHandler) {
    this.handler = handler;
  }

  feed(piece: string): void {
    if (piece.includes("\0")) throw new XmlError("NUL");
    const xml = this.pending === "" ? piece : this.pending + piece;
    let at = 0;
    for (;;) {
      const bracket = xml.indexOf("<", at);
      if (bracket === -1) {
        const cut = this.open.length === 0 ? xml.length : cutReference(xml, at);
        this.text(xml.slice(at, cut));
        this.pending = xml.slice(cut);
        return;
      }
      if (bracket > at) this.text(xml.slice(at, bracket));
      const end = this.markup(xml, bracket);
      if (end === null) {
        this.pending = xml.slice(bracket);
        if (this.pending.length > tagLengthMax) throw new XmlError("tag too long");
        return;
      }
      at = end;
    }
  }

  end(): void {
    if (!this.hasRoot || this.open.length > 0 || this.pending.trim() !== "") throw new XmlError("cut");
  }

  private text(text: string): void {
    if (text === "") return;
    if (this.open.length > 0) this.handler.text(withoutReferences(text));
    else if (text.replace(/^\ufeff/, "").trim() !== "") throw new XmlError("text outside of the root");
  }

  /** Where the markup at the bracket ends, or null where its end has not come yet. */
  private markup(xml: string, bracket: number): number | null {
    const next = xml.charCodeAt(bracket + 1);
    if (next === exclamation) return this.declared(xml, bracket);
    if (next === questionMark) return behind(xml, "?>", bracket + 2);
    const end = endOfTag(xml, bracket + 1);
    if (end === null) return null;
    if (next === slash) this.close(localName(xml, bracket + 2, end));
    else {
      const nameEnd = endOfName(xml, bracket + 1, end);
      const name = localName(xml, bracket + 1, nameEnd);
      const isEmpty = xml.charCodeAt(end - 1) === slash;
      this.begin(name);
      this.handler.open(name, xml.slice(nameEnd, isEmpty ? end - 1 : end));
      if (isEmpty) this.close(name);
    }
    return end + 1;
  }

  private declared(xml: string, bracket: number): number | null {
    if (xml.startsWith("<!--", bracket)) return behind(xml, "-->", bracket + 4);
    if (xml.startsWith("<![CDATA[", bracket)) {
      const end = behind(xml, "]]>", bracket + 9);
      if (end !== null && this.open.length > 0) this.handler.text(xml.slice(bracket + 9, end - 3));
      return end;
    }
    if (xml.length - bracket < "<![CDATA[".length) return null;
    throw new XmlError("document type");
  }

  private begin(name: string): void {
    if (name === "" || this.open.length >= depthMax || (this.open.length === 0 && this.hasRoot)) throw new XmlError("misplaced element");
    this.hasRoot = true;
    this.open.push(name);
  }

  private close(name: string): void {
    if (this.open.pop() !== name) throw new XmlError("tags that do not match");
    this.handler.close(name);
  }
}

const [exclamation, questionMark, slash, colon, doubleQuote, singleQuote, greaterThan] = [0x21, 0x3f, 0x2f, 0x3a, 0x22, 0x27, 0x3e];

/** The bracket that ends a tag: one inside an attribute's quotes does not. */
function endOfTag(xml: string, from: number): number | null {
  let at = from;
  while (at < xml.length) {
    const code = xml.charCodeAt(at);
    if (code === greaterThan) return at;
    if (code === doubleQuote || code === singleQuote) {
      at = xml.indexOf(code === doubleQuote ? '"' : "'", at + 1);
      if (at === -1) return null;
    }
    at += 1;
  }
  return null;
}

function endOfName(xml: string, from: number, end: number): number {
  let at = from;
  while (at < end && xml.charCodeAt(at) > 0x20 && xml.charCodeAt(at) !== slash) at += 1;
  return at;
}

function localName(xml: string, from: number, end: number): string {
  const name = xml.slice(from, end).trimEnd();
  const prefix = name.indexOf(String.fromCharCode(colon));
  return prefix === -1 ? name : name.slice(prefix + 1);
}

function behind(xml: string, mark: string, from: number): number | null {
  const found = xml.indexOf(mark, from);
  return found === -1 ? null : found + mark.length;
}

function cutReference(xml: string, from: number): number {
  const ampersand = xml.lastIndexOf("&");
  const isCut = ampersand >= from && xml.length - ampersand <= referenceLengthMax && !xml.includes(";", ampersand);
  return isCut ? ampersand : xml.length;
}

const attribute = /([^\s=:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** A tag's attributes by their local names. */
export function attributesOf(attributes: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single] of attributes.matchAll(attribute)) found.set(name, withoutReferences(double ?? single ?? ""));
  return found;
}

/** One attribute of a tag: most tags of a sheet have a few, written the plain way, and there are millions of them. */
export function attributeOf(attributes: string, name: string): string | undefined {
  if (!plainAttributes.test(attributes)) return attributesOf(attributes).get(name);
  const at = attributes.indexOf(` ${name}="`);
  if (at === -1) return undefined;
  const start = at + name.length + 3;
  return attributes.slice(start, attributes.indexOf('"', start));
}
const plainAttributes = /^(?: [a-z]+="[^"&]*")* ?$/;
