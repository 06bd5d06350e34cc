import { randomBytes, randomUUID } from 'node:crypto'
import { asOperator } from '../../support/control-plane.ts'
import { expectStatus } from './api.ts'
import { type Mutation, plain } from './audited-mutation.ts'
import { type ControlBench, newPassword, type Person, tokenIn } from './control-bench.ts'

/** With a person who has just joined the workspace. */
const onPerson = (
  operation: string,
  call: (bench: ControlBench, person: Person) => readonly [method: string, path: string, body?: unknown],
  isOfProject = false,
): Mutation => ({
  operation,
  prepare: async ({ bench, projectId }) => {
    const person = await bench.addPerson({ role: 'viewer', ...(isOfProject ? { projectId } : {}) })
    const [method, path, body] = call(bench, person)
    return () => bench.ask(bench.owner.shown, method, path, body)
  },
})

const invitation = () => ({ email: `${randomBytes(6).toString('hex')}@example.com`, role: 'viewer' })

/** Workspaces, their members and keys, and accounts. */
export const peopleMutations: readonly Mutation[] = [
  plain('createWorkspace', () => ['POST', '/workspaces', { name: 'audited' }]),
  plain('updateWorkspace', ({ bench }) => ['PUT', `/workspaces/${bench.workspaceId}`, { name: `Renamed ${randomUUID()}` }]),
  onPerson('updateWorkspaceMember', ({ workspaceId }, { accountId }) => [
    'PATCH',
    `/workspaces/${workspaceId}/members/${accountId}`,
    { role: 'developer' },
  ]),
  onPerson('removeWorkspaceMember', ({ workspaceId }, { accountId }) => [
    'DELETE',
    `/workspaces/${workspaceId}/members/${accountId}`,
  ]),
  {
    operation: 'removeProjectMember',
    prepare: async ({ bench, projectId }) => {
      const { accountId } = await bench.addPerson({ role: 'viewer', projectId })
      return () => bench.ask(bench.owner.shown, 'DELETE', `/projects/${projectId}/members/${accountId}`)
    },
  },
  plain('createInvitation', ({ bench }) => ['POST', `/workspaces/${bench.workspaceId}/invitations`, invitation()]),
  {
    operation: 'deleteInvitation',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/invitations`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, invitation()), 201)
      return () => bench.ask(bench.owner.shown, 'DELETE', `${path}/${body.invitation?.id ?? body.id}`)
    },
  },
  plain('createWorkspaceApiKey', ({ bench }) => ['POST', `/workspaces/${bench.workspaceId}/tokens`, { name: 'audited' }]),
  {
    operation: 'deleteWorkspaceApiKey',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/tokens`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, { name: 'gone' }), 201)
      return () => bench.ask(bench.owner.shown, 'DELETE', `${path}/${body.id}`)
    },
  },
  {
    operation: 'consoleAcceptInvitation',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/invitations`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, invitation()), 201)
      const accepting = { token: tokenIn(body.link), password: newPassword() }
      return () => bench.ask(undefined, 'POST', '/console/api/invitations/accept', accepting)
    },
  },
  {
    operation: 'consoleChangePassword',
    prepare: async ({ bench }) => {
      const person = await bench.addPerson({ role: 'viewer' })
      const body = { current_password: person.password, new_password: newPassword() }
      return () => bench.ask(person.shown, 'POST', '/console/api/password', body)
    },
  },
  {
    operation: 'consoleResetPassword',
    prepare: async ({ bench }) => {
      const { email } = await bench.addPerson({ role: 'viewer' })
      const { link } = await asOperator(bench.server, (administration) => administration.makePasswordResetLink(email))
      const body = { token: tokenIn(link.reveal()), password: newPassword() }
      return () => bench.ask(undefined, 'POST', '/console/api/password-reset', body)
    },
  },
  {
    operation: 'consoleRegister',
    prepare: async ({ bench }) => {
      const body = { email: invitation().email, password: newPassword() }
      return () => bench.ask(undefined, 'POST', '/console/api/register', body)
    },
  },
]
