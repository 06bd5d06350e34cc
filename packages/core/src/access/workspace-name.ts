import { invalidField } from '../errors/domain-error.ts'

const NAME_MAX_CHARACTERS = 256

/** Throws `bad_request` unless it is a name that people can see. */
export function requireWorkspaceName(name: string): string {
  const isGood = name.trim() !== '' && name.length <= NAME_MAX_CHARACTERS
  if (!isGood) throw invalidField('name', `must have 1 to ${NAME_MAX_CHARACTERS} characters`)
  return name
}
