import { describe } from "vitest";
import { type Case, each, NEXT_TURN } from "./told.ts";

describe("a status", () => {
  const dies = (of: string) => [`|-damage|p2a: Pory|0 fnt|[from] ${of}`, "|faint|p2a: Pory"];

  each([
    [
      "is who inflicted it, turns and switches later",
      [
        "|move|p1a: Birdie|Toxic|p2a: Pory",
        "|-status|p2a: Pory|tox",
        ...NEXT_TURN,
        "|switch|p2a: Zed|Zapdos|100/100",
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        "|switch|p2a: Pory|Porygon-Z|80/100 tox",
        ...dies("psn"),
      ],
      ["Pory: status Poison by Birdie, inferred"],
    ],
    [
      "is the second generation's poison still when bad poison turns into it",
      [
        "|move|p1a: Birdie|Toxic|p2a: Pory",
        "|-status|p2a: Pory|tox",
        "|switch|p2a: Zed|Zapdos|100/100",
        "|switch|p2a: Pory|Porygon-Z|80/100 tox",
        "|-status|p2a: Pory|psn|[silent]",
        "|-damage|p2a: Pory|0 fnt|[from] psn|[of] p1a: Birdie",
        "|faint|p2a: Pory",
      ],
      ["Pory: status Poison by Birdie, inferred"],
    ],
    [
      "of an ability is its bearer's",
      [
        "|move|p2a: Pory|Tackle|p1a: Birdie",
        "|-damage|p1a: Birdie|90/100",
        "|-status|p2a: Pory|brn|[from] ability: Flame Body|[of] p1a: Birdie",
        ...dies("brn"),
      ],
      ["Pory: status Burn by Birdie, exact"],
    ],
    [
      "of one's own orb is one's own",
      ["|-status|p2a: Pory|brn|[from] item: Flame Orb", ...dies("brn")],
      ["Pory: status Burn by Pory, exact"],
    ],
    [
      "that Synchronize gives back is its bearer's",
      [
        "|move|p2a: Pory|Toxic|p1a: Birdie",
        "|-status|p1a: Birdie|tox",
        "|-activate|p1a: Birdie|ability: Synchronize",
        "|-status|p2a: Pory|tox",
        ...dies("psn"),
      ],
      ["Pory: status Poison by Birdie, exact"],
    ],
    [
      "that one catches by touching is whom one touched",
      [
        "|move|p2a: Pory|Tackle|p1a: Birdie",
        "|-damage|p1a: Birdie|90/100",
        "|-status|p2a: Pory|brn",
        ...dies("brn"),
      ],
      ["Pory: status Burn by Birdie, inferred"],
    ],
    [
      "of Toxic Spikes is who laid them",
      [
        "|move|p1a: Birdie|Toxic Spikes|p2a: Pory",
        "|-sidestart|p2: Bob|move: Toxic Spikes",
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        "|switch|p2a: Zed|Zapdos|100/100",
        "|-status|p2a: Zed|psn",
        "|-damage|p2a: Zed|0 fnt|[from] psn",
        "|faint|p2a: Zed",
      ],
      ["Zed: status Poison by Birdie, inferred"],
    ],
    [
      "of Toxic Spikes that an ability laid is its bearer's",
      [
        "|move|p2a: Pory|Tackle|p1a: Birdie",
        "|-damage|p1a: Birdie|90/100",
        "|-activate|p1a: Birdie|ability: Toxic Debris",
        "|-sidestart|p2: Bob|move: Toxic Spikes",
        "|switch|p2a: Zed|Zapdos|100/100",
        "|-status|p2a: Zed|psn",
        "|-damage|p2a: Zed|0 fnt|[from] psn",
        "|faint|p2a: Zed",
      ],
      ["Zed: status Poison by Birdie, exact"],
    ],
    [
      "that came from nowhere is nobody's for sure",
      ["|-status|p2a: Pory|psn", ...dies("psn")],
      ["Pory: status Poison by nobody, ambiguous"],
    ],
  ]);
});

