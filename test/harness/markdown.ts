/** A part of a Markdown page, from its heading to the next one of any level. */
export interface Section {
  /** Titles from the second level down to this one: `["Choices"]`, `["Battle: what the room sends", "`PONG`"]`. */
  path: readonly string[];
  text: string;
}

/** Cuts a page at its headings of the second and third level. */
export function sectionsOf(page: string): Section[] {
  const sections: Section[] = [];
  let chapter = "";
  for (const piece of outsideFences(page)) {
    const title = /^### (.+)$/m.exec(piece)?.[1];
    chapter = /^## (.+)$/m.exec(piece)?.[1] ?? chapter;
    sections.push({ path: title === undefined ? [chapter] : [chapter, title], text: piece });
  }
  return sections;
}

/** The contents of a section's fenced blocks in that language. */
export function blocksOf({ text }: Section, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, block = ""]) =>
    name === language ? [block] : [],
  );
}

/** The rows of a section's tables, cells trimmed, under the title of their first column. */
export function rowsOf({ text }: Section, firstColumn: string): string[][] {
  const rows: string[][] = [];
  let wanted = false;
  let inTable = false;
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) {
      inTable = false;
      continue;
    }
    const cells = cellsOf(line);
    if (!inTable) wanted = cells[0] === firstColumn;
    else if (wanted && !/^-+$/.test(cells[0] ?? "")) rows.push(cells);
    inTable = true;
  }
  return rows;
}

/** What stands between backticks, outside of fenced blocks. */
export function codesOf(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

function cellsOf(line: string): string[] {
  const cells = line.slice(1).split(/(?<!\\)\|/);
  return cells.slice(0, -1).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** A `#` in a fenced block is no heading. */
function outsideFences(page: string): string[] {
  const pieces: string[][] = [[]];
  let fenced = false;
  for (const line of page.split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    if (!fenced && /^##+ /.test(line)) pieces.push([]);
    pieces.at(-1)?.push(line);
  }
  return pieces.map((lines) => lines.join("\n"));
}
