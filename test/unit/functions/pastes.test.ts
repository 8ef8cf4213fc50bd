import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPastes } from "../../../functions/_edge/pastes.ts";
import { type FakePokepaste, startPokepaste } from "../../harness/pokepaste.ts";

let pokepaste: FakePokepaste;
beforeAll(async () => {
  pokepaste = await startPokepaste();
});
afterAll(() => pokepaste.close());

const read = (id: string, url = pokepaste.url) => connectPastes({ url, fetch }).read(id);

describe("a paste", () => {
  it("is its title and its team, with the line ends of a text here", async () => {
    pokepaste.put("abc1", { title: "Rain", paste: "Pikachu\r\n- Fly\r\n" });
    expect(await read("abc1")).toEqual({
      kind: "paste",
      paste: { id: "abc1", title: "Rain", team: "Pikachu\n- Fly\n" },
    });
  });

  it("that is not there is missing", async () => {
    expect(await read("0")).toEqual({ kind: "missing" });
  });

  it("is asked for at its own address alone, whatever is given for one", async () => {
    pokepaste.asked.length = 0;
    await read("../../admin?x=#y");
    expect(pokepaste.asked).toEqual(["/..%2F..%2Fadmin%3Fx%3D%23y/json"]);
  });

  it("is not followed to another host", async () => {
    pokepaste.answer("e1", (response) =>
      response.writeHead(302, { location: `${pokepaste.url}/abc1/json` }).end(),
    );
    expect(await read("e1")).toMatchObject({ kind: "unreachable" });
  });

  it("that is too long, or no team, is none that we take", async () => {
    pokepaste.put("e2", { paste: "x".repeat(26_000) });
    expect(await read("e2")).toMatchObject({ kind: "unusable", message: expect.stringContaining("no team") });
    pokepaste.put("e3", { paste: "" });
    expect(await read("e3")).toMatchObject({ kind: "unusable" });
    pokepaste.answer("e4", (response) => {
      response.writeHead(200);
      // Without an end: it is left as soon as it is too long.
      const more = () => {
        if (response.destroyed) return;
        response.write("x".repeat(64 * 1024));
        setImmediate(more);
      };
      more();
    });
    expect(await read("e4")).toEqual({ kind: "unusable", message: "it is over 131072 bytes" });
  });

  it("of a host that fails, or speaks otherwise, cannot be reached", async () => {
    pokepaste.answer("e5", (response) => response.writeHead(500).end());
    pokepaste.answer("e6", (response) => response.writeHead(200).end("<html>"));
    pokepaste.answer("e7", (response) => response.writeHead(200).end("[]"));
    for (const id of ["e5", "e6", "e7"]) expect(await read(id)).toMatchObject({ kind: "unreachable" });
    expect(await read("e8", "http://127.0.0.1:1")).toMatchObject({ kind: "unreachable" });
  });
});
