import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface DragProps {
  /** The place of what is dragged, or dropped on. */
  index: number;
  disabled: boolean;
  move: (from: number, to: number) => void;
}

/**
 * Lets an element be dragged to another's place. Few formats show a team before the battle, and those who play them may
 * order it in other ways as well: the code of drags comes when it is first wanted, and is done without if it does not come.
 *
 * @returns whether another is held over it
 */
export function useDrag(item: RefObject<HTMLElement | null>, { index, disabled, move }: DragProps): boolean {
  const latest = useRef({ index, move });
  latest.current = { index, move };
  const [over, setOver] = useState(false);

  useEffect(() => {
    const element = item.current;
    if (element === null || disabled) return;
    let stops: (() => void)[] | null = [];
    import("@atlaskit/pragmatic-drag-and-drop/element/adapter").then(
      ({ draggable, dropTargetForElements }) => {
        stops?.push(
          draggable({ element, getInitialData: () => ({ pick: latest.current.index }) }),
          dropTargetForElements({
            element,
            canDrop: ({ source }) => typeof source.data.pick === "number",
            onDragEnter: () => setOver(true),
            onDragLeave: () => setOver(false),
            onDrop: ({ source }) => {
              setOver(false);
              latest.current.move(Number(source.data.pick), latest.current.index);
            },
          }),
        );
      },
      () => undefined,
    );
    return () => {
      for (const stop of stops ?? []) stop();
      stops = null;
    };
  }, [disabled]);

  return over;
}
