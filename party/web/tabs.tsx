interface TabsProps<Value extends string> {
  /** What is chosen, for who cannot see that it is a row of tabs. */
  legend: string;
  name: string;
  options: readonly { value: Value; label: string }[];
  chosen: Value;
  choose: (value: Value) => void;
}

/** A row of which one is chosen. */
export function Tabs<Value extends string>({ legend, name, options, chosen, choose }: TabsProps<Value>) {
  return (
    <fieldset class="tabs">
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
