import { useState } from "preact/hooks";
import type { Pose } from "./pictures.ts";
import { useDex, usePictures } from "./tables.ts";
import { typeClass } from "./types.tsx";

interface SpriteProps extends Pose {
  fainted?: boolean;
  /** Its types now, where they are not those of its species. */
  types?: readonly string[];
  /** The species is written beside it already. */
  decorative?: boolean;
}

/** A Pokémon's picture. A token with its name and colours is there at once, and stays where no picture can be had. */
export function Sprite(props: SpriteProps) {
  const { species, generation = 9, fainted = false, decorative = false } = props;
  const dex = useDex();
  const types = props.types ?? dex?.typesOf(species, generation) ?? [];
  const pictures = usePictures();
  const picture = pictures?.pictureOf(props) ?? null;
  const [come, setCome] = useState<string | null>(null);
  const shown = picture !== null && come === picture.address;
  const look = ["sprite", shown && "come", fainted && "fallen", tokenClass(types)];
  return (
    <span class={look.filter(Boolean).join(" ")} data-species={species}>
      {!decorative && <span class="hidden">{species}</span>}
      <span class="token" aria-hidden="true" style={{ fontSize: `${sizeFor(species)}rem` }}>
        {species}
      </span>
      {picture !== null && (
        <img
          key={picture.address}
          src={picture.address}
          alt=""
          width={picture.width}
          height={picture.height}
          class={picture.pixels ? "pixels" : ""}
          loading="lazy"
          decoding="async"
          draggable={false}
          referrerpolicy="no-referrer"
          onLoad={() => setCome(picture.address)}
          onError={() => pictures?.missing(picture.address)}
        />
      )}
    </span>
  );
}

/** The classes that give a token its one or two colours. */
export function tokenClass([first, second]: readonly string[]): string {
  const classes = [first && typeClass(first), second && typeClass(second).replace("type-", "second-")];
  return classes.filter(Boolean).join(" ");
}

/** The size at which a name's longest word fits into a token. */
function sizeFor(name: string): number {
  const longest = Math.max(...name.split(/[ -]/).map((word) => word.length));
  return Math.max(0.55, Math.min(0.75, 5.2 / longest));
}
