import { describe, expect, test } from "vitest";
import { plain } from "../../../functions/_shared/discord/text.ts";
import { marked } from "../../../supabase/local/discord/page.ts";

describe("the capture page", () => {
  test("shows bold text as Discord does", () => {
    expect(marked("**Viridian Rush** beats **Cinnabar Sun**")).toBe(
      "<strong>Viridian Rush</strong> beats <strong>Cinnabar Sun</strong>",
    );
  });

  test.each(["**bold**", "<script>alert(1)</script>", "a_b*c`d|e", "AT&T \\ 'quoted'", "@everyone"])(
    "shows the name %s letter for letter, and runs none of it",
    (name) => {
      const html = marked(`**${plain(name, 60)}**`);
      expect(html.replace(/^<strong>|<\/strong>$/g, "")).toBe(marked(plain(name, 60)));
      const text = html
        .replace(/<\/?strong>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
      expect(text).toBe(name);
      expect(html).not.toContain("<script");
    },
  );
});
