/** What the validator says of a team, one thing after the other. */
export function Problems({ title, text }: { title: string; text: string }) {
  const problems = problemsIn(text);
  return (
    <div class="notice error" role="alert">
      <p>{title}</p>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

/** The single problems in what a room or a lobby says of a team. */
export function problemsIn(text: string): string[] {
  return text
    .replace(/^Cannot queue with this team: /, "")
    .split(/\n|; /)
    .filter((problem) => problem.trim() !== "");
}
