// The checks that are not tests: each is a command that exits with 0 when all is well.

export interface Check {
  readonly name: string
  /** Run with the pinned Node from the root of the repository. */
  readonly command: readonly [script: string, ...args: string[]]
}

const binary = (name: string, ...args: string[]): Check['command'] => [`node_modules/.bin/${name}`, ...args]

export const checks: readonly Check[] = [
  { name: 'types', command: binary('tsc', '--project', '.') },
  { name: 'types of the console', command: binary('tsc', '--project', 'packages/console') },
  { name: 'types of the browser tests', command: binary('tsc', '--project', 'e2e/browser') },
  { name: 'format and lint', command: binary('biome', 'ci', '--colors=off', '--error-on-warnings') },
  {
    name: 'imports',
    command: binary(
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
      'packages',
      'e2e',
      'bench',
      'tools',
    ),
  },
  { name: 'sizes', command: ['tools/check-sizes.ts'] },
  { name: 'dependencies', command: ['tools/check-dependencies.ts'] },
  { name: 'generated files', command: ['tools/generate.ts', '--check'] },
]
