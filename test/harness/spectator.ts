import { WebSocket } from "ws";
import { ServerMessage } from "../../functions/_shared/schema/protocol.ts";

/** Somebody who watches a battle from its beginning. */
export interface Spectator {
  /** The spectators' battle log, once the battle has ended; rejects when the room breaks the connection off. */
  log: Promise<string[]>;
  close(): void;
}

/** Watches a battle over a WebSocket, seat-less. */
export function watchBattle(url: string, battleId: string): Spectator {
  const socket = new WebSocket(url);
  const lines: string[] = [];
  const log = new Promise<string[]>((resolve, reject) => {
    socket.on("open", () => socket.send(JSON.stringify({ type: "REJOIN", battleId, since: 0 })));
    socket.on("error", reject);
    socket.on("close", (code, reason) =>
      reject(new Error(`Cannot watch ${battleId}: the connection was closed, ${code} ${reason}`)),
    );
    socket.on("message", (data) => {
      try {
        const message = ServerMessage.parse(JSON.parse(String(data)));
        if (message.type === "BATTLE_UPDATE" || message.type === "BATTLE_RESTORED") {
          if (message.seq - message.log.length !== lines.length)
            throw new Error(`Cannot follow ${battleId}: lines are missing before ${message.seq}`);
          lines.push(...message.log);
        }
        if (message.type === "BATTLE_END") resolve(lines);
      } catch (error) {
        reject(error);
      }
    });
  });
  return { log, close: () => socket.close() };
}
