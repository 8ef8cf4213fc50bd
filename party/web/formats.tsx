import { FORMATS, type OfferedFormat } from "../../functions/_shared/battle/formats.ts";

interface FormatFieldProps {
  value: string;
  change: (format: string) => void;
  /** Which of the offered formats are listed. */
  among?: (format: OfferedFormat) => boolean;
}

/** The offered formats, by generation. */
export function FormatField({ value, change, among = () => true }: FormatFieldProps) {
  const offered = FORMATS.filter(among);
  const generations = [...new Set(offered.map(({ id }) => generationOf(id)))];
  return (
    <label>
      Format
      <select name="format" value={value} onChange={(event) => change(event.currentTarget.value)}>
        {generations.map((generation) => (
          <optgroup key={generation} label={`Generation ${generation}`}>
            {offered
              .filter(({ id }) => generationOf(id) === generation)
              .map((format) => (
                <option key={format.id} value={format.id}>
                  {`${generation === "9" ? "" : `Gen ${generation} `}${format.name}`}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function generationOf(id: string): string {
  return /^gen(\d)/.exec(id)?.[1] ?? "?";
}
