import { expect, test } from "vitest";
import { discordPage, marked } from "../../../supabase/local/discord/page.ts";

test.each([
  ["**Pallet** beats **Viridian**", "<strong>Pallet</strong> beats <strong>Viridian</strong>"],
  ["\\*\\*not bold\\*\\*", "**not bold**"],
  ["||3 – 0||", '<span class="spoiler">3 – 0</span>'],
  ["\\|\\|open\\|\\|", "||open||"],
  ["||```\n1 *Pallet*\n```||", '<span class="spoiler"><code class="block">1 *Pallet*</code></span>'],
  ["~~||5||~~ no more", '<del><span class="spoiler">5</span></del> no more'],
  ["<t:1796148000:R>", '<time datetime="2026-12-01T18:00:00.000Z">2026-12-01T18:00:00.000Z</time>'],
  ["\\<t:1796148000:R\\>", "&lt;t:1796148000:R&gt;"],
  ["[Watch](https://plateau.example/b?a=1&b=2)", '<a href="https://plateau.example/b?a=1&amp;b=2">Watch</a>'],
  ["[Watch](javascript:alert)", "[Watch](javascript:alert)"],
  ["<script>", "&lt;script&gt;"],
])("the capture page shows %j as Discord would", (text, html) => expect(marked(text)).toBe(html));

test("the capture page shows an edited message with its table", () => {
  const page = discordPage([
    {
      id: "1",
      type: 0,
      webhook_id: "2",
      channel_id: "2",
      content: "",
      embeds: [{ title: "Standings after round 1", description: "```\n# Team\n```", color: 0x10b981 }],
      username: "Plateau",
      timestamp: "2026-12-01T18:00:00.000Z",
      edited_timestamp: "2026-12-01T19:00:00.000Z",
    },
  ]);
  expect(page).toContain("(edited)");
  expect(page).toContain("<h2>Standings after round 1</h2>");
  expect(page).toContain('<code class="block"># Team</code>');
});
