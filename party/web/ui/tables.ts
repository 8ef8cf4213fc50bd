import { useEffect, useState } from "preact/hooks";

/** Tables that are too large for a first visit: fetched when something first needs them. */
function lazyTable<Table>(load: () => Promise<Table>): () => Table | null {
  let known: Table | null = null;
  return () => {
    const [table, setTable] = useState({ known });
    useEffect(() => {
      // It may have come between the first drawing and now.
      if (known !== null) return setTable({ known });
      load().then(
        (loaded) => {
          known = loaded;
          setTable({ known });
        },
        // Colours and pictures are decoration: names stay without them.
        () => undefined,
      );
    }, []);
    return table.known;
  };
}

/** Types and moves; `null` until they have come. */
export const useDex = lazyTable(() => import("../dex/dex.ts"));

/** Where pictures are; `null` until that has come. */
export const usePictures = lazyTable(() => import("./pictures.ts"));
