import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { say } from "../harness/office.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

describe("coming in", () => {
  it("by way of Discord proves that who comes back is who left, and leaves nothing in the address", async () => {
    const page = await playground.visitor();
    const { urls, keys } = playground.stack;
    await page.route("**/auth/v1/settings", (route) =>
      route.fulfill({ json: { external: { discord: true, email: true } } }),
    );
    const left: URL[] = [];
    await page.route("**/auth/v1/authorize**", (route) => {
      left.push(new URL(route.request().url()));
      return route.fulfill({ status: 302, headers: { location: `${urls.rooms}/?code=once-and-no-more` } });
    });
    const exchanged: { auth_code: string; code_verifier: string }[] = [];
    await page.route("**/auth/v1/token?grant_type=pkce", async (route) => {
      exchanged.push(route.request().postDataJSON());
      // Whom Supabase Auth would have made of the Discord account.
      const response = await fetch(`${urls.api}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: keys.publishable, "content-type": "application/json" },
        body: JSON.stringify({ data: { full_name: "From Discord" } }),
      });
      await route.fulfill({ status: 200, json: await response.json() });
    });
    await page.goto(address("/"));
    await page.getByRole("button", { name: "Continue with Discord" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(left[0]?.searchParams.get("provider")).toBe("discord");
    expect(left[0]?.searchParams.get("code_challenge_method")).toBe("s256");
    const [given] = exchanged;
    expect(given?.auth_code).toBe("once-and-no-more");
    const digest = createHash("sha256")
      .update(given?.code_verifier ?? "")
      .digest("base64url");
    expect(left[0]?.searchParams.get("code_challenge")).toBe(digest);
    expect(page.url()).toBe(address("/"));
  });

  it("offers no way that the league's Auth does not have", async () => {
    const page = await playground.visitor();
    const settings = page.waitForResponse("**/auth/v1/settings");
    await page.goto(address("/"));
    await settings;
    await page.getByRole("button", { name: "Play as guest" }).waitFor();
    expect(await page.getByRole("button", { name: "Continue with Discord" }).count()).toBe(0);
  });

  it("that failed says so in words of its own, and cleans the address", async () => {
    for (const brought of [
      "/?error=access_denied&error_description=Send+your+password+to+eve#error=access_denied",
      "/teams?code=stolen",
      "/#access_token=stolen&refresh_token=x&expires_in=3600&token_type=bearer",
    ]) {
      const page = await playground.visitor();
      await page.goto(address(brought));
      await page.locator(".toast.error").waitFor();
      expect(await page.locator(".toast.error").textContent()).not.toContain("eve");
      expect(new URL(page.url()).search + new URL(page.url()).hash).toBe("");
      await page.getByRole("button", { name: "Play as guest" }).waitFor();
    }
  });

  it("with a mailed link needs no password", async () => {
    const page = await askForLink("mailed@example.com", "Mailed");
    await page.goto(await mailedLink("mailed@example.com"));
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await page.getByText("Mailed", { exact: true }).first().waitFor();
    expect(page.url()).toBe(address("/"));
  });

  it("with a mailed link is for the browser that asked for it", async () => {
    await askForLink("overheard@example.com", "Overheard");
    const other = await playground.visitor();
    await other.goto(await mailedLink("overheard@example.com"));
    await say(other, "The link is too old, or was opened in another browser. Ask for a new one.");
    await other.getByRole("button", { name: "Play as guest" }).waitFor();
    expect(other.url()).toBe(address("/"));
  });
});

/** Somebody who has signed up before and now asks for a mail. */
async function askForLink(email: string, name: string): Promise<Page> {
  const page = await playground.visitor();
  await page.goto(address("/"));
  await page.getByRole("radio", { name: "Sign up" }).check();
  await page.getByLabel("Display name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("radio", { name: "Sign in" }).check();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Mail me a link instead" }).click();
  await say(page, `Open the link in the mail to ${email}, in this browser.`);
  return page;
}

/** The link in the latest mail to somebody. */
async function mailedLink(email: string): Promise<string> {
  const mails = await playground.visitor();
  await mails.goto(playground.stack.urls.mail);
  const link = mails
    .getByRole("article")
    .filter({ hasText: `To ${email}` })
    .getByRole("link")
    .first();
  return (await link.getAttribute("href")) ?? "";
}

it("no page complained", () => {
  // The browser tells of each call that was meant to be refused.
  const meant = /status of (400|403|404)/;
  expect(playground.browser.errors.filter((error) => !meant.test(error))).toEqual([]);
});
