import { Type } from 'typebox'
import { NAME_MAX_LENGTH, orNull, storedText, time } from './fields.ts'
import { EMAIL_MAX_LENGTH, MemberRole } from './members.ts'

const TOKEN_MAX_LENGTH = 256
const NEXT_MAX_LENGTH = 2048
const PROVIDER_TEXT_MAX_LENGTH = 4096

const email = storedText(EMAIL_MAX_LENGTH, { minLength: 1, description: 'Address of the person. Case does not matter.' })
const personName = Type.Optional(storedText(NAME_MAX_LENGTH, { description: 'What others see. Left out: the address.' }))
/** Without a rule on its length: the answer to a password that is too long must not differ from that to a wrong one. */
const password = (description: string) => Type.String({ description })
const newPassword = password('At least 12 characters and at most 1024 bytes; well-known passwords are refused.')
const token = (description: string) => Type.String({ maxLength: TOKEN_MAX_LENGTH, description })

export const ConsoleAccount = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    email: Type.String({ description: 'In lower case.' }),
    name: Type.String(),
    email_verified: Type.Boolean({ description: 'Whether the address was proved.' }),
    has_password: Type.Boolean({ description: 'False for people who only sign in through the OpenID provider.' }),
    has_identity: Type.Boolean({ description: 'Whether the account is linked with the OpenID provider.' }),
    created_at: time('When the account was made.'),
  },
  { title: 'ConsoleAccount', description: 'A person who signs in to the console.' },
)
export type ConsoleAccount = Type.Static<typeof ConsoleAccount>

export const ConsoleMembership = Type.Object(
  {
    workspace_id: Type.String({ format: 'uuid' }),
    project_id: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The only project that the role is for; null for the workspace with all of its projects.',
    }),
    role: MemberRole,
  },
  { title: 'ConsoleMembership', description: 'What a person may do, and where.' },
)
export type ConsoleMembership = Type.Static<typeof ConsoleMembership>

export const CurrentSession = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    created_at: time('When the person signed in.'),
    expires_at: time('The end, however busy the session is. Twelve idle hours end it earlier.'),
    step_up_until: time('Until then nobody asks again who the person is.'),
  },
  { title: 'CurrentSession', description: 'The session of this browser.' },
)
export type CurrentSession = Type.Static<typeof CurrentSession>

export const ConsoleSignedIn = Type.Object(
  { account: ConsoleAccount, memberships: Type.Array(ConsoleMembership), session: CurrentSession },
  { title: 'ConsoleSignedIn', description: 'Who is signed in. The answer sets the session cookie.' },
)
export type ConsoleSignedIn = Type.Static<typeof ConsoleSignedIn>

export const ConsoleState = Type.Object(
  {
    account: orNull(ConsoleAccount, 'Null: nobody is signed in.'),
    memberships: Type.Array(ConsoleMembership),
    session: orNull(CurrentSession, 'Null: nobody is signed in.'),
    setup_needed: Type.Boolean({ description: 'There is no account yet: the setup link makes the first one.' }),
    registration: Type.Enum(['closed', 'open'], { type: 'string', description: 'Whether anyone may make an account.' }),
    oidc: Type.Boolean({ description: 'Whether people can sign in through an OpenID provider.' }),
    is_administrator: Type.Boolean({
      description: 'Whether the person owns the oldest workspace, and so sees the server itself.',
    }),
  },
  { title: 'ConsoleState', description: 'What a browser needs to know before it shows a page.' },
)
export type ConsoleState = Type.Static<typeof ConsoleState>

export const SetupState = Type.Object(
  { setup_needed: Type.Boolean({ description: 'False as soon as there is an account, and then for ever.' }) },
  { title: 'SetupState', description: 'Whether the server waits for its first account.' },
)
export type SetupState = Type.Static<typeof SetupState>

export const ClaimServerBody = Type.Object(
  {
    token: token('The token of the setup link.'),
    email,
    password: newPassword,
    name: personName,
  },
  { title: 'ClaimServerBody', description: 'Makes the first account, which owns the workspace of the server.' },
)
export type ClaimServerBody = Type.Static<typeof ClaimServerBody>

