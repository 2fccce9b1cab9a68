/** Packs an office file anew: parts of our own added and registered, and the same bytes for the same content whenever it is made. */
import type JSZip from "jszip";

export interface OfficePart {
  /** `xl/charts/chart1.xml` */
  path: string;
  data: string;
  contentType: string;
}

export interface OfficeChanges {
  parts?: readonly OfficePart[];
  /** By path: what becomes of a part's XML, "" standing for a part that is not there. */
  edits?: Readonly<Record<string, (xml: string) => string>>;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const officeRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** `at` dates every entry; the libraries take the machine's clock. */
export async function repacked(bytes: Uint8Array, at: string, changes: OfficeChanges = {}): Promise<Buffer> {
  const { default: Zip } = await import("jszip");
  const from = await Zip.loadAsync(bytes);
  const into = new Zip();
  const options = { date: new Date(at), createFolders: false };
  for (const entry of Object.values(from.files)) if (!entry.dir) into.file(entry.name, await dataOf(entry, at), options);
  for (const { path, data } of changes.parts ?? []) into.file(path, data, options);
  const types = (changes.parts ?? []).map(({ path, contentType }) => `<Override PartName="/${path}" ContentType="${contentType}"/>`).join("");
  const edits = { "[Content_Types].xml": (xml: string) => xml.replace("</Types>", `${types}</Types>`), ...changes.edits };
  for (const [path, edit] of Object.entries(edits)) {
    const edited = edit((await into.file(path)?.async("string")) ?? "");
    if (edited !== "") into.file(path, edited, options);
  }
  for (const [path, renamed] of await withPlainIds(into)) into.file(path, renamed, options);
  return into.generateAsync({ type: "nodebuffer", compression: "DEFLATE", platform: "DOS" });
}

/** The Word library draws its relationships' ids by chance and counts drawings through the process: here both begin anew in each file. */
async function withPlainIds(zip: JSZip): Promise<[path: string, xml: string][]> {
  const plain = new Map<string, string>();
  const changed: [string, string][] = [];
  let drawings = 0;
  for (const path of Object.keys(zip.files).filter((name) => /\.(xml|rels)$/.test(name))) {
    const xml = (await zip.file(path)?.async("string")) ?? "";
    const renamed = xml
      .replace(/(\b(?:Id|r:id|r:embed)=)"(rId[\w-]{20,})"/g, (_, attribute: string, id: string) => {
        if (!plain.has(id)) plain.set(id, `rIdPart${plain.size + 1}`);
        return `${attribute}"${plain.get(id) ?? id}"`;
      })
      .replace(/<wp:docPr id="\d+"/g, () => `<wp:docPr id="${(drawings += 1)}"`);
    if (renamed !== xml) changed.push([path, renamed]);
  }
  return changed;
}

/** A chart in a Word document brings its figures along as a workbook, which is a ZIP with dates as well. */
async function dataOf(entry: JSZip.JSZipObject, at: string): Promise<Buffer> {
  const data = await entry.async("nodebuffer");
  return entry.name.endsWith(".xlsx") ? repacked(data, at) : data;
}

/** Adds a relationship to the XML of a `.rels` part, or makes one. */
export function withRelationship(xml: string, id: string, type: string, target: string): string {
  const whole = xml === "" ? `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>` : xml;
  const relationship = `<Relationship Id="${id}" Type="${officeRelationships}/${type}" Target="${target}"/>`;
  return whole.replace(/<Relationships([^>]*)\/>/, "<Relationships$1></Relationships>").replace("</Relationships>", `${relationship}</Relationships>`);
}

export interface SheetChart {
  /** `c:chartSpace` */
  xml: string;
  name: string;
  description: string;
  /** Cells counted from 0: the upper left one, and the one behind the lower right. */
  from: { column: number; row: number };
  to: { column: number; row: number };
}

/** Charts on a workbook's sheet by its number; every name in their XML is escaped by who writes it. */
export function sheetCharts(sheetNumber: number, charts: readonly SheetChart[]): OfficeChanges {
  if (charts.length === 0) return {};
  const drawing = "xl/drawings/drawing1.xml";
  const relationships = charts.reduce((xml, _, index) => withRelationship(xml, `rId${index + 1}`, "chart", `../charts/chart${index + 1}.xml`), "");
  return {
    parts: [
      ...charts.map(({ xml }, index) => ({ path: `xl/charts/chart${index + 1}.xml`, data: xml, contentType: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml" })),
      { path: drawing, data: drawingXml(charts), contentType: "application/vnd.openxmlformats-officedocument.drawing+xml" },
    ],
    edits: {
      "xl/drawings/_rels/drawing1.xml.rels": () => relationships,
      [`xl/worksheets/_rels/sheet${sheetNumber}.xml.rels`]: (xml) => withRelationship(xml, "rIdDrawing", "drawing", "../drawings/drawing1.xml"),
      // Of the elements that the library writes, none comes behind the drawing.
      [`xl/worksheets/sheet${sheetNumber}.xml`]: (xml) => xml.replace("</worksheet>", `<drawing xmlns:r="${officeRelationships}" r:id="rIdDrawing"/></worksheet>`),
    },
  };
}

function drawingXml(charts: readonly SheetChart[]): string {
  const corner = (name: string, { column, row }: SheetChart["from"]) => `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${name}>`;
  const anchors = charts.map(
    ({ from, to, name, description }, index) =>
      `<xdr:twoCellAnchor>${corner("from", from)}${corner("to", to)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${index + 2}" name="${name}" descr="${description}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
      `<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="${officeRelationships}" r:id="rId${index + 1}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>`,
  );
  return `${declaration}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">${anchors.join("")}</xdr:wsDr>`;
}
