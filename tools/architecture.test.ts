import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { places } from './architecture-table.ts'
import { listFiles, repositoryRoot } from './source-files.ts'

/** A folder of each place, in which the fixtures live. */
const folders: Readonly<Record<string, string>> = {
  generators: 'packages/contract',
  'core/for clients': 'packages/core/src/macaroon',
  core: 'packages/core/src/verify',
  'core/vectors': 'packages/core/vectors',
  contract: 'packages/contract/src',
  'server/adapters': 'packages/server/src/adapters/memory',
  'server/config': 'packages/server/src/config',
  'server/project': 'packages/server/src/project',
  'server/coherence': 'packages/server/src/coherence',
  'server/background': 'packages/server/src/background',
  'server/http/mapping': 'packages/server/src/http/mapping',
  'server/http/data-plane': 'packages/server/src/http/data-plane',
  'server/http/control-plane': 'packages/server/src/http/control-plane',
  'server/http/console-api': 'packages/server/src/http/console-api',
  'server/http': 'packages/server/src/http',
  'server/telemetry': 'packages/server/src/telemetry',
  'server/workers': 'packages/server/src/workers',
  'server/composition': 'packages/server/src/composition',
  'server/version': 'packages/server/src',
  'server/main': 'packages/server/src',
  sdk: 'packages/sdk/src',
  'cli/launchers': 'packages/cli/src/launchers',
  cli: 'packages/cli/src',
  console: 'packages/console/src',
  testkit: 'packages/testkit/src',
  e2e: 'e2e',
  bench: 'bench',
  tools: 'tools',
}

/** What the name of a file must begin with to belong to a place. */
const beginnings: Readonly<Record<string, string>> = { generators: 'generate-', 'server/version': 'version-' }

const samplePath = (name: string): string => `${folders[name]}/${beginnings[name] ?? ''}sample.ts`
const importerPath = (name: string, kind: string): string => samplePath(name).replace('sample', `importing-${kind}`)

const packageNames = [...new Set([...places.flatMap(({ packages }) => (packages === 'any' ? [] : packages)), 'left-pad'])]
const nodeNames = [...new Set([...places.flatMap(({ node }) => (node === 'any' ? [] : node)), 'fs', 'child_process'])]

interface Violation {
  readonly from: string
  readonly to: string
  readonly rule: { readonly name: string }
}

