// Everything in this repository that is generated: by what, and into which files.

export interface Generator {
  readonly script: string
  /** Every file it may write, as globs. */
  readonly outputs: readonly string[]
}

/** In running order: later ones may read what earlier ones wrote. */
export const generators: readonly Generator[] = [
  { script: 'packages/contract/generate.ts', outputs: ['packages/contract/openapi.json'] },
  { script: 'packages/sdk/generate.ts', outputs: ['packages/sdk/src/generated/**'] },
  { script: 'packages/server/src/config/generate-reference.ts', outputs: ['docs/reference/configuration.md'] },
  { script: 'packages/cli/generate-reference.ts', outputs: ['docs/reference/cli.md'] },
  { script: 'packages/core/generate-permissions.ts', outputs: ['docs/reference/permissions.md'] },
  { script: 'tools/generate-architecture.ts', outputs: ['ARCHITECTURE.md'] },
]
