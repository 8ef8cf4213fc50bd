import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** About a frame. A timer, for frames do not come while a page is hidden, and its title must tell of a turn. */
const FRAME = 16;

/**
 * `useReducer` for what comes faster than it can be drawn: every action is taken at once, the first is drawn at once,
 * and what follows within a frame is drawn together. While more comes in every frame, each second one is enough: nobody
 * reads thirty states in a second, and the page has its visitor to answer.
 *
 * @returns the state that is drawn, the way to act, and the state as it is
 */
export function useFrames<State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
): [State, (action: Action) => void, () => State] {
  const [drawn, setDrawn] = useState(initial);
  const latest = useRef({
    state: initial,
    drawn: initial,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  });
  const draw = useCallback((pours: boolean) => {
    const mine = latest.current;
    if (mine.state === mine.drawn) {
      mine.timer = undefined;
      return;
    }
    mine.drawn = mine.state;
    mine.timer = setTimeout(draw, pours ? 2 * FRAME : FRAME, true);
    setDrawn(mine.state);
  }, []);
  const act = useCallback((action: Action) => {
    const mine = latest.current;
    mine.state = reduce(mine.state, action);
    if (mine.timer === undefined) draw(false);
  }, []);
  useEffect(() => () => clearTimeout(latest.current.timer), []);
  return [drawn, act, useCallback(() => latest.current.state, [])];
}