describe("a hazard", () => {
  const laid = (user: string, name: string, side: string) => [
    `|move|${user}|${name}|`,
    `|-sidestart|${side}|${name === "Spikes" ? name : `move: ${name}`}`,
  ];
  const steps = (name: string, who = "p2a: Zed|Zapdos") => [
    `|switch|${who}|100/100`,
    `|-damage|${who.split("|")[0]}|0 fnt|[from] ${name}`,
    `|faint|${who.split("|")[0]}`,
  ];

  each([
    [
      "is who laid it",
      [
        ...laid("p1a: Birdie", "Stealth Rock", "p2: Bob"),
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        ...steps("Stealth Rock"),
      ],
      ["Zed: hazard Stealth Rock by Birdie, inferred"],
    ],
    [
      "of one layer on another is the first one's, and nobody knows which layer it was",
      [
        ...laid("p1a: Birdie", "Spikes", "p2: Bob"),
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        ...laid("p1a: Kora", "Spikes", "p2: Bob"),
        ...steps("Spikes"),
      ],
      ["Zed: hazard Spikes by Birdie, ambiguous"],
    ],
    [
      "that was spun away and laid anew is who laid it last",
      [
        ...laid("p1a: Birdie", "Spikes", "p2: Bob"),
        "|switch|p1a: Kora|Kommo-o, F|100/100",
        "|-sideend|p2: Bob|Spikes|[from] move: Rapid Spin|[of] p2a: Pory",
        ...laid("p1a: Kora", "Spikes", "p2: Bob"),
        ...steps("Spikes"),
      ],
      ["Zed: hazard Spikes by Kora, inferred"],
    ],
    [
      "of Stone Axe is the axe's, and the spikes that fell when it hit are whose ability dropped them",
      [
        "|move|p1a: Birdie|Stone Axe|p2a: Pory",
        "|-damage|p2a: Pory|40/100",
        "|-activate|p2a: Pory|ability: Toxic Debris",
        "|-sidestart|p1: Ann|move: Toxic Spikes",
        "|-sidestart|p2: Bob|move: Stealth Rock",
        ...steps("Stealth Rock"),
      ],
      ["Zed: hazard Stealth Rock by Birdie, inferred"],
    ],
    [
      "that was bounced back is who bounced it",
      [
        "|move|p1a: Birdie|Stealth Rock|p2a: Pory",
        "|move|p2a: Pory|Stealth Rock|p1a: Birdie|[from] ability: Magic Bounce",
        "|-sidestart|p1: Ann|move: Stealth Rock",
        ...steps("Stealth Rock", "p1a: Kora|Kommo-o, F"),
      ],
      ["Kora: hazard Stealth Rock by Pory, inferred"],
    ],
    [
      "that Court Change moves is still who laid it",
      [
        ...laid("p1a: Birdie", "Stealth Rock", "p2: Bob"),
        "|move|p2a: Pory|Court Change|p2a: Pory",
        "|-swapsideconditions",
        "|-activate|p2a: Pory|move: Court Change",
        ...steps("Stealth Rock", "p1a: Kora|Kommo-o, F"),
      ],
      ["Kora: hazard Stealth Rock by Birdie, inferred"],
    ],
  ]);
});

describe("what a move leaves behind", () => {
  const holds = (name: string, begins: string, hurts: string): Case => [
    `${name} is its user's, who has left since`,
    [
      `|move|p1a: Birdie|${name}|p2a: Pory`,
      begins,
      "|switch|p1a: Kora|Kommo-o, F|100/100",
      `|-damage|p2a: Pory|0 fnt|[from] ${hurts}`,
      "|faint|p2a: Pory",
    ],
    [`Pory: trap ${name} by Birdie, ${begins.includes("[of]") ? "exact" : "inferred"}`],
  ];

  each([
    holds("Leech Seed", "|-start|p2a: Pory|move: Leech Seed", "Leech Seed|[of] p1a: Kora"),
    holds("Curse", "|-start|p2a: Pory|Curse|[of] p1a: Birdie", "Curse"),
    holds("Nightmare", "|-start|p2a: Pory|Nightmare", "Nightmare"),
    holds("Salt Cure", "|-start|p2a: Pory|Salt Cure", "Salt Cure"),
    holds(
      "Whirlpool",
      "|-activate|p2a: Pory|move: Whirlpool|[of] p1a: Birdie",
      "move: Whirlpool|[partiallytrapped]",
    ),
    holds(
      "G-Max Centiferno",
      "|-activate|p2a: Pory|G-Max Centiferno|[of] p1a: Birdie",
      "G-Max Centiferno|[partiallytrapped]",
    ),
    holds("G-Max Wildfire", "|-sidestart|p2: Bob|G-Max Wildfire", "G-Max Wildfire"),
    holds("Fire Pledge", "|-sidestart|p2: Bob|Fire Pledge", "Fire Pledge"),
    [
      "Baton Pass hands a curse on",
      [
        "|move|p1a: Birdie|Curse|p2a: Pory",
        "|-start|p2a: Pory|Curse|[of] p1a: Birdie",
        "|move|p2a: Pory|Baton Pass|p2a: Pory",
        "|switch|p2a: Zed|Zapdos|100/100|[from] Baton Pass",
        "|-damage|p2a: Zed|0 fnt|[from] Curse",
        "|faint|p2a: Zed",
      ],
      ["Zed: trap Curse by Birdie, exact"],
    ],
  ]);
});

describe("weather", () => {
  const buried = [
    "|-weather|Sandstorm|[upkeep]",
    "|-damage|p2a: Pory|0 fnt|[from] Sandstorm",
    "|faint|p2a: Pory",
  ];

  each([
    [
      "is whose ability called it",
      [
        "|switch|p1a: Tar|Tyranitar, M|100/100",
        "|-weather|Sandstorm|[from] ability: Sand Stream|[of] p1a: Tar",
        "|switch|p1a: Birdie|Ho-Oh, M|100/100",
        ...buried,
      ],
      ["Pory: weather Sandstorm by Tar, exact"],
    ],
    [
      "is whose move called it, even on itself",
      ["|move|p2a: Pory|Sandstorm|p2a: Pory", "|-weather|Sandstorm", ...buried],
      ["Pory: weather Sandstorm by Pory, inferred"],
    ],
    [
      "that was there before is nobody's",
      ["|-weather|Sandstorm", ...buried],
      ["Pory: weather Sandstorm by nobody, ambiguous"],
    ],
  ]);
});
