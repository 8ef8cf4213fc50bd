import { createHash } from "node:crypto";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { MARKS } from "../web/replay/record.ts";

const web = join(import.meta.dirname, "../web");

/** A saved replay asks no network: the pictures' module is another there. */
const withoutPictures: Plugin = {
  name: "without-pictures",
  setup({ onResolve }) {
    onResolve({ filter: /\/pictures\.ts$/ }, ({ importer }) =>
      importer.includes("offline") ? undefined : { path: join(web, "offline/pictures.ts") },
    );
  },
};

/** The template of a saved replay: one HTML file with its viewer inside, and marks where the replay goes. */
export async function offlinePage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: join(web, ".."),
    entryPoints: ["web/offline/main.tsx"],
    outdir: "public/offline",
    ...{ bundle: true, minify: true, format: "iife", write: false, charset: "utf8", legalComments: "none" },
    ...{ plugins: [withoutPictures], jsx: "automatic", jsxImportSource: "preact", logLevel: "warning" },
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  return page(text(".js"), text(".css"));
}

function page(script: string, style: string): string {
  if (script === "" || style === "") throw new Error("Cannot bundle the saved replay: nothing came of it");
  // A mark in the code would be taken for one of the page.
  for (const part of [script, style]) {
    if (/<\/(script|style)|<!--/i.test(part) || Object.values(MARKS).some((mark) => part.includes(mark))) {
      throw new Error("Cannot bundle the saved replay: its code would end its own element");
    }
  }
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${MARKS.title} · Plateau</title>
<style>${style}</style>
</head>
<body>
<input type="hidden" name="replayid" value="${MARKS.id}">
<div id="app"><noscript>This replay needs JavaScript to be played.</noscript></div>
<script type="text/plain" class="battle-log-data">${MARKS.log}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
