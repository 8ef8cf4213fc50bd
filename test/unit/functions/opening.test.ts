import { expect, test } from "vitest";
import { type Opening, openRoom } from "../../../functions/_edge/opening.ts";
import type { RoomAnswer } from "../../../functions/_edge/rooms.ts";
import type { Battle } from "../../../functions/_edge/store.ts";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import { battleRow } from "../../harness/functions.ts";

const INPUTS: BattleInput[] = [{ kind: "choice", at: 1, seat: "p1", choice: "move 1" }];
const LOST: RoomAnswer = { kind: "refused", status: 409, code: "INPUTS_WANTED", message: "it is not here" };
const LIVE: RoomAnswer = { kind: "accepted", room: "live" };

async function open(row: Partial<Battle>, rooms: RoomAnswer[], inputs = INPUTS, opening: Opening = {}) {
  const commands: CreateBattle[] = [];
  const answers = [...rooms];
  const answer = await openRoom(
    battleRow(row),
    {
      store: {
        series: async (_, game) => ({ bestOf: 5, game, score: { p1: 1, p2: 2 } }),
        inputs: async () => inputs,
      },
      rooms: {
        create: async (command) => {
          commands.push(CreateBattle.parse(command));
          return answers.shift() ?? { kind: "unreachable", message: "asked too often" };
        },
      },
    },
    opening,
  );
  return { answer, commands };
}

test("a rated battle is opened by its pairing alone, which knows the teams", async () => {
  const rated = { match_id: null, rated: true } as const;
  const paired = await open(rated, [LIVE], [], { teams: { p1: "Ditto|||", p2: null } });
  expect(paired.commands[0]).not.toHaveProperty("resume");
  const { answer, commands } = await open(rated, [LOST], []);
  expect(answer).toEqual(LOST);
  expect(commands.map(({ resume }) => resume)).toEqual([{}]);
});

test("a room is told once of a battle that waits, and nothing of resuming", async () => {
  const { answer, commands } = await open({}, [{ kind: "accepted", room: "waiting" }]);
  expect(answer).toEqual({ kind: "accepted", room: "waiting" });
  expect(commands).toHaveLength(1);
  expect(commands[0]?.resume).toBeUndefined();
});

test("a room that has a running battle needs no inputs", async () => {
  const { answer, commands } = await open({ status: "live" }, [LIVE]);
  expect(answer).toEqual(LIVE);
  expect(commands.map(({ resume }) => resume)).toEqual([{}]);
});

test("a room that lost a running battle is given what is stored of it", async () => {
  const { answer, commands } = await open({ status: "live" }, [LOST, LIVE]);
  expect(answer).toEqual(LIVE);
  expect(commands.map(({ resume }) => resume)).toEqual([{}, { inputs: INPUTS }]);
  expect({ ...commands[1], resume: {} }).toEqual(commands[0]);
});

test("a room that waits for the players of a battle that has begun is given what is stored of it", async () => {
  const waiting: RoomAnswer = { kind: "accepted", room: "waiting" };
  const { answer, commands } = await open({ status: "live" }, [waiting, LIVE]);
  expect(answer).toEqual(LIVE);
  expect(commands.map(({ resume }) => resume)).toEqual([{}, { inputs: INPUTS }]);
  expect((await open({ status: "live" }, [waiting], [])).answer).toEqual(waiting);
});

test("a battle of which nothing is stored cannot be gone on with", async () => {
  const { answer, commands } = await open({ status: "live" }, [LOST], []);
  expect(answer).toEqual(LOST);
  expect(commands).toHaveLength(1);
});

test("another refusal of a running battle is the answer", async () => {
  const refused: RoomAnswer = { kind: "refused", status: 409, code: "CONFLICT", message: "it has another" };
  expect((await open({ status: "live" }, [refused])).answer).toEqual(refused);
});

test("a match's game is told with its series, a battle of no match with none", async () => {
  const game = await open({ game: 4 }, [LIVE]);
  expect(game.commands[0]?.series).toEqual({ bestOf: 5, game: 4, score: { p1: 1, p2: 2 } });
  expect((await open({ match_id: null, game: null }, [LIVE])).commands[0]?.series).toBeNull();
});

test("teams go with the seats whose players bring one", async () => {
  const { commands } = await open({ match_id: null }, [LIVE], [], { teams: { p1: "Ditto|||", p2: null } });
  expect(commands[0]?.seats).toMatchObject({ p1: { name: "Ann", team: "Ditto|||" }, p2: { name: "Bob" } });
  expect(commands[0]?.seats.p2).not.toHaveProperty("team");
});
