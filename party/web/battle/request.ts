import * as z from "zod";

const Move = z.object({
  /** The name, or the id of a move whose name the simulator leaves out. */
  move: z.string(),
  id: z.string(),
  pp: z.number().optional(),
  maxpp: z.number().optional(),
  target: z.string().optional(),
  disabled: z.union([z.boolean(), z.string()]).optional(),
});

const EventMove = z.object({
  move: z.string(),
  target: z.string().optional(),
  disabled: z.boolean().optional(),
});

const Active = z.object({
  moves: z.array(Move),
  trapped: z.boolean().optional(),
  maybeTrapped: z.boolean().optional(),
  canMegaEvo: z.boolean().optional(),
  canMegaEvoX: z.boolean().optional(),
  canMegaEvoY: z.boolean().optional(),
  canUltraBurst: z.boolean().optional(),
  canZMove: z.array(EventMove.nullable()).nullish(),
  canDynamax: z.boolean().optional(),
  maxMoves: z.object({ maxMoves: z.array(EventMove) }).nullish(),
  canTerastallize: z.string().nullish(),
});
export type Active = z.infer<typeof Active>;

const Pokemon = z.object({
  ident: z.string(),
  details: z.string(),
  /** `"81/100 par"`, `"0 fnt"`. */
  condition: z.string(),
  active: z.boolean(),
  item: z.string().optional(),
  ability: z.string().optional(),
  moves: z.array(z.string()).default([]),
  /** Waits to be revived by the Pokémon that chooses. */
  reviving: z.boolean().optional(),
  commanding: z.boolean().optional(),
});
export type Pokemon = z.infer<typeof Pokemon>;

/**
 * What the simulator asks of one seat. Three kinds share the shape: `teamPreview`, `forceSwitch`, `active`;
 * `wait` asks nothing. Only the parts that the page uses are read.
 */
export const Request = z.object({
  rqid: z.number(),
  wait: z.boolean().optional(),
  teamPreview: z.boolean().optional(),
  maxChosenTeamSize: z.number().optional(),
  forceSwitch: z.array(z.boolean()).optional(),
  active: z.array(Active.nullable()).optional(),
  side: z.object({ id: z.string(), name: z.string(), pokemon: z.array(Pokemon) }).optional(),
});
export type Request = z.infer<typeof Request>;

/** What a Pokémon is called: `"p1: Sparky"` and `"p1a: Sparky"` are "Sparky". */
export function nameOf(ident: string): string {
  return ident.replace(/^p[1-4][a-c]?: /, "");
}

/** The species in a details text: `"Pikachu, L82, M"`. */
export function speciesOf(details: string): string {
  return details.split(",")[0] ?? details;
}

/** What to call a Pokémon: by its nickname too, where it has one. A forme's plain name is no nickname. */
export function labelOf(name: string, species: string): string {
  return species === name || species.startsWith(`${name}-`) ? species : `${name} (${species})`;
}

export interface Health {
  /** 0 to 100, rounded up so that 0 means fainted. */
  percent: number;
  /** `"184/320"` where exact numbers are known. */
  exact: string | null;
  status: string | null;
  fainted: boolean;
}

/** Reads a condition: `"184/320 brn"`, `"57/100"`, `"0 fnt"`. */
export function healthOf(condition: string): Health {
  const [hp = "0", status = null] = condition.split(" ");
  const [now, max] = hp.split("/").map(Number);
  const percent = now && max ? Math.ceil((100 * now) / max) : 0;
  const fainted = status === "fnt" || percent === 0;
  return { percent, exact: max && max !== 100 ? hp : null, status: fainted ? null : status, fainted };
}

/** Whether a request wants an answer. */
export function isAsked(request: Request | null): request is Request {
  return request !== null && request.wait !== true;
}
