import { describe, expect, it } from "vitest";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

describe("a page looks right in both sizes and colours, and axe finds nothing wrong with it", () => {
  it.each([
    ["home", "/", "Play"],
    ["ladder", "/ladder/gen9randombattle", "Ladder: Gen 9 Random Battle"],
    ["teams", "/teams", "Your teams"],
    ["missing", "/nowhere", "No such page"],
    ["no-battle", "/battle/no-such-battle", "No such battle"],
  ])("%s", async (name, path, heading) => {
    const page = await playground.visitor();
    await page.goto(address(path));
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await page.locator(".skeleton").first().waitFor({ state: "detached" });
    expect(await lookAt(page, name)).toEqual([]);
  });

  it("also to who is signed in, under a name that is long, from right to left, and markup", async () => {
    const page = await playground.guest("<script>שלום</script> aaaaaaaaaaaaaaaaaaa");
    expect(await lookAt(page, "home-guest")).toEqual([]);
    expect(await page.locator("main script").count()).toBe(0);
  });
});

describe("the frame around every page", () => {
  it("moves the focus to the heading of the page that was gone to, and names it in the title", async () => {
    const page = await playground.visitor();
    await page.goto(address("/"));
    await page.getByRole("heading", { name: "Play", level: 1 }).waitFor();
    expect(await page.title()).toBe("Play · Plateau");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Teams" }).press("Enter");
    await page.getByRole("heading", { name: "Your teams" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Your teams");
    expect(await page.title()).toBe("Your teams · Plateau");
    await page.goBack();
    await expect.poll(() => page.title()).toBe("Play · Plateau");
  });

  it("is walked through with keys alone, on a small screen too", async () => {
    const page = await playground.visitor();
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(address("/"));
    await page.getByRole("heading", { name: "Play", level: 1 }).waitFor();
    const menu = page.getByRole("button", { name: "Pages" });
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const expanded = () => menu.getAttribute("aria-expanded");
    await expect.poll(expanded).toBe("true");
    await page.keyboard.press("Escape");
    await expect.poll(expanded).toBe("false");
    await page.keyboard.press("Enter");
    await expect.poll(expanded).toBe("true");
    for (let steps = 0; steps < 10; steps += 1) {
      if ((await page.evaluate(() => document.activeElement?.textContent)) === "Ladder") break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Ladder/ }).waitFor();
    await expect.poll(expanded).toBe("false");
  });

  it("keeps the chosen colours, and shows no others first", async () => {
    const page = await playground.visitor();
    await page.emulateMedia({ colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(address("/"));
    const light = await ground();
    await page.getByRole("button", { name: /^Colours: as your system/ }).click();
    await page.getByRole("button", { name: /^Colours: light/ }).click();
    expect(await ground()).not.toBe(light);
    const dark = await ground();
    // What the page is drawn in before its own script has run.
    await page.route("**/dist/main.js", (route) => route.abort());
    await page.reload({ waitUntil: "domcontentloaded" });
    expect(await ground()).toBe(dark);
    playground.browser.errors.length = 0;
  });

  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
