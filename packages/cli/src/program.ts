import { Argument, Command, Option } from 'commander'
import type { ArgumentDefinition, CommandDefinition, CommandModule, OptionDefinition } from './command.ts'
import { CommandCall } from './command-call.ts'
import { groupSummaries } from './commands/index.ts'
import { DEFAULT_ENDPOINT } from './connection.ts'
import type { ExitCode } from './exit-code.ts'
import { OptionValues } from './option-values.ts'
import { parseOutputFormat } from './output/output-format.ts'
import { Printer } from './output/printer.ts'
import { reportFailure } from './report-failure.ts'
import type { Terminal } from './terminal.ts'

const VERSION = '0.1.0'

/** Understood before and after any command. */
export const globalOptions: readonly OptionDefinition[] = [
  {
    flags: '--config <file>',
    summary: 'Configuration file, for the commands that run the server or act on its own store (or LATCHKEY_CONFIG)',
  },
  {
    flags: '-e, --endpoint <url>',
    summary: `Address of the server or of a project (or LATCHKEY_ENDPOINT, or the stored one; default ${DEFAULT_ENDPOINT})`,
  },
  { flags: '--project <slug>', summary: 'Slug or id of the project, when the endpoint does not name it (or the one in use)' },
  {
    flags: '--api-key-file <file>',
    summary:
      'File with the API key; - reads standard input (or LATCHKEY_PROJECT_API_KEY, LATCHKEY_WORKSPACE_API_KEY, or the stored one)',
  },
  {
    flags: '--format <format>',
    summary: 'table, json, json-pretty, yaml, jsonpath=<path> or jsonpointer=<pointer>',
    default: 'table',
  },
  { flags: '-q, --quiet', summary: 'Print ids only, or the secret where one is made; no remarks' },
]

/** The tree of the commands given. `finished` receives the exit code of the one that ran. */
export function buildProgram(modules: readonly CommandModule[], terminal: Terminal, finished: (code: ExitCode) => void): Command {
  const program = new Command('latchkey')
    .description('API keys you can trust: issue, import, verify, derive, rotate and revoke.')
    .version(VERSION, '--version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 100,
      getErrHelpWidth: () => terminal.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  for (const option of globalOptions) program.addOption(toOption(option))
  for (const module of modules) addCommand(program, module, terminal, finished)
  return program
}

function addCommand(program: Command, module: CommandModule, terminal: Terminal, finished: (code: ExitCode) => void): void {
  const { definition } = module
  const parent = definition.path.slice(0, -1).reduce(findOrAddGroup, program)
  const command = findOrAddGroup(parent, definition.path.at(-1) ?? '')
  command.summary(definition.summary).description(describe(definition))
  for (const argument of definition.arguments ?? []) command.addArgument(toArgument(argument))
  for (const option of definition.options ?? []) command.addOption(toOption(option))
  command.addHelpText('after', examplesText(definition))
  command.action(async () => finished(await runCommand(module, command, terminal)))
}

function findOrAddGroup(parent: Command, name: string): Command {
  const existing = parent.commands.find((command) => command.name() === name)
  if (existing !== undefined) return existing
  const path = [...pathOf(parent), name]
  return parent
    .command(name)
    .description(groupSummaries[path.join(' ')] ?? '')
    .helpCommand(false)
}

const pathOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()]

async function runCommand(module: CommandModule, command: Command, terminal: Terminal): Promise<ExitCode> {
  const options = new OptionValues(command.optsWithGlobals())
  const complaints = new Printer(terminal, { kind: 'table' }, options.flag('quiet'))
  try {
    const format = parseOutputFormat(options.text('format') ?? 'table')
    const printer = new Printer(terminal, format, options.flag('quiet'))
    return await module.run(new CommandCall(terminal, printer, options, command.args))
  } catch (error) {
    return reportFailure(complaints, error)
  }
}

const describe = (definition: CommandDefinition): string =>
  definition.description === undefined ? definition.summary : `${definition.summary}.\n\n${definition.description}`

function examplesText({ examples = [] }: CommandDefinition): string {
  return examples.length === 0 ? '' : ['', 'Examples:', ...examples.map((line) => `  ${line}`)].join('\n')
}

function toOption(definition: OptionDefinition): Option {
  const option = new Option(definition.flags, definition.summary)
  if (definition.choices !== undefined) option.choices([...definition.choices])
  if (definition.default !== undefined) option.default(definition.default)
  if (definition.repeatable === true) {
    option.argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value])
  }
  return option
}

function toArgument(definition: ArgumentDefinition): Argument {
  const dots = definition.variadic === true ? '...' : ''
  const name = `${definition.name}${dots}`
  const argument = new Argument(definition.optional === true ? `[${name}]` : `<${name}>`, definition.summary)
  return definition.choices === undefined ? argument : argument.choices([...definition.choices])
}