describe('the import table', () => {
  let root: string
  let violations: readonly Violation[]

  const write = (path: string, text: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const relativeImport = (from: string, to: string): string => {
    const path = relative(dirname(from), to).replaceAll('\\', '/')
    return path.startsWith('.') ? path : `./${path}`
  }
  const broken = (ruleName: string, from: string) =>
    violations
      .filter((found) => found.rule.name === ruleName && found.from === from)
      .map(({ to }) => to)
      .sort()

  /** Each place tries to import every place, every package and every built-in that anybody may import. */
  function writeFixtures(): void {
    for (const { name } of places) write(samplePath(name), 'export const x = 1\n')
    for (const { name } of places) {
      const own = importerPath(name, 'own')
      const others = places.filter((other) => other.name !== name)
      write(own, others.map((other) => `import '${relativeImport(own, samplePath(other.name))}'\n`).join(''))
      write(importerPath(name, 'packages'), packageNames.map((packageName) => `import '${packageName}'\n`).join(''))
      write(importerPath(name, 'node'), nodeNames.map((nodeName) => `import 'node:${nodeName}'\n`).join(''))
    }
    for (const name of packageNames) {
      write(`node_modules/${name}/package.json`, `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }`)
      write(`node_modules/${name}/index.js`, '')
    }
  }

  function writeSpecialCases(): void {
    write('packages/core/src/verify/cycle-a.ts', "import type { B } from './cycle-b.ts'\nexport type A = B | 1\n")
    write('packages/core/src/verify/cycle-b.ts', "import type { A } from './cycle-a.ts'\nexport type B = A | 2\n")
    write('packages/core/src/verify/nowhere.ts', "import './no-such-file.ts'\n")
    write('packages/core/src/verify/sample.test.ts', "import 'left-pad'\nimport 'node:fs'\n")
    write('packages/core/src/verify/importing-a-test.ts', "import './sample.test.ts'\n")
    write('packages/server/src/adapters/sql/sample.ts', '')
    write('packages/server/src/adapters/sqlite/sample.ts', "import '../sql/sample.ts'\nimport '../memory/sample.ts'\n")
    write('packages/cli/src/launchers/lazy.ts', "export const main = () => import('../../../server/src/sample.ts')\n")
    write('packages/cli/src/lazy.ts', "export const main = () => import('../../server/src/sample.ts')\n")
    write('packages/core/package.json', '{ "name": "@latchkey/core", "exports": { "./*": "./src/*.ts" } }')
    write('packages/sdk/src/by-name.ts', "import type { X } from '@latchkey/core/verify/sample'\nexport type Y = X\n")
    mkdirSync(join(root, 'node_modules/@latchkey'), { recursive: true })
    symlinkSync(join(root, 'packages/core'), join(root, 'node_modules/@latchkey/core'))
  }

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'latchkey-architecture-'))
    for (const file of ['architecture.cjs', 'architecture-server.cjs', '.dependency-cruiser.cjs', 'tsconfig.json'])
      copyFileSync(join(repositoryRoot, file), join(root, file))
    writeFixtures()
    writeSpecialCases()
    const binary = join(repositoryRoot, 'node_modules/.bin/depcruise')
    const args = [binary, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'e2e', 'bench', 'tools']
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    assert(stdout.startsWith('{'), stderr)
    violations = (JSON.parse(stdout) as { summary: { violations: readonly Violation[] } }).summary.violations
  })
  after(() => rmSync(root, { recursive: true, force: true }))

  for (const place of places) {
    it(`${place.name} imports no place but those of its row`, () => {
      const allowed = new Set([place.name, ...place.imports, ...(place.lazily ?? [])])
      const forbidden = places.filter(({ name }) => !allowed.has(name)).map(({ name }) => samplePath(name))
      assert.deepEqual(broken(`${place.name} imports`, importerPath(place.name, 'own')), forbidden.sort())
    })

    it(`${place.name} uses no package or built-in but those of its row`, () => {
      const { packages, node } = place
      const forbiddenPackages = packages === 'any' ? [] : packageNames.filter((name) => !packages.includes(name))
      const forbiddenNode = node === 'any' ? [] : nodeNames.filter((name) => !node.includes(name))
      const files = forbiddenPackages.map((name) => `node_modules/${name}/index.js`)
      assert.deepEqual(broken(`${place.name} packages`, importerPath(place.name, 'packages')), files.sort())
      assert.deepEqual(broken(`${place.name} node`, importerPath(place.name, 'node')), forbiddenNode.sort())
    })
  }

  it('lets the launchers load the server lazily, and nobody else in the command line', () => {
    const launcher = importerPath('cli/launchers', 'own')
    assert.deepEqual(broken('cli/launchers lazily', launcher), [samplePath('server/main')])
    assert.deepEqual(
      violations.filter(({ from }) => from === 'packages/cli/src/launchers/lazy.ts'),
      [],
    )
    assert.deepEqual(broken('cli imports', 'packages/cli/src/lazy.ts'), [samplePath('server/main')])
  })

  it('sees through the names of our packages', () => {
    assert.deepEqual(broken('sdk imports', 'packages/sdk/src/by-name.ts'), ['packages/core/src/verify/sample.ts'])
  })

  it('refuses cycles, even of types alone', () => {
    assert.equal(broken('no cycles', 'packages/core/src/verify/cycle-a.ts').length, 1)
  })

  it('refuses imports that lead nowhere', () => {
    assert.deepEqual(broken('resolvable', 'packages/core/src/verify/nowhere.ts'), ['./no-such-file.ts'])
  })

  it('lets a test import anything and nobody import a test', () => {
    assert.deepEqual(
      violations.filter(({ from }) => from.endsWith('.test.ts')),
      [],
    )
    assert.equal(broken('no tests', 'packages/core/src/verify/importing-a-test.ts').length, 1)
  })

  it('keeps the adapters apart, except for what the SQL ones share', () => {
    assert.deepEqual(broken('adapters apart', 'packages/server/src/adapters/sqlite/sample.ts'), [
      'packages/server/src/adapters/memory/sample.ts',
    ])
  })
})

describe('the source tree', () => {
  it('has no file outside the table and none in two places', () => {
    const files = listFiles(['{packages,tools,e2e,bench}/**/*.{ts,mjs,cjs}']).filter((file) => !file.endsWith('.test.ts'))
    const strays = files.filter((file) => places.filter(({ path }) => new RegExp(path).test(file)).length !== 1)
    assert.deepEqual(strays, [])
  })
})
