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

export const SessionIdParams = Type.Object({ session_id: Type.String({ description: 'id of the session.' }) })
export type SessionIdParams = Type.Static<typeof SessionIdParams>

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
