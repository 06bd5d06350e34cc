type Settings = Readonly<Record<string, unknown>>

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The dotted paths of the settings that differ, in the order of their names. */
export function changedSettings(before: Settings, after: Settings, path = ''): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return names.flatMap((name) => {
    const [one, other] = [before[name], after[name]]
    const here = path + name
    if (isSettings(one) || isSettings(other)) {
      return changedSettings(isSettings(one) ? one : {}, isSettings(other) ? other : {}, `${here}.`)
    }
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [here]
  })
}
