/** The same object with its methods as properties of its own, so that single ones can be put in their place. */
export function passingOn<T extends object>(target: T): T {
  const names = new Set<string>()
  for (let level: object = target; level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  const members = [...names].flatMap((name): [string, unknown][] => {
    const member: unknown = Reflect.get(target, name)
    return typeof member === 'function' && name !== 'constructor' ? [[name, member.bind(target)]] : []
  })
  return Object.fromEntries(members) as T
}
