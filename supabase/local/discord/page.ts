import { escape as escapeHtml } from "deno-std/html/entities.js";
import type { DiscordMessage } from "./discord.ts";

type Embed = DiscordMessage["embeds"][number];

const style = `
  body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: #313338; color: #dbdee1; font: 16px/1.4 sans-serif }
  h1 { font-size: 1.25rem } a { color: #00a8fc } time { color: #949ba4; font-size: .8rem; margin-left: .5rem }
  article { margin: 1.25rem 0 } .text { white-space: pre-wrap; overflow-wrap: anywhere }
  .embed { background: #2b2d31; border-left: 4px solid #1e1f22; border-radius: 4px; padding: .75rem 1rem; margin-top: .25rem }
  .embed h2 { font-size: 1rem; margin: 0 0 .5rem } dl { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: .5rem 0 0 }
  dl div { flex: 1 0 100% } dl div.inline { flex: 1 0 28% } dt { font-weight: 600; font-size: .85rem } dd { margin: 0 }
  .block { display: block; font: 14px/1.3 monospace; white-space: pre; overflow-x: auto }
  .spoiler { background: #1e1f22; color: transparent; border-radius: 3px } .spoiler:hover { color: inherit }
  footer { margin-top: .5rem; font-size: .8rem; color: #949ba4 }`;

/** A page that shows what would be posted, newest first. */
export function discordPage(messages: readonly DiscordMessage[]): string {
  const list = [...messages].reverse().map(article).join("\n");
  const empty = "<p>Nothing yet. A league without a webhook posts its results here.</p>";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Discord, captured</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><style>${style}</style></head>
<body><h1>What Discord would show</h1>
${messages.length === 0 ? empty : list}
</body></html>
`;
}

function article(message: DiscordMessage): string {
  const edited = message.edited_timestamp === null ? "" : " (edited)";
  const content = message.content === "" ? "" : `<div class="text">${escapeHtml(message.content)}</div>`;
  return `<article id="m${escapeHtml(message.id)}"><strong>${escapeHtml(message.username)}</strong>
<time datetime="${escapeHtml(message.timestamp)}">${escapeHtml(message.timestamp)}${edited}</time>
${content}${message.embeds.map(embedBlock).join("\n")}</article>`;
}

function embedBlock(embed: Embed): string {
  const colour =
    embed.color === undefined ? "" : ` style="border-color:#${embed.color.toString(16).padStart(6, "0")}"`;
  const parts = [
    embed.author === undefined ? "" : `<div>${linked(embed.author.name, embed.author.url)}</div>`,
    embed.title === undefined ? "" : `<h2>${linked(embed.title, embed.url)}</h2>`,
    embed.description === undefined ? "" : `<div class="text">${marked(embed.description)}</div>`,
    fields(embed),
    embed.footer === undefined ? "" : `<footer>${escapeHtml(embed.footer.text)}</footer>`,
  ];
  return `<div class="embed"${colour}>${parts.join("")}</div>`;
}

function fields(embed: Embed): string {
  if (embed.fields === undefined || embed.fields.length === 0) return "";
  const items = embed.fields.map(
    (field) =>
      `<div${field.inline === true ? ' class="inline"' : ""}><dt>${escapeHtml(field.name)}</dt><dd class="text">${marked(field.value)}</dd></div>`,
  );
  return `<dl>${items.join("")}</dl>`;
}

function linked(text: string, url: string | undefined): string {
  // Only web addresses become links: a message may hold anything.
  return url !== undefined && /^https?:\/\//.test(url)
    ? `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`
    : escapeHtml(text);
}

/**
 * Text as Discord shows it, as far as our messages use its markup: bold, crossed out, hidden until it is hovered,
 * blocks of code, times, links, and a backslash before what is none of these.
 */
export function marked(text: string): string {
  // What was escaped is put where no markup is seen in it.
  const kept: string[] = [];
  const keep = (_: string, character: string) => `\ue000${kept.push(character) - 1};`;
  return escapeHtml(text)
    .split(/```\n?([\s\S]*?)\n?```/)
    .map((part, at) =>
      at % 2 === 1 ? `<code class="block">${part}</code>` : inline(part.replace(ESCAPED, keep)),
    )
    .join("")
    .replace(/\|\|([\s\S]+?)\|\|/g, '<span class="spoiler">$1</span>')
    .replace(/\ue000(\d+);/g, (_, at: string) => kept[Number(at)] ?? "");
}

const ESCAPED = /\\(&(?:amp|lt|gt|quot|#39);|[^A-Za-z0-9\s&])/g;

function inline(text: string): string {
  return text
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/~~([^~]+)~~/g, "<del>$1</del>")
    .replace(/\[([^\]]+)\]\((https?:[^\s)]+)\)/g, '<a href="$2">$1</a>')
    .replace(/&lt;t:(\d{1,11})(?::[a-zA-Z])?&gt;/g, (_, seconds: string) => time(Number(seconds)));
}

function time(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `<time datetime="${iso}">${iso}</time>`;
}
