/** Tells one event of a child process as a JSON line. */
export type Report = (
  level: "info" | "warn" | "error",
  message: string,
  details?: Record<string, unknown>,
) => void;

export const report: Report = (level, message, details = {}) => {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...details }));
};

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
