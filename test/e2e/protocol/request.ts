import * as z from "zod";

/** "Requests" of docs/protocol.md. Strict, so that a field that the page does not describe is found. */
const Move = z.strictObject({
  move: z.string(),
  id: z.string(),
  pp: z.number().optional(),
  maxpp: z.number().optional(),
  target: z.string().optional(),
  disabled: z.boolean().optional(),
});

const Active = z.strictObject({
  moves: z.array(Move),
  trapped: z.boolean().optional(),
  maybeTrapped: z.boolean().optional(),
  maybeDisabled: z.boolean().optional(),
  maybeLocked: z.boolean().optional(),
  canMegaEvo: z.boolean().optional(),
  canMegaEvoX: z.boolean().optional(),
  canMegaEvoY: z.boolean().optional(),
  canUltraBurst: z.boolean().optional(),
  canZMove: z.array(z.strictObject({ move: z.string(), target: z.string() }).nullable()).optional(),
  canDynamax: z.boolean().optional(),
  maxMoves: z
    .strictObject({
      maxMoves: z.array(
        z.strictObject({ move: z.string(), target: z.string(), disabled: z.boolean().optional() }),
      ),
      gigantamax: z.string().optional(),
    })
    .optional(),
  canTerastallize: z.string().optional(),
});

const Stats = z.strictObject({
  atk: z.number(),
  def: z.number(),
  spa: z.number(),
  spd: z.number(),
  spe: z.number(),
});

const Pokemon = z.strictObject({
  ident: z.string(),
  details: z.string(),
  condition: z.string(),
  active: z.boolean(),
  stats: Stats,
  moves: z.array(z.string()),
  baseAbility: z.string(),
  item: z.string(),
  pokeball: z.string(),
  ability: z.string().optional(),
  commanding: z.boolean().optional(),
  reviving: z.boolean().optional(),
  teraType: z.string().optional(),
  terastallized: z.string().optional(),
});

export const Request = z.strictObject({
  rqid: z.int().min(1),
  side: z.strictObject({ name: z.string(), id: z.enum(["p1", "p2"]), pokemon: z.array(Pokemon) }),
  active: z.array(Active.nullable()).optional(),
  forceSwitch: z.array(z.boolean()).optional(),
  teamPreview: z.literal(true).optional(),
  maxChosenTeamSize: z.int().optional(),
  wait: z.literal(true).optional(),
  noCancel: z.boolean().optional(),
  update: z.boolean().optional(),
});

export type Request = z.infer<typeof Request>;
export type Active = z.infer<typeof Active>;
export type Pokemon = z.infer<typeof Pokemon>;
