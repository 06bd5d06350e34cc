import type { ArgumentDefinition, OptionDefinition } from '../command.ts'

/** For commands that work on either side. */
export const EITHER_SIDE =
  'Over the API when a workspace API key is at hand (`latchkey auth`, LATCHKEY_WORKSPACE_API_KEY), else in the store of the server on this machine.'

export const projectArgument: ArgumentDefinition = {
  name: 'project',
  summary: 'Id or slug; default: that of --project or `latchkey use project`, else the project called default',
  optional: true,
}

export const changedProjectArgument: ArgumentDefinition = {
  name: 'project',
  summary: 'Id or slug; default: that of --project or `latchkey use project`',
  optional: true,
}

export const workspaceArgument: ArgumentDefinition = {
  name: 'workspace',
  summary: 'Id of the workspace; may be left out when the API key sees only one',
  optional: true,
}

export const workspaceOption: OptionDefinition = {
  flags: '--workspace <id>',
  summary: 'Id of the workspace; may be left out when the API key sees only one',
}

export const yesOption: OptionDefinition = { flags: '--yes', summary: 'Really delete' }
