/** A team of the demo: who coaches it and what it brings, as Showdown export text, legal in gen9ou. */
export interface DemoTeam {
  name: string;
  coach: string;
  export: string;
}

export const DEMO_FORMAT = "gen9ou";

const balance = `Great Tusk @ Leftovers
Ability: Protosynthesis
Tera Type: Steel
EVs: 252 HP / 4 Atk / 252 Def
Impish Nature
- Headlong Rush
- Ice Spinner
- Rapid Spin
- Stealth Rock

Kingambit @ Black Glasses
Ability: Supreme Overlord
Tera Type: Ghost
EVs: 252 Atk / 4 SpD / 252 Spe
Adamant Nature
- Swords Dance
- Kowtow Cleave
- Sucker Punch
- Iron Head

Gholdengo @ Choice Scarf
Ability: Good as Gold
Tera Type: Fighting
EVs: 252 SpA / 4 SpD / 252 Spe
Timid Nature
IVs: 0 Atk
- Make It Rain
- Shadow Ball
- Focus Blast
- Trick

Dragapult @ Heavy-Duty Boots
Ability: Infiltrator
Tera Type: Ghost
EVs: 252 SpA / 4 SpD / 252 Spe
Timid Nature
- Hex
- Draco Meteor
- Will-O-Wisp
- U-turn

Slowking-Galar @ Heavy-Duty Boots
Ability: Regenerator
Tera Type: Water
EVs: 252 HP / 4 Def / 252 SpD
Calm Nature
IVs: 0 Atk
- Future Sight
- Sludge Bomb
- Flamethrower
- Chilly Reception

Zapdos @ Rocky Helmet
Ability: Static
Tera Type: Fairy
EVs: 252 HP / 252 Def / 4 Spe
Bold Nature
IVs: 0 Atk
- Hurricane
- Volt Switch
- Heat Wave
- Roost
`;

const offense = `Iron Valiant @ Booster Energy
Ability: Quark Drive
Tera Type: Fairy
EVs: 4 Atk / 252 SpA / 252 Spe
Naive Nature
- Moonblast
- Close Combat
- Knock Off
- Encore

Meowscarada (F) @ Choice Band
Ability: Protean
Tera Type: Grass
EVs: 252 Atk / 4 Def / 252 Spe
Jolly Nature
- Flower Trick
- Knock Off
- Triple Axel
- U-turn

Landorus-Therian (M) @ Rocky Helmet
Ability: Intimidate
Tera Type: Water
EVs: 252 HP / 252 Def / 4 Spe
Impish Nature
- Earthquake
- U-turn
- Stealth Rock
- Taunt

Ogerpon-Wellspring (F) @ Wellspring Mask
Ability: Water Absorb
Tera Type: Water
EVs: 252 Atk / 4 SpD / 252 Spe
Jolly Nature
- Ivy Cudgel
- Power Whip
- Swords Dance
- Play Rough

Raging Bolt @ Leftovers
Ability: Protosynthesis
Tera Type: Fairy
EVs: 252 HP / 252 SpA / 4 SpD
Modest Nature
IVs: 20 Atk
- Thunderclap
- Draco Meteor
- Thunderbolt
- Calm Mind

Iron Moth @ Heavy-Duty Boots
Ability: Quark Drive
Tera Type: Ground
EVs: 124 Def / 132 SpA / 252 Spe
Timid Nature
IVs: 0 Atk
- Fiery Dance
- Sludge Wave
- Energy Ball
- Substitute
`;

const stall = `Toxapex @ Heavy-Duty Boots
Ability: Regenerator
Tera Type: Fairy
EVs: 252 HP / 252 Def / 4 SpD
Bold Nature
- Toxic Spikes
- Surf
- Haze
- Recover

Corviknight @ Leftovers
Ability: Pressure
Tera Type: Dragon
EVs: 252 HP / 252 Def / 4 SpD
Impish Nature
- Body Press
- Brave Bird
- U-turn
- Roost

Ting-Lu @ Leftovers
Ability: Vessel of Ruin
Tera Type: Poison
EVs: 252 HP / 4 Atk / 252 SpD
Careful Nature
- Earthquake
- Spikes
- Ruination
- Rest

Clodsire @ Leftovers
Ability: Unaware
Tera Type: Steel
EVs: 252 HP / 4 Def / 252 SpD
Careful Nature
- Earthquake
- Toxic
- Recover
- Stealth Rock

Alomomola @ Heavy-Duty Boots
Ability: Regenerator
Tera Type: Flying
EVs: 252 HP / 252 Def / 4 SpD
Bold Nature
- Scald
- Wish
- Protect
- Whirlpool

Hatterene (F) @ Leftovers
Ability: Magic Bounce
Tera Type: Water
EVs: 252 HP / 252 Def / 4 SpA
Bold Nature
IVs: 0 Atk
- Psychic Noise
- Draining Kiss
- Calm Mind
- Nuzzle
`;

const sun = `Torkoal @ Heat Rock
Ability: Drought
Tera Type: Fire
EVs: 252 HP / 252 Def / 4 SpA
Bold Nature
- Lava Plume
- Rapid Spin
- Will-O-Wisp
- Stealth Rock

Walking Wake @ Choice Specs
Ability: Protosynthesis
Tera Type: Water
EVs: 4 HP / 252 SpA / 252 Spe
Timid Nature
- Hydro Steam
- Draco Meteor
- Flamethrower
- Flip Turn

Venusaur @ Life Orb
Ability: Chlorophyll
Tera Type: Fire
EVs: 252 SpA / 4 SpD / 252 Spe
Modest Nature
IVs: 0 Atk
- Growth
- Giga Drain
- Sludge Bomb
- Weather Ball

Hatterene (F) @ Eject Button
Ability: Magic Bounce
Tera Type: Steel
EVs: 252 HP / 252 Def / 4 SpA
Bold Nature
IVs: 0 Atk
- Psyshock
- Draining Kiss
- Healing Wish
- Trick

Great Tusk @ Booster Energy
Ability: Protosynthesis
Tera Type: Ice
EVs: 252 Atk / 4 Def / 252 Spe
Jolly Nature
- Headlong Rush
- Close Combat
- Ice Spinner
- Rapid Spin

Ceruledge @ Heavy-Duty Boots
Ability: Flash Fire
Tera Type: Grass
EVs: 252 Atk / 4 Def / 252 Spe
Adamant Nature
- Swords Dance
- Bitter Blade
- Poltergeist
- Shadow Sneak
`;

/** The demo's four teams: a balance, a hyper offense, a stall and a sun team, so that battles differ in length. */
export const DEMO_TEAMS: readonly DemoTeam[] = [
  { name: "Indigo Balance", coach: "Erika", export: balance },
  { name: "Viridian Rush", coach: "Giovanni", export: offense },
  { name: "Fuchsia Wall", coach: "Koga", export: stall },
  { name: "Cinnabar Sun", coach: "Blaine", export: sun },
];

/**
 * The species of an export, in its order: the first line of each block is `Nickname (Species) (F) @ Item`, of which
 * everything but the species is optional.
 */
export function speciesOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim().split("\n")[0] ?? "")
    .filter((line) => line !== "")
    .map((line) => {
      const name = (line.split(" @ ")[0] ?? line).replace(/ \((M|F)\)$/, "").trim();
      return /\(([^()]+)\)$/.exec(name)?.[1] ?? name;
    });
}
