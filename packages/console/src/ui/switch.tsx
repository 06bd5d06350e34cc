import { useId } from 'react'

/** One of a few, all in sight: radio buttons that look like one control. */
export function Switch({
  label,
  choices,
  value,
  onChoose,
}: {
  readonly label: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onChoose: (value: string) => void
}) {
  const name = useId()
  return (
    <fieldset className="inline-flex rounded-control border border-strong">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative inline-flex min-h-[var(--control)] cursor-pointer items-center rounded-control px-3 whitespace-nowrap has-checked:bg-neutral-ground has-checked:font-semibold"
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-control"
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
