import { useEffect, useState } from "preact/hooks";
import { tokenClass } from "./sprite.tsx";
import { useDex, usePictures } from "./tables.ts";

interface IconProps {
  species: string;
  fainted?: boolean;
  /** The species is written beside it already. */
  decorative?: boolean;
}

/** A species as small as a word: its icon, or a token with its colours and first letters. */
export function SpeciesIcon({ species, fainted = false, decorative = false }: IconProps) {
  const dex = useDex();
  const pictures = usePictures();
  const [come, setCome] = useState(false);
  const icon = pictures?.iconOf(species) ?? null;
  useEffect(() => {
    if (icon !== null) pictures?.fetchSheet(icon.sheet).then(setCome);
  }, [icon?.sheet]);
  const look = ["sprite icon", fainted && "fallen", tokenClass(dex?.typesOf(species) ?? [])];
  return (
    <span class={look.filter(Boolean).join(" ")} title={decorative ? undefined : species}>
      {!decorative && <span class="hidden">{fainted ? `${species}, fainted` : species}</span>}
      {come && icon !== null ? (
        <i
          class="sheet"
          style={{
            backgroundImage: `url("${icon.sheet}")`,
            backgroundPosition: `${icon.left}px ${icon.top}px`,
          }}
        />
      ) : (
        <span class="token" aria-hidden="true">
          {[...species].slice(0, 3).join("")}
        </span>
      )}
    </span>
  );
}