export const SignInBody = Type.Object(
  { email: Type.String({ description: 'Address of the person.' }), password: password('The password of the account.') },
  { title: 'SignInBody', description: 'Signs in with a password.' },
)
export type SignInBody = Type.Static<typeof SignInBody>

export const StepUpBody = Type.Object(
  { password: password('The password of the account.') },
  { title: 'StepUpBody', description: 'Proves again who is at the keyboard.' },
)
export type StepUpBody = Type.Static<typeof StepUpBody>

export const ChangePasswordBody = Type.Object(
  {
    current_password: Type.Optional(password('The password so far. People without one must have signed in just now.')),
    new_password: newPassword,
  },
  { title: 'ChangePasswordBody', description: 'Changes the password and ends all other sessions.' },
)
export type ChangePasswordBody = Type.Static<typeof ChangePasswordBody>

export const ResetPasswordBody = Type.Object(
  { token: token('The token of the link.'), password: newPassword },
  { title: 'ResetPasswordBody', description: 'Chooses a new password and ends all sessions of the person.' },
)
export type ResetPasswordBody = Type.Static<typeof ResetPasswordBody>

export const RegisterBody = Type.Object(
  { email, password: newPassword, name: personName },
  { title: 'RegisterBody', description: 'Makes an account with a workspace of its own.' },
)
export type RegisterBody = Type.Static<typeof RegisterBody>

export const AcceptInvitationBody = Type.Object(
  {
    token: token('The token of the invitation link.'),
    password: Type.Optional(
      password(
        'Of the account with the invited address; where there is none yet, the one it shall have. Not needed when signed in.',
      ),
    ),
    name: personName,
  },
  { title: 'AcceptInvitationBody', description: 'Accepts an invitation. Only the invited address can.' },
)
export type AcceptInvitationBody = Type.Static<typeof AcceptInvitationBody>

export const ConsoleSession = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    created_at: time('When the person signed in.'),
    last_seen_at: time('When it was last used, to the minute.'),
    expires_at: time('The end, however busy the session is.'),
    ip: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Where the person signed in from.' }),
    user_agent: Type.String({ description: 'What the browser called itself.' }),
    is_current: Type.Boolean({ description: 'The session of this browser.' }),
  },
  { title: 'ConsoleSession', description: 'A browser in which the person is signed in.' },
)
export type ConsoleSession = Type.Static<typeof ConsoleSession>

export const ListConsoleSessionsResponse = Type.Object(
  { sessions: Type.Array(ConsoleSession, { description: 'Newest first.' }) },
  { title: 'ListConsoleSessionsResponse', description: 'Everywhere that the person is signed in.' },
)
export type ListConsoleSessionsResponse = Type.Static<typeof ListConsoleSessionsResponse>

export const RequestEcho = Type.Object(
  {
    client_ip: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Where the server sees the caller, as IP restrictions compare it; null when it cannot tell.',
    }),
    headers: Type.Array(Type.Object({ name: Type.String({ description: 'In lower case.' }), value: Type.String() }), {
      description:
        'Those that came of `x-forwarded-for`, `x-real-ip`, `forwarded`, `x-forwarded-proto`, `x-forwarded-host`, `host`.',
    }),
  },
  { title: 'RequestEcho', description: 'What reached the server of a call of this browser, after all proxies in between.' },
)
export type RequestEcho = Type.Static<typeof RequestEcho>

export const SessionIdParams = Type.Object({ session_id: Type.String({ description: 'id of the session.' }) })
export type SessionIdParams = Type.Static<typeof SessionIdParams>

const limit = (description: string) => Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0, description })

export const ProjectUse = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    slug: Type.String(),
    name: Type.String(),
    api_keys: Type.Integer({ minimum: 0, description: 'Keys that count: issued and imported, not revoked.' }),
  },
  { title: 'ProjectUse', description: 'How much of its limit a project uses.' },
)
export type ProjectUse = Type.Static<typeof ProjectUse>

