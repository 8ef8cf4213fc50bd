interface ChoiceRowProps<Value extends string> {
  /** What is chosen, for who cannot see that it is a row. */
  legend: string;
  name: string;
  options: readonly { value: Value; label: string }[];
  chosen: Value;
  choose: (value: Value) => void;
}

/** A row of which one is chosen. */
export function ChoiceRow<Value extends string>({
  legend,
  name,
  options,
  chosen,
  choose,
}: ChoiceRowProps<Value>) {
  return (
    <fieldset class="choice-row">
      <legend class="hidden">{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => choose(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
