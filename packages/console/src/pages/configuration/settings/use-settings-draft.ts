import type { SettingSource } from '@latchkey/contract/messages/console'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { type Failure, failureOf, isStale } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { toastSuccess } from '../../../ui/toast.tsx'
import { configurationKey, type LoadedSettings, settingsQuery } from '../configuration-queries.ts'
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
  const [edits, setEdits] = useState<Values>({})
  const [tried, setTried] = useState(false)
  const formRef = useRef<HTMLFormElement>(null)
  const { seen, reload } = useSeenSettings(project, Object.keys(edits).length === 0)
  const { busy, error, warnings, save, forgive } = useSaving(seen, reload)
  const { originOf, values, changes } = drafted(seen, definitions, edits)
  const failure = error === undefined || isStale(error) ? undefined : failureOf(error)
  const problems = problemsOf({ definitions, changes, values, failure, tried })
  useFocusOnProblem(formRef, problems, tried)
  const startOver = (next: Values): void => {
    setEdits(next)
    setTried(false)
    forgive()
  }
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
    set: (path, value) => startOver({ ...edits, [path]: value }),
    submit: (event) => {
      event.preventDefault()
      setTried(true)
      const isSound = Object.keys(brokenOf(definitions, changes, values)).length === 0
      if (changes.length > 0 && isSound) void save(changes).then((saved) => saved && startOver({}))
    },
    discard: () => startOver({}),
    rebase: () => {
      forgive()
      void reload()
    },
  }
}

/** The settings as the person saw them: what a draft is compared with does not move under it. */
function useSeenSettings(project: string, isClean: boolean) {
  const queries = useQueryClient()
  const { data } = useSuspenseQuery(settingsQuery(project))
  const [seen, setSeen] = useState(data)
  useEffect(() => {
    if (isClean) setSeen(data)
  }, [isClean, data])
  const reload = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: configurationKey(project) })
    setSeen(await queries.fetchQuery(settingsQuery(project)))
    void queries.invalidateQueries({ queryKey: ['projects'] })
  }
  return { seen, reload }
}

function useSaving(seen: LoadedSettings, reload: () => Promise<void>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [warnings, setWarnings] = useState<readonly string[]>([])
  const forgive = (): void => setError(undefined)
  /** Whether they are saved. */
  const save = async (changes: readonly Change[]): Promise<boolean> => {
    setBusy(true)
    forgive()
    try {
      const answer = await controlPlane.projects.patchWithRevision(seen.project.id, seen.project.revision_id, patchOf(changes))
      setWarnings(answer.warnings.map(({ message }) => message))
      await reload()
      toastSuccess(t('The settings are saved and in effect.'))
      return true
    } catch (thrown) {
      setError(thrown)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, warnings, save, forgive }
}

/** What is in effect, with what was edited and what follows from it. */
function drafted(seen: LoadedSettings, definitions: readonly SettingDefinition[], edits: Values) {
  const origins = new Map(seen.settings.map((setting) => [setting.path, setting]))
  const originOf = (path: string): SettingSource => origins.get(path) ?? { path, source: 'default', reload: 'live' }
  const paths = definitions.map(({ path }) => path)
  const before = valuesInEffect(seen, paths)
  const values = withRetired(before, { ...before, ...edits })
  return { originOf, values, changes: changesBetween(before, values).filter(({ path }) => !isFixed(originOf(path))) }
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
