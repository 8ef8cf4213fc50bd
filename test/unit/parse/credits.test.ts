import { describe, expect, test } from "vitest";
import { type Case, credits, each, NEXT_TURN, told, toldInDoubles } from "./told.ts";

describe("a hit", () => {
  each([
    [
      "is whose move it was",
      ["|move|p1a: Birdie|Brave Bird|p2a: Pory", "|-damage|p2a: Pory|0 fnt", "|faint|p2a: Pory"],
      ["Pory: move Brave Bird by Birdie, exact"],
    ],
    [
      "of a called move is the caller's, by the called move's name",
      [
        "|move|p1a: Birdie|Sleep Talk|p1a: Birdie",
        "|move|p1a: Birdie|Sacred Fire|p2a: Pory|[from] move: Sleep Talk",
        "|-damage|p2a: Pory|0 fnt",
        "|faint|p2a: Pory",
      ],
      ["Pory: move Sacred Fire by Birdie, exact"],
    ],
    [
      "of Bide is whose patience is over",
      ["|-end|p1a: Birdie|move: Bide", "|-damage|p2a: Pory|0 fnt", "|faint|p2a: Pory"],
      ["Pory: move Bide by Birdie, exact"],
    ],
    [
      "of Pursuit strikes who leaves",
      [
        "|-activate|p2a: Pory|move: Pursuit",
        "|move|p1a: Birdie|Pursuit|p2a: Pory|[from] Pursuit",
        "|-damage|p2a: Pory|0 fnt",
        "|faint|p2a: Pory",
      ],
      ["Pory: move Pursuit by Birdie, exact"],
    ],
    [
      "of Future Sight is its user's, who has left by then",
      [
        "|move|p1a: Birdie|Future Sight|p2a: Pory",
        "|-start|p1a: Birdie|move: Future Sight",
        ...NEXT_TURN,
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        "|move|p2a: Pory|Splash|p2a: Pory",
        "|",
        "|-end|p2a: Pory|move: Future Sight",
        "|-damage|p2a: Pory|0 fnt",
        "|faint|p2a: Pory",
      ],
      ["Pory: move Future Sight by Birdie, inferred"],
    ],
    [
      "on whoever touches a spiky shield is the shield's",
      [
        "|move|p1a: Birdie|Brave Bird|p2a: Pory",
        "|-activate|p2a: Pory|move: Protect",
        "|-damage|p1a: Birdie|0 fnt|[from] Spiky Shield|[of] p2a: Pory",
        "|faint|p1a: Birdie",
      ],
      ["Birdie: move Spiky Shield by Pory, exact"],
    ],
    [
      "of powder that explodes is who threw it",
      [
        "|move|p2a: Pory|Powder|p1a: Birdie",
        "|-singleturn|p1a: Birdie|Powder",
        "|move|p1a: Birdie|Sacred Fire|p2a: Pory",
        "|-activate|p1a: Birdie|move: Powder",
        "|-damage|p1a: Birdie|0 fnt|[silent]",
        "|faint|p1a: Birdie",
      ],
      ["Birdie: move Powder by Pory, inferred"],
    ],
  ]);
});

describe("in doubles", () => {
  each(
    [
      [
        "an ally's hit is the ally's",
        [
          "|move|p1a: Birdie|Earthquake|p2a: Pory|[spread] p2a,p2b,p1b",
          "|-damage|p2a: Pory|50/100",
          "|-damage|p1b: Kora|0 fnt",
          "|faint|p1b: Kora",
        ],
        ["Kora: move Earthquake by Birdie, exact"],
      ],
      [
        "an explosion takes its user and whom it hits",
        [
          "|move|p2b: Zed|Explosion|p1a: Birdie|[spread] p1a,p1b,p2a",
          "|-damage|p1a: Birdie|0 fnt",
          "|-damage|p2a: Pory|0 fnt",
          "|-damage|p1b: Kora|10/100",
          "|faint|p2b: Zed",
          "|faint|p1a: Birdie",
          "|faint|p2a: Pory",
        ],
        [
          "Zed: sacrifice Explosion by Zed, exact",
          "Birdie: move Explosion by Zed, exact",
          "Pory: move Explosion by Zed, exact",
        ],
      ],
      [
        "Leech Seed stays its sower's when another stands in the place",
        [
          "|move|p1a: Birdie|Leech Seed|p2a: Pory",
          "|-start|p2a: Pory|move: Leech Seed",
          "|swap|p1a: Birdie|1|[from] move: Ally Switch",
          "|-damage|p2a: Pory|0 fnt|[from] Leech Seed|[of] p1a: Kora",
          "|faint|p2a: Pory",
        ],
        ["Pory: trap Leech Seed by Birdie, inferred"],
      ],
    ],
    toldInDoubles,
  );
});

