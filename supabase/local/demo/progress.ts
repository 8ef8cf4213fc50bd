/** How far a run is, in battles. */
export interface ProgressState {
  total: number;
  playing: number;
  /** Ended in their rooms. */
  played: number;
  /** In the standings. */
  counted: number;
  /** Posted to Discord, or to the capture page. */
  announced: number;
}

export interface Progress {
  update(state: ProgressState): void;
  note(text: string): void;
  end(): void;
}

/** Shows progress on a stream: one line that is rewritten on a terminal, a line for each change elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let shown = "";
  return {
    update(state) {
      const line = progressLine(state);
      if (line === shown) return;
      shown = line;
      stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    note(text) {
      stream.write(stream.isTTY && shown !== "" ? `\r\u001b[2K${text}\n${shown}` : `${text}\n`);
    },
    end() {
      if (stream.isTTY && shown !== "") stream.write("\n");
      shown = "";
    },
  };
}

export function progressLine({ total, playing, played, counted, announced }: ProgressState): string {
  return `${total} battles: ${playing} playing, ${played} played, ${counted} counted, ${announced} announced`;
}
