import type { CommandDefinition } from '../../command.ts'
import { definition as issued, run } from './issued/issue.ts'

/** The short way to say `keys issued issue`. */
export const definition: CommandDefinition = { ...issued, path: ['keys', 'issue'] }
export { run }