describe("a faint without a blow", () => {
  each([
    [
      "is Destiny Bond's after the bonder's own",
      [
        "|move|p1a: Birdie|Brave Bird|p2a: Pory",
        "|-damage|p2a: Pory|0 fnt",
        "|faint|p2a: Pory",
        "|-activate|p2a: Pory|move: Destiny Bond",
        "|faint|p1a: Birdie",
      ],
      ["Pory: move Brave Bird by Birdie, exact", "Birdie: destiny_bond Destiny Bond by Pory, exact"],
    ],
    [
      "is the singer's when a Perish Song ends, for all who heard it",
      [
        "|move|p1a: Birdie|Perish Song|p1a: Birdie",
        "|-start|p1a: Birdie|perish3|[silent]",
        "|-start|p2a: Pory|perish3|[silent]",
        "|-fieldactivate|move: Perish Song",
        ...NEXT_TURN,
        "|",
        "|-start|p1a: Birdie|perish0",
        "|-start|p2a: Pory|perish0",
        "|faint|p1a: Birdie",
        "|faint|p2a: Pory",
      ],
      [
        "Birdie: perish_song Perish Song by Birdie, inferred",
        "Pory: perish_song Perish Song by Birdie, inferred",
      ],
    ],
    [
      "is whose body it touched, for Perish Body",
      [
        "|move|p1a: Birdie|Brave Bird|p2a: Pory",
        "|-damage|p2a: Pory|40/100",
        "|-ability|p2a: Pory|Perish Body",
        ...NEXT_TURN,
        "|-start|p1a: Birdie|perish0",
        "|faint|p1a: Birdie",
      ],
      ["Birdie: perish_song Perish Song by Pory, exact"],
    ],
    ...["Healing Wish", "Memento", "Final Gambit", "Self-Destruct"].map(
      (move): Case => [
        `is its own sacrifice, for ${move}`,
        [`|move|p1a: Birdie|${move}|p1a: Birdie`, "|faint|p1a: Birdie"],
        [`Birdie: sacrifice ${move} by Birdie, exact`],
      ],
    ),
    ["that nothing explains is unknown", ["|faint|p1a: Birdie"], ["Birdie: unknown by nobody, ambiguous"]],
  ]);
});

describe("what a Pokémon does to itself", () => {
  const own = (from: string) => [
    "|move|p1a: Birdie|Brave Bird|p2a: Pory",
    "|-damage|p2a: Pory|40/100",
    `|-damage|p1a: Birdie|0 fnt${from}`,
    "|faint|p1a: Birdie",
  ];

  each([
    ["recoil, by the move's name", own("|[from] Recoil"), ["Birdie: recoil Brave Bird by Birdie, exact"]],
    [
      "recoil that names whom it hit",
      own("|[from] Recoil|[of] p2a: Pory"),
      ["Birdie: recoil Brave Bird by Birdie, exact"],
    ],
    ["Life Orb", own("|[from] item: Life Orb"), ["Birdie: recoil Life Orb by Birdie, exact"]],
    ["a crash", own("|[from] highjumpkick"), ["Birdie: recoil Brave Bird by Birdie, exact"]],
    ["the price of its own move", own(""), ["Birdie: recoil Brave Bird by Birdie, exact"]],
    [
      "confusion",
      [
        "|-activate|p1a: Birdie|confusion",
        "|-damage|p1a: Birdie|0 fnt|[from] confusion",
        "|faint|p1a: Birdie",
      ],
      ["Birdie: confusion Confusion by Birdie, exact"],
    ],
    [
      "an item of its own",
      ["|-damage|p1a: Birdie|0 fnt|[from] item: Black Sludge", "|faint|p1a: Birdie"],
      ["Birdie: item Black Sludge by Birdie, exact"],
    ],
    [
      "an ability of its own",
      ["|-damage|p1a: Birdie|0 fnt|[from] ability: Solar Power|[of] p1a: Birdie", "|faint|p1a: Birdie"],
      ["Birdie: ability Solar Power by Birdie, exact"],
    ],
  ]);
});

describe("what a foe wears", () => {
  each(
    (
      [
        ["item: Rocky Helmet", "item Rocky Helmet"],
        ["ability: Iron Barbs", "ability Iron Barbs"],
        ["ability: Aftermath", "ability Aftermath"],
        ["ability: Liquid Ooze", "ability Liquid Ooze"],
        ["ability: Bad Dreams", "ability Bad Dreams"],
      ] as const
    ).map(
      ([from, credit]): Case => [
        from,
        [
          "|move|p1a: Birdie|Brave Bird|p2a: Pory",
          "|-damage|p2a: Pory|40/100",
          `|-damage|p1a: Birdie|0 fnt|[from] ${from}|[of] p2a: Pory`,
          "|faint|p1a: Birdie",
        ],
        [`Birdie: ${credit} by Pory, exact`],
      ],
    ),
  );
});

test("what the log repeats after a split counts once", () => {
  const lines = [
    "|move|p1a: Birdie|Spikes|p2a: Pory",
    "|-sidestart|p2: Bob|Spikes",
    "|split|p2",
    "|switch|p2a: Zed|Zapdos|321/321",
    "|switch|p2a: Zed|Zapdos|100/100",
    "|split|p2",
    "|-damage|p2a: Zed|0 fnt|[from] Spikes",
    "|-damage|p2a: Zed|0 fnt|[from] Spikes",
    "|faint|p2a: Zed",
  ];
  const summary = told(lines);
  expect(credits(summary)).toEqual(["Zed: hazard Spikes by Birdie, inferred"]);
  expect(summary.players.p2.pokemon).toMatchObject([
    { sentOut: 1 },
    { sentOut: 1, damageTaken: 100, faints: 1 },
  ]);
});
