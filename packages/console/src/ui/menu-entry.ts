/** One action of a menu. */
export interface MenuEntry {
  readonly label: string
  readonly onSelect: () => void
  readonly danger?: boolean
  /** Why it cannot be chosen; shown below the label. */
  readonly disabledBecause?: string | undefined
}
