import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { type RefObject, useRef, useState } from 'react'
import { failureOf, isStale } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { toastSuccess } from '../../../ui/toast.tsx'
import { keyQuery, keysChanged } from '../key-detail-queries.ts'
import { type EditableField, type LoadedKey, loadKey, saveField } from '../loaded-key.ts'
import { fieldName } from '../pure/key-texts.ts'
import { useFocusGivenBack } from './use-focus-given-back.ts'

/** Somebody else was faster: the key as the person saw it, and as it is now. */
export interface EditConflict {
  readonly seen: LoadedKey
  readonly theirs: LoadedKey
}

/** Which field of which key. */
export interface EditedField {
  readonly project: string
  readonly kind: LoadedKey['kind']
  readonly keyId: string
  readonly field: EditableField
}

export interface FieldEdit<Draft> {
  readonly edited: EditedField
  /** What is being typed; `undefined` while nobody edits. */
  readonly draft: Draft | undefined
  readonly busy: boolean
  readonly problem: string | undefined
  readonly conflict: EditConflict | undefined
  /** Gets the focus back after the edit. */
  readonly openerRef: RefObject<HTMLButtonElement | null>
  readonly begin: (draft: Draft) => void
  readonly change: (draft: Draft) => void
  readonly cancel: () => void
  /** Saves over what the person has seen; over `conflict.theirs` when they have seen that by now. */
  readonly save: (value: unknown) => Promise<void>
}

/** One field of a key in edit. It is saved only if the key is still as it was when the edit began. */
export function useFieldEdit<Draft>(project: string, loaded: LoadedKey, field: EditableField): FieldEdit<Draft> {
  const queries = useQueryClient()
  const edited: EditedField = { project, kind: loaded.kind, keyId: loaded.key.key_id, field }
  const [draft, setDraft] = useState<Draft>()
  // Not state: an edit may begin and be saved in one and the same turn.
  const seen = useRef(loaded)
  const { openerRef, giveBackFocus } = useFocusGivenBack(draft === undefined)
  const saving = useSaving(edited, () => {
    setDraft(undefined)
    giveBackFocus()
  })
  const { conflict } = saving
  return {
    edited,
    draft,
    busy: saving.busy,
    problem: saving.problem,
    conflict,
    openerRef,
    save: (value) => saving.save(conflict?.theirs ?? seen.current, value),
    change: setDraft,
    begin: (first) => {
      seen.current = loaded
      setDraft(() => first)
    },
    cancel: () => {
      if (conflict !== undefined) show(queries, project, conflict.theirs)
      saving.end()
    },
  }
}

/** Sends the change, and tells what became of it. */
function useSaving({ project, field }: EditedField, onEnd: () => void) {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<EditConflict>()
  const end = (): void => {
    setConflict(undefined)
    setProblem(undefined)
    onEnd()
  }
  const save = async (base: LoadedKey, value: unknown): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      show(queries, project, await saveField(project, base, field, value))
      toastSuccess(t('{field} saved', { field: fieldName(field) }))
      end()
      void keysChanged(queries, project)
    } catch (error) {
      const theirs = isStale(error) ? await loadKey(project, base.key.key_id).catch(() => undefined) : undefined
      if (theirs === undefined) setProblem(failureOf(error).message)
      else setConflict({ seen: base, theirs })
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, conflict, save, end }
}

const show = (queries: QueryClient, project: string, loaded: LoadedKey): void =>
  void queries.setQueryData(keyQuery(project, loaded.key.key_id).queryKey, loaded)
