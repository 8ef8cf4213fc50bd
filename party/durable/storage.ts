/** What a room asks of its storage: the part of a Durable Object's that is used, so that tests can stand in for it. */
export interface RoomStorage {
  get<T>(key: string): Promise<T | undefined>;
  list<T>(options: { prefix: string; startAfter?: string; limit?: number }): Promise<Map<string, T>>;
  /** All of the entries or none. No value may pass 128 KiB. */
  put<T>(entries: Record<string, T>): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** When the alarm fires; `null` when none is armed, and while it fires. */
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}
