import { describe, expect, test } from "vitest";
import { type ReplayServer, readReplayAddress } from "../../../functions/_shared/battle/replay-address.ts";

const SERVERS: ReplayServer[] = [
  { id: "main", replay_url: "https://replay.pokemonshowdown.com", replay_prefix: null },
  { id: "tours", replay_url: "https://replay.pokemonshowdown.com", replay_prefix: "smogtours" },
  { id: "own", replay_url: "https://league.example/showdown/replays", replay_prefix: null },
  { id: "quiet", replay_url: null, replay_prefix: null },
];
const read = (text: string) => readReplayAddress(text, SERVERS);

describe("the address of a replay", () => {
  test.each([
    ["https://replay.pokemonshowdown.com/gen9ou-12", "main", "gen9ou-12", "gen9ou-12"],
    ["https://replay.pokemonshowdown.com/gen9ou-12.json", "main", "gen9ou-12", "gen9ou-12"],
    ["https://replay.pokemonshowdown.com/gen9ou-12?p2#turn3", "main", "gen9ou-12", "gen9ou-12"],
    ["replay.pokemonshowdown.com/gen9ou-12", "main", "gen9ou-12", "gen9ou-12"],
    ["https://REPLAY.pokemonshowdown.com:443/gen9ou-12-abcpw", "main", "gen9ou-12", "gen9ou-12-abcpw"],
    ["https://replay.pokemonshowdown.com/smogtours-gen9ou-12", "tours", "gen9ou-12", "smogtours-gen9ou-12"],
  ])("%s is of a server and an id", (text, server, replayId, path) => {
    expect(read(text)).toEqual({
      ok: true,
      address: { server, replayId, url: `https://replay.pokemonshowdown.com/${path}.json` },
    });
  });

  test("may be below a folder", () => {
    expect(read("https://league.example/showdown/replays/gen9ou-3")).toMatchObject({
      ok: true,
      address: { server: "own", url: "https://league.example/showdown/replays/gen9ou-3.json" },
    });
  });

  test.each([
    "https://evil.example/gen9ou-12",
    "https://replay.pokemonshowdown.com.evil.example/gen9ou-12",
    "https://replay.pokemonshowdown.com@evil.example/gen9ou-12",
    "https://user:secret@replay.pokemonshowdown.com/gen9ou-12",
    "https://replay.pokemonshowdown.com:8443/gen9ou-12",
    "http://replay.pokemonshowdown.com/gen9ou-12",
    "ftp://replay.pokemonshowdown.com/gen9ou-12",
    "file:///etc/passwd",
    "http://127.0.0.1/gen9ou-12",
    "http://[::1]/gen9ou-12",
    "http://169.254.169.254/latest/meta-data",
    "https://league.example/gen9ou-3",
    "https://league.example/showdown/replays/../../gen9ou-3",
    "https://replay.pokemonshowdown.com/other-gen9ou-12",
  ])("is refused of a host that is not one: %s", (text) => {
    expect(read(text)).toMatchObject({ ok: false, code: "HOST_NOT_ALLOWED" });
  });

  test.each([
    "",
    "https://",
    "https://replay.pokemonshowdown.com/",
    "https://replay.pokemonshowdown.com/search?user=ash",
    "https://replay.pokemonshowdown.com/gen9ou-12/../../x",
    "https://replay.pokemonshowdown.com/gen9ou-12%2f..%2fx",
    "https://replay.pokemonshowdown.com//gen9ou-12",
    "https://replay.pokemonshowdown.com/gen9ou-12@evil.example",
  ])("is refused where it is no replay's: '%s'", (text) => {
    expect(read(text)).toMatchObject({ ok: false, code: "INVALID_ADDRESS" });
  });

  test("names the hosts that are allowed", () => {
    expect(read("https://evil.example/gen9ou-12")).toMatchObject({
      message:
        "Cannot import the replay: replays are taken from replay.pokemonshowdown.com, league.example, not from 'evil.example'",
    });
  });
});
