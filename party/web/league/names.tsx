import { Link } from "../routes.tsx";

/** A name that strangers wrote keeps its own direction. */
export function TeamLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to={`/team/${id}`}>
      <bdi>{name}</bdi>
    </Link>
  );
}

/** A player's name, with the way to their page; "nobody" for a team without a coach. */
export function PlayerLink({ id, name }: { id: string | null; name: string | null }) {
  if (id === null) return <span class="muted">nobody</span>;
  return (
    <Link to={`/player/${id}`}>
      <bdi>{name ?? "?"}</bdi>
    </Link>
  );
}
