import { useQuery } from '@tanstack/react-query'
import { monthQuery, newestKeysQuery, peopleQuery, projectKeysQuery } from './home-queries.ts'

export const stepNames = ['issue', 'verify', 'restrict', 'connect', 'second-owner'] as const
export type StepName = (typeof stepNames)[number]

/** `undefined`: not known yet. */
export type Steps = Readonly<Record<StepName, boolean | undefined>>

const POLL_MS = 3_000

/** Given by the server on its first start, to try things out with. */
const FIRST_KEY_NAME = 'First key'

/** Which of the first steps were taken, from what the server knows; asked again while some are open and somebody looks. */
export function useSteps(project: string): Steps {
  const keys = useQuery({ ...newestKeysQuery(project), refetchInterval: ({ state }) => pollUntil(state.data, hasAllOfKeys) })
  const month = useQuery({
    ...monthQuery(project),
    refetchInterval: ({ state }) => pollUntil(state.data, ({ total }) => total.valid !== '0'),
  })
  const projectKeys = useQuery({
    ...projectKeysQuery(project),
    refetchInterval: ({ state }) => pollUntil(state.data, hasKeyOfApp),
  })
  const people = useQuery({
    ...peopleQuery(project),
    refetchInterval: ({ state }) => pollUntil(state.data, hasSecondOwner),
  })
  const verified = month.data === undefined ? undefined : month.data.total.valid !== '0'
  return {
    issue: keys.data && keys.data.length > 0,
    verify: verified === true || keys.data?.some(({ last_used_time }) => last_used_time !== null) === true || verified,
    restrict: keys.data?.some(isRestricted),
    connect: projectKeys.data && hasKeyOfApp(projectKeys.data),
    'second-owner': people.data && hasSecondOwner(people.data),
  }
}

const pollUntil = <Data>(data: Data | undefined, done: (data: Data) => boolean): number | false =>
  data !== undefined && done(data) ? false : POLL_MS

interface Restrictable {
  readonly scopes: readonly string[]
  readonly rate_limit_policy: unknown
  readonly ip_restriction: unknown
}

const isRestricted = ({ scopes, rate_limit_policy, ip_restriction }: Restrictable): boolean =>
  scopes.length > 0 || rate_limit_policy !== null || ip_restriction !== null

const hasAllOfKeys = (keys: readonly Restrictable[]): boolean => keys.some(isRestricted)
const hasKeyOfApp = (keys: readonly { readonly name: string }[]): boolean => keys.some(({ name }) => name !== FIRST_KEY_NAME)
const hasSecondOwner = (people: readonly { readonly role: string }[]): boolean =>
  people.filter(({ role }) => role === 'owner').length > 1
