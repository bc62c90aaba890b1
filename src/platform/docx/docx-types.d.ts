// The types that docx 9.7 ships resolve only without Node's module rules (extensionless paths in an ES module), so what is used of it is declared here.
declare module 'docx' {
  /** A font by script. */
  export interface FontNames {
    readonly ascii: string;
    readonly hAnsi: string;
    readonly cs: string;
    readonly eastAsia: string;
  }
  export interface RunOptions {
    readonly text?: string;
    readonly children?: readonly string[];
    readonly font?: FontNames;
    /** Half points. */
    readonly size?: number;
    readonly bold?: boolean;
    readonly language?: { readonly value: string; readonly eastAsia: string };
  }
  export class TextRun {
    constructor(options: RunOptions);
  }
  export interface ParagraphOptions {
    readonly children?: readonly TextRun[];
    readonly alignment?: string;
    readonly keepNext?: boolean;
    readonly outlineLevel?: number;
    readonly indent?: { readonly firstLine?: number; readonly left?: number };
    readonly spacing?: {
      readonly before?: number;
      readonly after?: number;
      readonly line?: number;
      readonly lineRule?: string;
    };
  }
  export class Paragraph {
    constructor(options: ParagraphOptions);
  }
  export class TableCell {
    constructor(options: {
      readonly width: { readonly size: number; readonly type: string };
      readonly verticalAlign?: string;
      readonly margins?: {
        readonly top: number;
        readonly bottom: number;
        readonly left: number;
        readonly right: number;
      };
      readonly children: readonly Paragraph[];
    });
  }
  export class TableRow {
    constructor(options: {
      readonly tableHeader?: boolean;
      readonly cantSplit?: boolean;
      readonly height?: { readonly value: number; readonly rule: string };
      readonly children: readonly TableCell[];
    });
  }
  export class Table {
    constructor(options: {
      readonly layout?: string;
      readonly width: { readonly size: number; readonly type: string };
      readonly columnWidths: readonly number[];
      readonly rows: readonly TableRow[];
    });
  }
  export class Footer {
    constructor(options: { readonly children: readonly Paragraph[] });
  }
  export interface IStylesOptions {
    readonly default: { readonly document: { readonly run: RunOptions } };
  }
  export interface ISectionOptions {
    readonly properties: {
      readonly page: {
        readonly size: { readonly width: number; readonly height: number; readonly orientation?: string };
        readonly margin: {
          readonly top: number;
          readonly bottom: number;
          readonly left: number;
          readonly right: number;
          readonly footer: number;
        };
      };
    };
    readonly footers: { readonly default: Footer };
    readonly children: readonly (Paragraph | Table)[];
  }
  export class Document {
    constructor(options: {
      readonly creator: string;
      readonly title: string;
      readonly description: string;
      readonly styles: IStylesOptions;
      readonly sections: readonly ISectionOptions[];
    });
  }
  export const Packer: { toBuffer(document: Document): Promise<Buffer> };
  export const AlignmentType: { readonly CENTER: string; readonly LEFT: string; readonly RIGHT: string };
  export const HeightRule: { readonly ATLEAST: string };
  export const LineRuleType: { readonly EXACT: string };
  export const PageNumber: { readonly CURRENT: string; readonly TOTAL_PAGES: string };
  export const PageOrientation: { readonly LANDSCAPE: string };
  export const TableLayoutType: { readonly FIXED: string };
  export const VerticalAlign: { readonly CENTER: string };
  export const WidthType: { readonly DXA: string };
}
