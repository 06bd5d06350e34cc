import type { SettingSource } from '@latchkey/contract/messages/console'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { type Failure, failureOf, isStale } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { toastSuccess } from '../../../ui/toast.tsx'
import { configurationKey, settingsQuery } from '../configuration-queries.ts'
import type { JsonValue } from './json.ts'
import type { SettingDefinition } from './setting-definitions.ts'
import { type Change, changesBetween, isFixed, patchOf, type Values, valuesInEffect, withRetired } from './setting-values.ts'

export interface SettingsDraft {
  /** With what the person has changed, and with what follows from it. */
  readonly values: Values
  readonly changes: readonly Change[]
  readonly problems: Readonly<Record<string, string>>
  readonly busy: boolean
  readonly failure: Failure | undefined
  /** Somebody else has changed the project meanwhile. */
  readonly conflict: boolean
  readonly warnings: readonly string[]
  readonly formRef: RefObject<HTMLFormElement | null>
  readonly originOf: (path: string) => SettingSource
  readonly liveKeysOf: (prefix: string) => number
  readonly set: (path: string, value: JsonValue) => void
  readonly submit: (event: FormEvent) => void
  readonly discard: () => void
  /** Takes over what others have saved, and keeps the changes of this page. */
  readonly rebase: () => void
}

/** What a person changes on a page of settings, until it is saved against the revision that they saw. */
export function useSettingsDraft(project: string, definitions: readonly SettingDefinition[]): SettingsDraft {
  const queries = useQueryClient()
  const { data } = useSuspenseQuery(settingsQuery(project))
  const [seen, setSeen] = useState(data)
  const [edits, setEdits] = useState<Values>({})
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [warnings, setWarnings] = useState<readonly string[]>([])
  const formRef = useRef<HTMLFormElement>(null)
  const isClean = Object.keys(edits).length === 0
  // What a draft is compared with stays what the person saw.
  useEffect(() => {
    if (isClean) setSeen(data)
  }, [isClean, data])

  const origins = new Map(seen.settings.map((setting) => [setting.path, setting]))
  const originOf = (path: string): SettingSource => origins.get(path) ?? { path, source: 'default', reload: 'live' }
  const before = valuesInEffect(
    seen,
    definitions.map(({ path }) => path),
  )
  const values = withRetired(before, { ...before, ...edits })
  const changes = changesBetween(before, values).filter(({ path }) => !isFixed(originOf(path)))
  const failure = error === undefined || isStale(error) ? undefined : failureOf(error)
  const problems = problemsOf({ definitions, changes, values, failure, tried })

  const load = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: configurationKey(project) })
    setSeen(await queries.fetchQuery(settingsQuery(project)))
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    setError(undefined)
    try {
      const { id, revision_id } = seen.project
      const answer = await controlPlane.projects.patchWithRevision(id, revision_id, patchOf(changes))
      setWarnings(answer.warnings.map(({ message }) => message))
      await load()
      setEdits({})
      setTried(false)
      void queries.invalidateQueries({ queryKey: ['projects'] })
      toastSuccess(t('The settings are saved and in effect.'))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  useFocusOnProblem(formRef, problems, tried)
  return {
    values,
    changes,
    problems,
    busy,
    failure,
    conflict: isStale(error),
    warnings,
    formRef,
    originOf,
    liveKeysOf: (prefix) => seen.prefixes.find((one) => one.prefix === prefix)?.live_keys ?? 0,
    set: (path, value) => {
      setError(undefined)
      setTried(false)
      setEdits({ ...edits, [path]: value })
    },
    submit: (event) => {
      event.preventDefault()
      setTried(true)
      if (changes.length > 0 && Object.keys(brokenOf(definitions, changes, values)).length === 0) void save()
    },
    discard: () => {
      setEdits({})
      setTried(false)
      setError(undefined)
    },
    rebase: () => {
      setError(undefined)
      void load()
    },
  }
}

const brokenOf = (
  definitions: readonly SettingDefinition[],
  changes: readonly Change[],
  values: Values,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    definitions.flatMap(({ path, kind, problem }) => {
      const isChanged = changes.some((change) => change.path === path)
      const broken = isChanged && kind !== 'list' ? problem?.(values[path] ?? '', values) : undefined
      return broken === undefined ? [] : [[path, broken]]
    }),
  )

/** What is wrong after an attempt to save: by our own rules, or by those of the server. */
function problemsOf({
  definitions,
  changes,
  values,
  failure,
  tried,
}: {
  readonly definitions: readonly SettingDefinition[]
  readonly changes: readonly Change[]
  readonly values: Values
  readonly failure: Failure | undefined
  readonly tried: boolean
}): Readonly<Record<string, string>> {
  if (!tried) return {}
  const field = failure?.field?.replaceAll('/', '.')
  const refused = definitions.find(({ path }) => field?.includes(path))
  return {
    ...(refused === undefined || failure === undefined ? {} : { [refused.path]: failure.message }),
    ...brokenOf(definitions, changes, values),
  }
}

/** The first field that is wrong gets the focus when somebody has tried to save. */
function useFocusOnProblem(
  formRef: RefObject<HTMLFormElement | null>,
  problems: Readonly<Record<string, string>>,
  tried: boolean,
): void {
  const wrong = Object.keys(problems).join(' ')
  useEffect(() => {
    if (tried && wrong !== '') formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [formRef, wrong, tried])
}
