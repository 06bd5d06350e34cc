/** Changes of maps that can be taken back together: what a mutation has moved in memory goes when its rows go. */
export class UndoLog {
  #steps: (() => void)[] = []

  /** From here on is another mutation; what came before stays. */
  begin(): void {
    this.#steps = []
  }

  takeBack(): void {
    for (const step of this.#steps.reverse()) step()
    this.#steps = []
  }

  set<K, V>(map: Map<K, V>, name: K, value: V): void {
    const before = map.get(name)
    this.#steps.push(before === undefined ? () => map.delete(name) : () => map.set(name, before))
    map.set(name, value)
  }

  drop<K, V>(map: Map<K, V>, name: K): void {
    const before = map.get(name)
    if (before === undefined) return
    this.#steps.push(() => map.set(name, before))
    map.delete(name)
  }

  /** For what is no map. */
  note(takeBack: () => void): void {
    this.#steps.push(takeBack)
  }
}
