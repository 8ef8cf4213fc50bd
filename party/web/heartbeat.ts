/** After so many milliseconds of silence the other side is asked whether it is there. */
const SILENCE = 15_000;
/** So long it has to answer. */
const PATIENCE = 10_000;

/** Notices a network that died without a word: a browser may take minutes to say that a connection is gone. */
export interface Heartbeat {
  /** The connection opened, or something came over it. */
  heard(): void;
  /** The connection is closed. */
  stop(): void;
}

/**
 * @param ping asks for a sign of life
 * @param dead there was none
 */
export function heartbeat(ping: () => void, dead: () => void): Heartbeat {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    heard() {
      stop();
      timer = setTimeout(() => {
        timer = setTimeout(dead, PATIENCE);
        ping();
      }, SILENCE);
    },
    stop,
  };
}
