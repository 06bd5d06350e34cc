import { Type } from 'typebox'
import { orNull, time } from './fields.ts'

const address = (description: string) => Type.String({ description })
const maybe = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description })
const count = (description: string) => Type.Integer({ minimum: 0, description })

export const SystemStore = Type.Object(
  {
    kind: Type.Enum(['sqlite', 'postgres', 'cockroach', 'mysql'], { type: 'string', description: 'The engine.' }),
    path: maybe('Where it is on the machine of the server; null where `db.dsn` says it, which is a secret.'),
    healthy: Type.Boolean({ description: 'Whether it has just answered.' }),
    schema_version: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Null: it cannot be read now.' }),
    schema_latest: count('The newest version that this server knows.'),
  },
  { title: 'SystemStore', description: 'Where everything is kept.' },
)

export const SystemAddresses = Type.Object(
  {
    api: address('Where the API and the console listen.'),
    operations: address('Where health and metrics are read.'),
    public_url: maybe('Where browsers reach the console, as configured.'),
    seen: address('Where this browser reaches the server, after all proxies in between.'),
    encrypted: Type.Boolean({ description: 'Whether this browser speaks TLS to the server, or to a proxy that it trusts.' }),
  },
  { title: 'SystemAddresses', description: 'Where the server is reached.' },
)

export const ShippedPackage = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    licence: Type.String({ description: 'SPDX expression, as the package says it.' }),
    part: Type.Enum(['server', 'console'], { type: 'string', description: 'What it is a part of.' }),
  },
  { title: 'ShippedPackage', description: 'Somebody else’s work that is a part of this one.' },
)
export type ShippedPackage = Type.Static<typeof ShippedPackage>

export const SystemState = Type.Object(
  {
    version: Type.String({ description: 'Of this server.' }),
    licence: Type.String({ description: 'Of this server, as an SPDX expression.' }),
    node_version: Type.String(),
    started_at: time('When the server process started.'),
    surface: Type.String({ description: 'Which part of the API this process serves.' }),
    store: SystemStore,
    addresses: SystemAddresses,
    verification_cache_max_bytes: count('Memory that the verification cache may take.'),
    tracing: Type.Boolean({ description: 'Whether traces are sent.' }),
    master_key: Type.Enum(['file', 'configuration'], {
      type: 'string',
      description: 'Where the key comes from that seals all secrets in the store.',
    }),
    warnings: Type.Array(Type.String(), { description: 'About the configuration; without values.' }),
    packages: Type.Array(ShippedPackage, { description: 'Empty where the console was not built with this server.' }),
  },
  { title: 'SystemState', description: 'How the server is, for those who administer it. Never contains a secret.' },
)
export type SystemState = Type.Static<typeof SystemState>

const DiagnosedSetting = Type.Object(
  {
    path: Type.String({ description: 'Dotted, as in a configuration file.' }),
    source: Type.Enum(['environment', 'file', 'default'], { type: 'string', description: 'Who decides.' }),
    value: Type.Optional(Type.Unknown({ description: 'In effect; never of a secret. Left out: nobody decides.' })),
    is_secret: Type.Boolean({ description: 'Whether the value is withheld for that.' }),
  },
  { title: 'DiagnosedSetting', description: 'A setting of the server.' },
)

const SystemCounts = Type.Object(
  {
    workspaces: count('Workspaces.'),
    projects: count('Projects that are not deleted.'),
    members: count('People who belong to a workspace or a project.'),
    api_keys: count('Keys issued and imported, not revoked.'),
  },
  { title: 'SystemCounts', description: 'How much there is.' },
)

export const Diagnostics = Type.Object(
  {
    generated_at: time('When it was put together.'),
    system: SystemState,
    platform: Type.Object({
      os: Type.String(),
      release: Type.String(),
      architecture: Type.String(),
      cpus: count('Processors.'),
      memory_bytes: count('Of the machine.'),
      resident_bytes: count('Of the server process.'),
    }),
    counts: orNull(SystemCounts, 'Null: the store cannot be read now.'),
    settings: Type.Array(DiagnosedSetting, { description: 'Every setting that there is.' }),
    environment_variables: Type.Array(Type.String(), { description: 'Names of our variables that are set; never a value.' }),
  },
  { title: 'Diagnostics', description: 'What helps somebody else to find a fault. Never contains a secret.' },
)
export type Diagnostics = Type.Static<typeof Diagnostics>