export const WorkspaceLimits = Type.Object(
  {
    plan: Type.String({ description: 'Name of the plan; empty for the default plan.' }),
    api_keys_max: limit('Keys that each project may have; null: as many as it likes.'),
    projects_max: limit('Projects that the workspace may have; null: as many as it likes.'),
    cache: Type.Boolean({ description: 'Whether projects may switch on the verification cache.' }),
    rate_limit: Type.Boolean({ description: 'Whether projects may enforce rate limits of keys.' }),
    projects: Type.Array(ProjectUse, { description: 'All projects of the workspace, oldest first.' }),
  },
  { title: 'WorkspaceLimits', description: 'What the plan of a workspace allows, and how much of it is used.' },
)
export type WorkspaceLimits = Type.Static<typeof WorkspaceLimits>

export const StartOidcQuery = Type.Object({
  next: Type.Optional(Type.String({ maxLength: NEXT_MAX_LENGTH, description: 'Path on this server to go on to.' })),
  step_up: Type.Optional(
    Type.Enum(['true', 'false'], {
      type: 'string',
      description: 'Prove again who the signed-in person is, instead of signing in.',
    }),
  ),
})
export type StartOidcQuery = Type.Static<typeof StartOidcQuery>

export const SettingSource = Type.Object(
  {
    path: Type.String({ description: 'Of the setting, dotted as in a configuration file.' }),
    source: Type.Enum(['console', 'env', 'file', 'default'], {
      type: 'string',
      description: 'Who decides: people, the environment or the configuration file of the server, or nobody.',
    }),
    variable: Type.Optional(Type.String({ description: 'With `env`: the name of the variable.' })),
    value: Type.Optional(
      Type.Unknown({ description: 'With `env` and `file`: what is in effect, unless it is a secret or lists proxies.' }),
    ),
    default: Type.Optional(Type.Unknown({ description: 'What holds where nobody decides.' })),
    reload: Type.Enum(['live', 'restart'], { type: 'string', description: 'Whether a running server takes a change over.' }),
  },
  { title: 'SettingSource', description: 'Where a setting comes from.' },
)
export type SettingSource = Type.Static<typeof SettingSource>

export const ListSettingSourcesResponse = Type.Object(
  {
    settings: Type.Array(SettingSource, { description: 'Those of the project, and those of the server that concern it.' }),
    prefixes: Type.Array(
      Type.Object({
        prefix: Type.String({ description: 'How the keys begin.' }),
        live_keys: Type.Integer({ minimum: 0, description: 'Keys issued with it that are not revoked.' }),
      }),
      { description: 'Every prefix that a live key of the project has.' },
    ),
  },
  { title: 'ListSettingSourcesResponse', description: 'Where the settings of a project come from. Never contains a secret.' },
)
export type ListSettingSourcesResponse = Type.Static<typeof ListSettingSourcesResponse>

export const SettingSourcesParams = Type.Object({ project: Type.String({ description: 'id or slug of the project.' }) })
export const Checklist = Type.Object(
  { dismissed: Type.Boolean({ description: 'Whether the signed-in person has put the first steps of the project away.' }) },
  { title: 'ConsoleChecklist', description: 'The first steps of a project, as one person sees them.' },
)
export type Checklist = Type.Static<typeof Checklist>

export const ChecklistParams = Type.Object({ project: Type.String({ description: 'id or slug of the project.' }) })
export type ChecklistParams = Type.Static<typeof ChecklistParams>

const fromProvider = (description: string) => Type.Optional(Type.String({ maxLength: PROVIDER_TEXT_MAX_LENGTH, description }))

/** OpenID Connect Core 1.0 §3.1.2.5 and §3.1.2.6, RFC 9207 §2. */
export const FinishOidcQuery = Type.Object({
  code: fromProvider('Authorization code.'),
  state: fromProvider('As it was sent to the provider.'),
  iss: fromProvider('Issuer of the answer.'),
  error: fromProvider('Why the provider refused.'),
  error_description: fromProvider('The same for people.'),
})
export type FinishOidcQuery = Type.Static<typeof FinishOidcQuery>
