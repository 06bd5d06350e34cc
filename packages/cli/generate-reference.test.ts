import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { generateReference } from './generate-reference.ts'
import { loadCommands } from './src/commands/index.ts'

const commandModules = await loadCommands()

describe('docs/reference/cli.md', () => {
  it('is what the commands say today; `npm run generate` writes it anew', async () => {
    const page = await readFile(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8')
    assert.equal(page, await generateReference())
  })
})

describe('every command', () => {
  it('lies where its words say', async () => {
    for (const { definition } of commandModules) {
      const module: unknown = await import(`./src/commands/${definition.path.join('/')}.ts`)
      assert.ok(typeof module === 'object' && module !== null && 'definition' in module)
      assert.deepEqual(module.definition, definition)
    }
  })

  it('has a file, and every file is listed', async () => {
    const { glob } = await import('node:fs/promises')
    const files = await Array.fromAsync(glob('**/*.ts', { cwd: new URL('src/commands', import.meta.url).pathname }))
    const paths = files
      .filter((file) => file !== 'index.ts' && !file.endsWith('.test.ts'))
      .map((file) => file.replace(/\.ts$/, ''))
    assert.deepEqual(paths.toSorted(), commandModules.map(({ definition }) => definition.path.join('/')).toSorted())
  })

  it('shows no secret in an example, and none as an argument', () => {
    const credential = /ory_(ak|pat|wak)_|sk_|eyJ|--raw-key (?!-)|verify "?\$|derive-token "?\$|self-revoke "?\$/
    const examples = commandModules.flatMap(({ definition }) => definition.examples ?? [])
    assert.ok(examples.length > 20)
    assert.deepEqual(
      examples.filter((line) => credential.test(line)),
      [],
    )
  })

  it('has examples that parse', async () => {
    const { buildProgram } = await import('./src/program.ts')
    const { PassThrough } = await import('node:stream')
    for (const { definition } of commandModules) {
      for (const line of definition.examples ?? []) {
        const terminal = {
          stdin: new PassThrough(),
          stdout: new PassThrough(),
          stderr: new PassThrough(),
          environment: {},
          now: () => 0,
        }
        const program = buildProgram(commandModules, terminal, () => {})
        const words = shellWords(line.slice(line.indexOf('latchkey ') + 'latchkey '.length))
        const command = definition.path.reduce((parent, name) => {
          const child = parent.commands.find((candidate) => candidate.name() === name)
          assert.ok(child !== undefined)
          return child
        }, program)
        command.action(() => {})
        await program.parseAsync(words, { from: 'user' })
      }
    }
  })
})

/** Enough of a shell for examples: blanks and double quotes. */
const shellWords = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '')
