/** Pieces of the charts on a page: SVG without style, script or network, which reads in black and white and to who cannot see it. */
import { cut, htmlText, oneLine } from "../safeText.ts";

/** Grey enough in print to tell a bar from paper, and from a line or another bar. */
export const inks = { bar: "#a9bdd3", weak: "#fff", line: "#8b1a1a", edge: "#1f3a5f", grid: "#c8c8c8", text: "#000" } as const;
export const textSize = 13;

type Attributes = Record<string, string | number>;

export const shape = (name: string, attributes: Attributes, content = ""): string =>
  `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : htmlText(value)}"`).join("")}${content === "" ? "/>" : `>${content}</${name}>`}`;

export const svgText = (x: number, y: number, text: string, attributes: Attributes = {}): string => shape("text", { x, y, fill: inks.text, ...attributes }, htmlText(text));

/** `id` names the chart on its page; the description tells the figures in words. */
export function svgChart({ id, title, description, width, height, body }: { id: string; title: string; description: string; width: number; height: number; body: string }): string {
  const name = `<title id="${id}-title">${htmlText(title)}</title><desc id="${id}-desc">${htmlText(description)}</desc>`;
  const attributes = { xmlns: "http://www.w3.org/2000/svg", class: id, viewBox: `0 0 ${width} ${round(height)}`, role: "img", "aria-labelledby": `${id}-title ${id}-desc`, "font-size": textSize, "font-family": "Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,SimHei,sans-serif" };
  return shape("svg", attributes, name + body);
}

/** A round number at or above the value, of four equal whole steps. */
export function niceMax(value: number): number {
  const step = Math.max(1, value / 4);
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * power >= step && Number.isInteger(each * power)) ?? 10;
  return 4 * factor * power;
}

/** In pixels, a little more rather than less. */
export const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (character <= "\u00ff" ? 0.62 : 1), 0) * textSize;

/** A label in one line of at most so many characters. */
export const label = (text: string, charactersMax: number): string => cut(oneLine(text), charactersMax, "…") || "—";

const round = (value: number): string => String(Math.round(value * 100) / 100);
