// Rules for dependency-cruiser, derived from the table in architecture.cjs.
const { places } = require('./architecture.cjs')

const OURS = '^(?!.*node_modules/)(packages|e2e|bench|tools)/'
const TEST = '[.]test[.]ts$'

const pathOf = (name) => {
  const place = places.find((candidate) => candidate.name === name)
  if (place === undefined) throw new Error(`architecture.cjs names an unknown place: ${name}`)
  return place.path
}

const from = (place) => ({ path: place.path, pathNot: [TEST] })
const rule = (name, comment, fence) => ({ name, comment, severity: 'error', ...fence })

/** Which of our own places it may import. */
const ownImports = (place) => {
  const allowed = [...place.imports, ...(place.lazily ?? [])].map(pathOf)
  return rule(`${place.name} imports`, `${place.name} may import: ${place.imports.join(', ') || 'nothing of ours'}`, {
    from: from(place),
    to: { path: OURS, pathNot: [place.path, TEST, ...allowed] },
  })
}

const lazyImports = (place) =>
  (place.lazily ?? []).map((target) =>
    rule(`${place.name} lazily`, `${place.name} may import ${target} with import() only`, {
      from: from(place),
      to: { path: pathOf(target), dependencyTypesNot: ['dynamic-import'] },
    }),
  )

const escapeForRegExp = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

const packageImports = (place) =>
  place.packages === 'any'
    ? []
    : [
        rule(`${place.name} packages`, `${place.name} may use: ${place.packages.join(', ') || 'no npm package'}`, {
          from: from(place),
          to: { path: 'node_modules/', pathNot: place.packages.map((name) => `node_modules/${escapeForRegExp(name)}/`) },
        }),
      ]

const nodeImports = (place) =>
  place.node === 'any'
    ? []
    : [
        rule(`${place.name} node`, `${place.name} may use of Node: ${place.node.join(', ') || 'nothing'}`, {
          from: from(place),
          to: { dependencyTypes: ['core'], pathNot: place.node.map((name) => `^(node:)?${escapeForRegExp(name)}$`) },
        }),
      ]

const general = [
  rule('no cycles', 'two files that need each other are one file or three', { from: {}, to: { circular: true } }),
  // Virtual modules are made by a plugin of the build.
  rule('resolvable', 'an import that leads nowhere', {
    from: { path: OURS },
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  }),
  rule('no tests', 'nothing imports a test', { from: { path: OURS }, to: { path: TEST } }),
  rule('adapters apart', 'an adapter folder imports no other, except what the SQL ones share', {
    from: { path: '^packages/server/src/adapters/([^/]+)/', pathNot: [TEST] },
    to: { path: '^packages/server/src/adapters/[^/]+/', pathNot: ['^packages/server/src/adapters/($1|sql)/'] },
  }),
]

module.exports = {
  forbidden: [
    ...general,
    ...places.flatMap((place) => [ownImports(place), ...lazyImports(place), ...packageImports(place), ...nodeImports(place)]),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.d.ts', '.json'],
    },
  },
}
