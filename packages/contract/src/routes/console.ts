import {
  AcceptInvitationBody,
  ChangePasswordBody,
  ClaimServerBody,
  ConsoleSignedIn,
  ConsoleState,
  FinishOidcQuery,
  ListConsoleSessionsResponse,
  RegisterBody,
  SessionIdParams,
  SetupState,
  SignInBody,
  StartOidcQuery,
  StepUpBody,
  WorkspaceLimits,
} from '../messages/console.ts'
import { WorkspaceParams } from '../messages/workspaces.ts'
import type { RouteDescriptor } from '../route.ts'
import { bodyErrors, consoleRoute, serverErrors } from './common.ts'

const tag = 'Console'
const BASE = '/console/api'
/** Nothing that a browser sends here is large. */
const BODY_MAX = 16 * 1024

const anyone = { ...consoleRoute, tag, bodyMaxBytes: BODY_MAX } as const
const signedIn = { ...anyone, signedIn: true } as const

const cookieHeader = { 'Set-Cookie': 'The session of this browser.' }
const redirectHeaders = { Location: 'Where the browser goes on.', 'Set-Cookie': 'What must be remembered until it comes back.' }

/** What can go wrong with everything that changes something: `forbidden` when it comes from another origin. */
const changeErrors = [...bodyErrors, 'forbidden', ...serverErrors] as const
const passwordErrors = [...changeErrors, 'too_many_requests'] as const

/** What only a browser asks: the first account, sign-in, sessions. */
export const consoleRoutes = [
  {
    ...anyone,
    operationId: 'consoleGetSetup',
    summary: 'Ask whether the server waits for its first account',
    method: 'GET',
    path: `${BASE}/setup`,
    responses: { 200: SetupState },
    errors: serverErrors,
  },
  {
    ...anyone,
    operationId: 'consoleClaimServer',
    summary: 'Make the first account with the setup link',
    method: 'POST',
    path: `${BASE}/setup`,
    body: ClaimServerBody,
    responses: { 201: ConsoleSignedIn },
    responseHeaders: cookieHeader,
    errors: [...passwordErrors, 'conflict'],
  },
  {
    ...anyone,
    operationId: 'consoleSignIn',
    summary: 'Sign in with a password',
    method: 'POST',
    path: `${BASE}/login`,
    body: SignInBody,
    responses: { 200: ConsoleSignedIn },
    responseHeaders: cookieHeader,
    errors: [...passwordErrors, 'unauthorized'],
  },
  {
    ...anyone,
    operationId: 'consoleSignOut',
    summary: 'Sign out of this browser',
    method: 'POST',
    path: `${BASE}/logout`,
    responses: { 204: null },
    responseHeaders: cookieHeader,
    errors: changeErrors,
  },
  {
    ...anyone,
    operationId: 'consoleGetSession',
    summary: 'Read who is signed in',
    method: 'GET',
    path: `${BASE}/session`,
    responses: { 200: ConsoleState },
    errors: serverErrors,
  },
  {
    ...signedIn,
    operationId: 'consoleStepUp',
    summary: 'Prove again who is at the keyboard',
    method: 'POST',
    path: `${BASE}/step-up`,
    body: StepUpBody,
    responses: { 200: ConsoleSignedIn },
    errors: [...passwordErrors, 'unauthorized', 'failed_precondition'],
  },
  {
    ...signedIn,
    operationId: 'consoleListSessions',
    summary: 'List the sessions of the signed-in person',
    method: 'GET',
    path: `${BASE}/sessions`,
    responses: { 200: ListConsoleSessionsResponse },
    errors: ['unauthorized', ...serverErrors],
  },
  {
    ...signedIn,
    operationId: 'consoleSignOutEverywhere',
    summary: 'End all sessions of the signed-in person, this one too',
    method: 'DELETE',
    path: `${BASE}/sessions`,
    responses: { 204: null },
    responseHeaders: cookieHeader,
    errors: ['unauthorized', ...changeErrors],
  },
  {
    ...signedIn,
    operationId: 'consoleEndSession',
    summary: 'End one session of the signed-in person',
    method: 'DELETE',
    path: `${BASE}/sessions/{session_id}`,
    params: SessionIdParams,
    responses: { 204: null },
    errors: ['unauthorized', 'not_found', ...changeErrors],
  },
  {
    ...signedIn,
    operationId: 'consoleChangePassword',
    summary: 'Change the password and end all other sessions',
    method: 'POST',
    path: `${BASE}/password`,
    body: ChangePasswordBody,
    responses: { 200: ConsoleSignedIn },
    errors: [...passwordErrors, 'unauthorized', 'step_up_required', 'conflict'],
  },
  {
    ...signedIn,
    operationId: 'consoleGetLimits',
    summary: 'Read what the plan of a workspace allows and how much of it is used, as a member of the workspace',
    method: 'GET',
    path: `${BASE}/workspaces/{workspace}/limits`,
    params: WorkspaceParams,
    responses: { 200: WorkspaceLimits },
    errors: ['unauthorized', 'not_found', ...serverErrors],
  },
  {
    ...anyone,
    operationId: 'consoleRegister',
    summary: 'Make an account with a workspace of its own, where registration is open',
    method: 'POST',
    path: `${BASE}/register`,
    body: RegisterBody,
    responses: { 201: ConsoleSignedIn },
    responseHeaders: cookieHeader,
    errors: [...passwordErrors, 'conflict'],
  },
  {
    ...anyone,
    operationId: 'consoleAcceptInvitation',
    summary: 'Accept an invitation',
    method: 'POST',
    path: `${BASE}/invitations/accept`,
    body: AcceptInvitationBody,
    responses: { 200: ConsoleSignedIn },
    responseHeaders: cookieHeader,
    errors: [...passwordErrors, 'unauthorized', 'not_found', 'conflict'],
  },
  {
    ...anyone,
    operationId: 'consoleStartOidc',
    summary: 'Leave for the OpenID provider',
    method: 'GET',
    path: `${BASE}/oidc/start`,
    query: StartOidcQuery,
    responses: { 302: null },
    responseHeaders: redirectHeaders,
    errors: ['bad_request', 'unauthorized', 'not_found', ...serverErrors],
  },
  {
    ...anyone,
    operationId: 'consoleFinishOidc',
    summary: 'Come back from the OpenID provider',
    method: 'GET',
    path: `${BASE}/oidc/callback`,
    query: FinishOidcQuery,
    responses: { 302: null },
    responseHeaders: redirectHeaders,
    errors: ['bad_request', 'not_found', ...serverErrors],
  },
] as const satisfies readonly RouteDescriptor[]
