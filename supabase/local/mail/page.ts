import { escape as escapeHtml } from "deno-std/html/entities.js";
import type { CapturedMail } from "./mailbox.ts";

const style = `
  body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; font: 16px/1.5 sans-serif; color-scheme: light dark }
  h1 { font-size: 1.25rem } h2 { font-size: 1rem; margin: 0 } article { margin: 1.5rem 0 } time { font-size: .8rem }
  p { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 0 }`;

/** A page that shows what would be mailed, newest first. */
export function mailPage(mails: readonly CapturedMail[]): string {
  const empty = "<p>Nothing yet. Whoever asks for a link to sign in finds it here.</p>";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mail, captured</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><style>${style}</style></head>
<body><h1>What would be mailed</h1>
${mails.length === 0 ? empty : [...mails].reverse().map(article).join("\n")}
</body></html>
`;
}

function article({ to, subject, text = "", sentAt }: CapturedMail): string {
  return `<article><h2>${escapeHtml(subject)}</h2>
To ${escapeHtml(to)} <time datetime="${sentAt}">${sentAt}</time>
<p>${linked(escapeHtml(text))}</p></article>`;
}

/** Addresses become links; their ampersands are escaped, and they hold neither spaces nor markup. */
function linked(escaped: string): string {
  return escaped.replace(/https?:\/\/[^\s<"]+/g, (url) => `<a href="${url}">${url}</a>`);
}
